import { at, type Json, type JsonObject, map, schemasOf } from './bundle.js';
import { resolve, responsePointer } from './schemas.js';

const REF = '#/components/schemas/';

/**
 * Makes plain JSON Schemas, each complete in one file: draft 2020-12 with `$defs`, for tools that read no OpenAPI.
 *
 * @returns schemas by file name
 */
export function makePlainSchemas(bundle: JsonObject): Record<string, JsonObject> {
  const schemas = schemasOf(bundle);
  const version = String(at(bundle, 'info').version);
  const makeDocument = (title: string, schema: Json): JsonObject => {
    const plain = toPlain(schema);
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `${title} of Docker Engine API v${version}, GET /images/json`,
      ...plain,
      $defs: Object.fromEntries(
        [...collectReferences(schemas, plain)].sort().map((name) => [name, toPlain(schemas[name] ?? {})]),
      ),
    };
  };
  return {
    'image-list': makeDocument('The body of a 200', resolve(bundle, responsePointer('200'))),
    'error-response': makeDocument('The body of an error response', at(schemas, 'ErrorResponse')),
    'image-list-filters': makeDocument('The parameter filters, parsed', at(schemas, 'ImageListFilters')),
  };
}

/** Removes what OpenAPI adds to JSON Schema, and makes references point into `$defs`. */
const toPlain = (schema: Json): JsonObject =>
  map(schema, ({ discriminator: _, $ref, ...rest }) => ({
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-'))),
    ...($ref !== undefined && { $ref: String($ref).replace(REF, '#/$defs/') }),
  })) as JsonObject; // a schema is an object

/** Collects the names of all schemas that one refers to, directly or not. */
function collectReferences(schemas: JsonObject, schema: Json, found: Set<string> = new Set()): Set<string> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/(?:\$defs|components\/schemas)\/([^"]+)"/g)) {
    if (found.has(name)) continue;
    collectReferences(schemas, schemas[name] ?? {}, found.add(name));
  }
  return found;
}
