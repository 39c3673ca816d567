import { parsePointer } from '../../src/values/pointer.js';
import { at, type Json, type JsonObject } from './bundle.js';

/** The words of JSON Schema that the fragment asserts something with. */
const KEYWORDS =
  /^(type|properties|required|additionalProperties|items|const|enum|pattern|minimum|minLength|minItems|minProperties|oneOf|anyOf|discriminator)$/;

/** Words that assert nothing here: for people, and for what makes code of the fragment. */
const SILENT = /^(description|title|default|deprecated|examples|format|contentEncoding|x-.+)$/;

/** JSON Pointer to the JSON schema of the answer with a status. */
export const responsePointer = (status: string): string =>
  `/paths/~1images~1json/get/responses/${status}/content/application~1json/schema`;

/** The statuses that the bundle lists. */
export const listStatuses = (bundle: JsonObject): string[] =>
  Object.keys(at(bundle, 'paths', '/images/json', 'get', 'responses'));

/**
 * The schema of the answer with a status, as AJV takes it: assertions only, references in full. In one piece it is
 * judged without building a path for each object on the way, which took as long again as the judging.
 *
 * @param closed whether members that the contract does not describe are refused
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

/** The object that a JSON Pointer names. */
export const resolve = (bundle: JsonObject, pointer: string): JsonObject => at(bundle, ...parsePointer(pointer));

/**
 * The pointer into the bundle of a keyword that a path such as `#/items/properties/Id/type` names in the whole schema;
 * `undefined` when the bundle has no such place.
 */
export function bundlePointer(bundle: JsonObject, status: string, path: string): string | undefined {
  let pointer = responsePointer(status);
  let here: Json = resolve(bundle, pointer);
  for (const token of path.split('/').slice(1)) {
    // A list is walked by its indices as an object by its keys.
    const holder: JsonObject = Object.fromEntries(Object.entries(here ?? {}));
    const { $ref } = holder;
    pointer = `${typeof $ref === 'string' ? $ref.slice(1) : pointer}/${token}`;
    const next: Json | undefined = (typeof $ref === 'string' ? resolve(bundle, $ref.slice(1)) : holder)[token];
    // Members are closed here alone, and refused by a schema that is `false`.
    if (next === undefined && !/^(additionalProperties|false schema)$/.test(token)) return undefined;
    here = next ?? null;
  }
  return pointer;
}
