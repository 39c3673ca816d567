import { getOwn } from '../../../src/values/pointer.js';
import { at, type Json, type JsonObject, removeFacts } from '../../generate/bundle.js';
import { schemaId } from './anchors.js';

/** What a contract says of one parameter, filter, member or header. Texts are Markdown's inline words. */
export interface Facts {
  /** Its type in words. */
  readonly type: string;
  /** In paragraphs. */
  readonly text: readonly string[];
  /** Short facts beside the type, such as `may be null`. */
  readonly chips: readonly string[];
  /** How the image stores of one engine differ. */
  readonly stores: Readonly<Record<string, string>>;
}

export const text = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');
export const objects = (value: Json | undefined): JsonObject[] => Object.values(value ?? []).map((one) => at(one));

/** One paragraph a line. */
export const paragraphs = (words: string): string[] =>
  words
    .trim()
    .split(/\n\s*\n/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter(Boolean);

/** The name of the schema that a schema, or its items, refers to. */
export const refOf = (schema: JsonObject): string =>
  /[^/]+$/.exec(text(schema.$ref ?? (getOwn(schema.items, '$ref') as Json)))?.[0] ?? '';

/** The type of a schema in words; what has a block of its own is linked. */
export function typeOf(schema: JsonObject): string {
  const name = refOf(schema);
  const linked = `[${name}](#${schemaId(name)})`;
  if (name && name !== 'ValueSet') return schema.items ? `list of ${linked}${nullOf(schema)}` : linked;
  if (name === 'ValueSet') return 'set of string';
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  const types = [schema.type ?? (schema.oneOf || schema.anyOf ? 'object' : 'any')].flat();
  return types.map((type) => oneType(String(type), schema)).join(' or ');
}

const nullOf = (schema: JsonObject): string => ([schema.type].flat().includes('null') ? ' or null' : '');

function oneType(type: string, schema: JsonObject): string {
  if (type === 'array') return `list of ${typeOf(at(schema.items ?? {}))}`;
  const values = schema.additionalProperties;
  if (type === 'object' && values !== null && typeof values === 'object' && 'type' in values) {
    return `object of ${typeOf(at(values))}`;
  }
  return type;
}

/** The keywords of a schema that are chips, each with its words. */
const keywords: readonly (readonly [keyword: string, words: (value: Json) => string])[] = [
  ['format', (value) => `format ${String(value)}`],
  ['contentEncoding', (value) => String(value)],
  ['enum', (value) => `one of ${[value].flat().map(quoted).join(', ')}`],
  ['default', (value) => `default ${quoted(value)}`],
  ['minimum', (value) => `${String(value)} or more`],
  ['minItems', (value) => (value === 1 ? 'never empty' : `${String(value)} items or more`)],
  ['minLength', (value) => (value === 1 ? 'never empty' : `${String(value)} characters or more`)],
  ['minProperties', (value) => (value === 1 ? 'never empty' : `${String(value)} members or more`)],
  ['pattern', (value) => `matches ${quoted(value)}`],
];

const quoted = (value: Json | undefined): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** What the keywords of a schema, and of its items, say. */
export function keywordsOf(schema: JsonObject): string[] {
  const own = keywords.flatMap(([keyword, words]) => (schema[keyword] === undefined ? [] : [words(schema[keyword])]));
  const items = schema.items && !refOf(schema) ? keywordsOf(at(schema.items)).map((words) => `each ${words}`) : [];
  return [...own, ...items];
}

/** What stands beside a schema, wherever it is. */
export function commonChips(object: JsonObject): string[] {
  return [
    ...(object.deprecated === true ? ['deprecated'] : []),
    ...(object['x-unit'] === undefined ? [] : [text(object['x-unit'])]),
    ...(object['x-since-engine'] === undefined ? [] : [`Engine ${text(object['x-since-engine'])} or later`]),
  ];
}

/** The words of an object, with where they are known from when no recording proves them. */
export function wordsOf(object: JsonObject): string[] {
  const source = text(object['x-source']);
  return [...paragraphs(removeFacts(object)), ...(source ? [`Known from ${source}`] : [])];
}

export const storesOf = (object: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(at(object['x-stores'] ?? {})).map(([store, fact]) => [store, text(fact)]));
