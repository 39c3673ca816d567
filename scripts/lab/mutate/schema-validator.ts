import { Ajv2020 } from 'ajv/dist/2020.js';
import { getAtPointer } from '../../../src/values/pointer.js';
import type { Json, JsonObject } from '../../generate/bundle.js';
import { ajvOptions } from '../../generate/validators.js';

/** The value at a JSON Pointer of a document; `null` where there is none. */
export const getAt = (document: JsonObject, pointer: string): Json =>
  (getAtPointer(document, pointer) as Json | undefined) ?? null; // a part of JSON is JSON

/** The value at a JSON Pointer of a document, with every `$ref` resolved. No schema refers to itself. */
function resolveReferences(document: JsonObject, pointer: string): Json {
  const resolve = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolve);
    if (value === null || typeof value !== 'object') return value;
    const { $ref, ...own } = value;
    const target = typeof $ref === 'string' ? resolve(getAt(document, $ref.slice(1))) : {};
    const rest = Object.entries(own).map(([key, item]) => [key, resolve(item)]);
    return { ...(target as JsonObject) /* a reference names an object */, ...Object.fromEntries(rest) };
  };
  return resolve(getAt(document, pointer));
}

/** Whether a number fits Go's int64, as far as a JSON number can tell. */
const isInt64 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;

/** The validator of a user who also asserts formats. */
const ajv = new Ajv2020({
  ...ajvOptions,
  meta: false,
  validateSchema: false,
  strict: false,
  logger: false,
  code: { optimize: false },
  formats: { int64: { type: 'number', validate: isInt64 }, uri: (text: string) => URL.canParse(text) },
});
// AJV takes contentEncoding for an annotation.
ajv.removeKeyword('contentEncoding');
ajv.addKeyword({
  keyword: 'contentEncoding',
  type: 'string',
  validate: (encoding: string, text: string) => encoding !== 'base64' || isBase64(text),
});

/** Remembers the results of a function by its argument, and forgets them all when there are more than `size`. */
export function memoize<Result>(size: number, compute: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  return (key) => {
    const result = results.get(key) ?? compute(key);
    if (results.size === size) results.clear();
    results.set(key, result);
    return result;
  };
}

/** Compiles the JSON of a schema. AJV does not take `mapping`; the schema has `oneOf` beside it. */
const compile = memoize(300, (schema: string) => {
  const validate = ajv.compile(
    JSON.parse(schema, (key, value) =>
      key === 'discriminator' && value?.mapping ? { propertyName: value.propertyName } : value,
    ),
  );
  ajv.removeSchema();
  return validate;
});

/** Whether a value is valid by the schema at a JSON Pointer of a document. */
export const isValid = (document: JsonObject, pointer: string, value: unknown): boolean =>
  compile(JSON.stringify(resolveReferences(document, pointer)))(value);
