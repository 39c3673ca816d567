import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Exchange, Finding, Rule } from '../../src/contract/index.js';
import { valueAt } from '../../src/values/pointer.js';
import type { Json, JsonObject } from '../generate/bundle.js';
import { ajvOptions } from '../generate/validators.js';

/** The code that judges by a contract: that of src/, or the same by a contract that was changed. */
export interface Judges {
  readonly judge: (exchange: Exchange) => { readonly kind: string; readonly findings: readonly Finding[] };
  readonly judgeList: (exchange: Exchange, apiVersion: string) => { readonly findings: readonly Finding[] };
  readonly rules: readonly Rule[];
}

/** What the clauses by hand are held against: judges, and the OpenAPI documents by API version. */
export interface Subject extends Judges {
  readonly bundles: ReadonlyMap<string, JsonObject>;
}

/** The value at a JSON Pointer of a document, with all references in full; no schema refers to itself. */
export function inFull(document: JsonObject, pointer: string): Json {
  const resolved = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(resolved);
    if (value === null || typeof value !== 'object') return value;
    const { $ref, ...own } = value;
    const target = typeof $ref === 'string' ? resolved(at(document, $ref.slice(1))) : {};
    const rest = Object.entries(own).map(([key, item]) => [key, resolved(item)]);
    return { ...(target as JsonObject) /* what is referred to is an object */, ...Object.fromEntries(rest) };
  };
  return resolved(at(document, pointer));
}

/** The value at a JSON Pointer; `null` where there is none. */
export const at = (document: JsonObject, pointer: string): Json =>
  (valueAt(document, pointer) as Json | undefined) ?? null; // it is part of JSON

/** Go's int64, as far as JSON numbers can tell. */
const isInt64 = (value: number): boolean => Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;

/** A consumer's AJV, which asserts formats too. */
const ajv = new Ajv2020({
  ...ajvOptions,
  meta: false,
  validateSchema: false,
  strict: false,
  logger: false,
  code: { optimize: false },
  formats: { int64: { type: 'number', validate: isInt64 }, uri: (text: string) => URL.canParse(text) },
});
// AJV knows it as a note.
ajv.removeKeyword('contentEncoding');
ajv.addKeyword({
  keyword: 'contentEncoding',
  type: 'string',
  validate: (encoding: string, text: string) => encoding !== 'base64' || isBase64(text),
});
// Redocly and the types read it; JSON Schema has `oneOf` beside it.
const withoutMapping = (text: string): Json =>
  JSON.parse(text, (key, value) =>
    key === 'discriminator' && value?.mapping ? { propertyName: value.propertyName } : value,
  );

type Keeps = (value: unknown) => boolean;

/** By document and pointer; documents come by the thousand, and go. */
const known = new WeakMap<JsonObject, Map<string, Keeps>>();
/** By the text of a schema in full: most documents have most schemas alike. */
const compiled = new Map<string, ValidateFunction>();

/** Whether a value keeps the schema at a JSON Pointer of a document, as a consumer's validator has it. */
export function keeps(document: JsonObject, pointer: string, value: unknown): boolean {
  const here = known.get(document) ?? new Map<string, Keeps>();
  known.set(document, here);
  const keep = here.get(pointer) ?? compile(JSON.stringify(inFull(document, pointer)));
  here.set(pointer, keep);
  return keep(value);
}

function compile(text: string): ValidateFunction {
  const old = compiled.get(text);
  if (old) return old;
  const fresh = ajv.compile(withoutMapping(text) as JsonObject /* a schema is one */);
  ajv.removeSchema();
  if (compiled.size === 300) compiled.clear();
  compiled.set(text, fresh);
  return fresh;
}
