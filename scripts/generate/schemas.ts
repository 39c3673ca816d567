import { parsePointer } from '../../src/values/pointer.js';
import { at, type Json, type JsonObject, operationOf } from './bundle.js';

/** The keywords of JSON Schema that the fragment asserts something with. */
const KEYWORDS =
  /^(type|properties|required|additionalProperties|items|const|enum|pattern|minimum|minLength|minItems|minProperties|oneOf|anyOf|discriminator)$/;

/** Keywords that assert nothing here: for people and for generators of code. */
const SILENT = /^(description|title|default|deprecated|examples|format|contentEncoding|x-.+)$/;

/** The JSON Pointer to the JSON schema of the response with a status. */
export const responsePointer = (status: string): string =>
  `/paths/~1images~1json/get/responses/${status}/content/application~1json/schema`;

/** Lists the statuses that a bundle describes. */
export const listStatuses = (bundle: JsonObject): string[] => Object.keys(at(operationOf(bundle), 'responses'));

/**
 * Makes the schema of the response with a status for AJV: only assertions, with references resolved. With references AJV
 * would build a path for each object, which doubled the time of a check.
 *
 * @param closed whether it rejects properties that the contract does not describe
 */
export const makeResponseSchema = (bundle: JsonObject, status: string, closed: boolean): JsonObject =>
  toAssertions(bundle, resolve(bundle, responsePointer(status)), closed);

function toAssertions(bundle: JsonObject, schema: JsonObject, closed: boolean): JsonObject {
  if (typeof schema.$ref === 'string') return toAssertions(bundle, resolve(bundle, schema.$ref.slice(1)), closed);
  const assertions: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (KEYWORDS.test(keyword)) assertions[keyword] = changes[keyword]?.(bundle, value, closed) ?? value;
    else if (!SILENT.test(keyword)) throw new Error(`openapi/: the validators do not know the keyword ${keyword}`);
  }
  if (closed && assertions.properties) assertions.additionalProperties ??= false;
  return assertions;
}

type Change = (bundle: JsonObject, value: Json, closed: boolean) => Json;

const subschema: Change = (bundle, value, closed) =>
  typeof value === 'boolean' ? value : toAssertions(bundle, at(value), closed);
const subschemas: Change = (bundle, value, closed) =>
  Object.values(value ?? []).map((item) => toAssertions(bundle, at(item), closed));

/** Keywords whose values hold schemas; the values of the others stay as they are. */
const changes: Readonly<Record<string, Change>> = {
  properties: (bundle, value, closed) =>
    Object.fromEntries(
      Object.entries(at(value)).map(([name, schema]) => [name, toAssertions(bundle, at(schema), closed)]),
    ),
  items: subschema,
  additionalProperties: subschema,
  oneOf: subschemas,
  anyOf: subschemas,
  // AJV refuses `mapping`; it finds the branch by the constants of `Kind`.
  discriminator: (_, value) => ({ propertyName: at(value).propertyName ?? '' }),
};

/** Gets the object at a JSON Pointer; throws if there is none. */
export const resolve = (bundle: JsonObject, pointer: string): JsonObject => at(bundle, ...parsePointer(pointer));

/**
 * Finds the pointer into the bundle of a keyword at a path of the resolved schema, such as `#/items/properties/Id/type`;
 * `undefined` if the bundle has none.
 */
export function bundlePointer(bundle: JsonObject, status: string, path: string): string | undefined {
  let pointer = responsePointer(status);
  let here: Json = resolve(bundle, pointer);
  for (const token of path.split('/').slice(1)) {
    // An array is walked by its indices, an object by its keys.
    const holder: JsonObject = Object.fromEntries(Object.entries(here ?? {}));
    const { $ref } = holder;
    pointer = `${typeof $ref === 'string' ? $ref.slice(1) : pointer}/${token}`;
    const next: Json | undefined = (typeof $ref === 'string' ? resolve(bundle, $ref.slice(1)) : holder)[token];
    // Only the closed schema has these keywords.
    if (next === undefined && !/^(additionalProperties|false schema)$/.test(token)) return undefined;
    here = next ?? null;
  }
  return pointer;
}
