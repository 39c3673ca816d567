import { getOwn } from '../../../src/values/pointer.js';
import { at, type Json, type JsonObject, removeFacts } from '../../generate/bundle.js';
import { schemaId } from './anchors.js';
import { inlineCode, link } from './blocks.js';

/** What a contract says of one parameter, filter, field or header, in inline Markdown. */
export interface Facts {
  readonly type: string;
  /** Paragraphs. */
  readonly text: readonly string[];
  /** Short facts beside the type, such as `may be null`. */
  readonly chips: readonly string[];
  /** How the image stores of one engine differ. */
  readonly stores: Readonly<Record<string, string>>;
}

export const text = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** The paragraphs of a text, each in one line. */
export const paragraphs = (words: string): string[] =>
  words
    .trim()
    .split(/\n\s*\n/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter(Boolean);

/** The name of the schema that a schema, or its items, refers to. */
export const refOf = (schema: JsonObject): string =>
  /[^/]+$/.exec(text(schema.$ref ?? (getOwn(schema.items, '$ref') as Json)))?.[0] ?? ''; // a part of a bundle

/** The type of a schema in words, with a link to the schema that it refers to. */
export function typeOf(schema: JsonObject): string {
  const name = refOf(schema);
  if (name === 'ValueSet') return 'set of string';
  if (name) {
    const linked = link(name, schemaId(name));
    if (!schema.items) return linked;
    return [schema.type].flat().includes('null') ? `list of ${linked} or null` : `list of ${linked}`;
  }
  if (schema.const !== undefined) return inlineCode(JSON.stringify(schema.const));
  const types = [schema.type ?? (schema.oneOf || schema.anyOf ? 'object' : 'any')].flat();
  return types.map((type) => formatType(String(type), schema)).join(' or ');
}

function formatType(type: string, schema: JsonObject): string {
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
  ['enum', (value) => `one of ${[value].flat().map(formatValue).join(', ')}`],
  ['default', (value) => `default ${formatValue(value)}`],
  ['minimum', (value) => `${String(value)} or more`],
  ['minItems', (value) => formatMinimum(value, 'items')],
  ['minLength', (value) => formatMinimum(value, 'characters')],
  ['minProperties', (value) => formatMinimum(value, 'members')],
  ['pattern', (value) => `matches ${formatValue(value)}`],
];

const formatMinimum = (value: Json, noun: string): string =>
  value === 1 ? 'never empty' : `${String(value)} ${noun} or more`;
const formatValue = (value: Json | undefined): string =>
  inlineCode(typeof value === 'string' ? value : JSON.stringify(value));

/** The keywords of a schema and of its items. */
export function keywordChips(schema: JsonObject): string[] {
  const own = keywords.flatMap(([keyword, words]) => (schema[keyword] === undefined ? [] : [words(schema[keyword])]));
  const items = schema.items && !refOf(schema) ? keywordChips(at(schema.items)).map((words) => `each ${words}`) : [];
  return [...own, ...items];
}

/** The chips of any part of a contract. */
export function commonChips(part: JsonObject): string[] {
  return [
    ...(part.deprecated === true ? ['deprecated'] : []),
    ...(part['x-unit'] === undefined ? [] : [text(part['x-unit'])]),
    ...(part['x-since-engine'] === undefined ? [] : [`Engine ${text(part['x-since-engine'])} or later`]),
  ];
}

/** The description of a part of a contract, with its source when no recording proves it. */
export function wordsOf(part: JsonObject): string[] {
  const source = text(part['x-source']);
  return [...paragraphs(removeFacts(part)), ...(source ? [`Known from ${source}`] : [])];
}

export const storesOf = (part: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(at(part['x-stores'] ?? {})).map(([store, fact]) => [store, text(fact)]));
