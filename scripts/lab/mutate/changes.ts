import { appendToken } from '../../../src/values/pointer.js';
import type { Json, JsonObject } from '../../generate/bundle.js';

/** One change of one clause, which is made in place. */
export interface ClauseChange {
  /** A JSON Pointer to the clause. */
  readonly clause: string;
  /** What is done to it: `deleted`, `made 0`. */
  readonly description: string;
  /** Makes the change and returns a function that undoes it. */
  readonly apply: () => () => void;
}

/** Other values for a keyword, by its value and its schema. Any other keyword is only deleted. */
const alternatives: Readonly<Record<string, (value: Json, holder: JsonObject) => readonly Json[]>> = {
  type: (value) => (typeof value === 'string' ? [[value, 'null'], OTHER_TYPES[value] ?? 'string'] : []),
  pattern: (value) => changePattern(String(value)),
  const: (value) => (typeof value === 'boolean' ? [!value] : [`${value}s`]),
  enum: (value) => [[...toArray(value), 'more']],
  required: (value, { properties }) =>
    typeof value === 'boolean'
      ? [!value]
      : Object.keys(properties ?? {})
          .filter((name) => !toArray(value).includes(name))
          .map((name) => [...toArray(value), name]),
  properties: (value) => [{ ...toObject(value), Extra: { description: 'More.' } }],
  additionalProperties: (value) => [value === false, ...(typeof value === 'object' ? [false] : [])],
  format: (value) => [value === 'int64' ? 'int32' : 'date'],
  default: (value) => [value === false],
  deprecated: () => [false],
  allowEmptyValue: () => [false],
  $ref: (value) => [REFERENCES.find((one) => one !== value) ?? null],
  name: (value) => [`${value}s`],
  in: () => ['header'],
  responses: (value) => [{ ...toObject(value), 418: toObject(value)['403'] ?? null }],
  content: (value) => [{ ...toObject(value), 'text/html': { schema: { type: 'string' } } }],
  parameters: (value) => [[...toArray(value), { name: 'more', in: 'query', schema: { type: 'string' } }]],
  mapping: (value) => [{ ...toObject(value), more: Object.values(toObject(value))[0] ?? null }],
};

/** Schemas that a reference is changed to. */
const REFERENCES = ['#/components/schemas/AttestationData', '#/components/schemas/ManifestSize'];
const OTHER_TYPES: Readonly<Record<string, string>> = { integer: 'number', string: 'array', array: 'object' };

/** Keywords of schemas that take a number. It is changed by one. */
const NUMBERS = /^(minimum|maximum|min\w+|max\w+)$/;
/** Keywords that take an API version. It is changed to the ones before and after. */
const VERSIONS = /^(x-since|x-until|oldest|newest|version)$/;
/** Keywords whose strings have a meaning of their own. They are changed to any other string. */
const STRINGS = /^(x-.*|example|examples|operationId|url|openapi|identifier|propertyName|contentEncoding)$/;

const toArray = (value: Json): Json[] => (Array.isArray(value) ? value : []);
const toObject = (value: Json): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};

/** Loosens or tightens a regular expression in one place: an anchor, a quantifier, a member of a character class. */
function changePattern(pattern: string): string[] {
  const without = (start: number, end: number): string => pattern.slice(0, start) + pattern.slice(end);
  const found = [...pattern.matchAll(/[\^$]|(?<=[\])])[+*?]|\{\d+(?:,\d*)?\}|\[[^\]]*\]/g)];
  return found.flatMap(({ 0: part, index }) => {
    if (!part.startsWith('[')) return [without(index, index + part.length)];
    const members = [...part.slice(1, -1).matchAll(/\w-\w|\\.|./g)];
    // A class needs at least one member.
    if (members.length < 2) return [];
    return members.map((one) => without(index + 1 + one.index, index + 1 + one.index + one[0].length));
  });
}

function listAlternatives(key: string, value: Json, holder: JsonObject): readonly Json[] {
  if (NUMBERS.test(key) && typeof value === 'number') return [value - 1, value + 1];
  if (VERSIONS.test(key) && typeof value === 'string' && /^\d+\.\d+$/.test(value))
    return [-1, 1].map((step) => changeMinor(value, step));
  if (STRINGS.test(key) && !(key.startsWith('x-') && typeof value === 'object')) return [otherText(value)];
  return alternatives[key]?.(value, holder) ?? [];
}

const changeMinor = (version: string, step: number): string =>
  version.replace(/\d+$/, (minor) => String(Number(minor) + step));

function otherText(value: Json): Json {
  if (Array.isArray(value)) return value.map(otherText);
  if (typeof value === 'object') return { otherwise: true };
  return `${value} otherwise`;
}

/** Prose for people. It is left as it is. */
const PROSE = /^(description|summary|title|containerd|graphdriver)$/;

/** Keywords whose value is one JSON value, not clauses. */
const VALUES = /^(example|examples|default|const)$/;

/** Lists all changes of a document, one clause at a time. A part that a YAML alias repeats counts once. */
export function* listChanges(document: JsonObject, pointer = '', seen = new Set<object>()): Generator<ClauseChange> {
  if (seen.has(document)) return;
  seen.add(document);
  for (const [key, value] of Object.entries(document)) {
    const clause = appendToken(pointer, key);
    if (PROSE.test(key) && typeof value === 'string') continue;
    const others = Object.entries(document).filter(([name]) => name !== key);
    yield { clause, description: 'deleted', apply: () => replaceContent(document, Object.fromEntries(others)) };
    for (const other of listAlternatives(key, value, document)) {
      const apply = () => replaceContent(document, { ...document, [key]: other });
      yield { clause, description: describe(other), apply };
    }
    if (VALUES.test(key) || value === null || typeof value !== 'object') continue;
    yield* Array.isArray(value) ? listArrayChanges(value, clause, seen) : listChanges(value, clause, seen);
  }
}

/** Describes a new value. A long one is a copy with one more item. */
function describe(other: Json): string {
  const text = JSON.stringify(other);
  return text.length > 80 ? 'given one more' : `made ${text}`;
}

function* listArrayChanges(values: Json[], pointer: string, seen: Set<object>): Generator<ClauseChange> {
  for (const [index, value] of values.entries()) {
    const clause = `${pointer}/${index}`;
    const content = typeof value === 'object' ? '' : ` ${JSON.stringify(value)}`;
    const apply = () => {
      const removed = values.splice(index, 1);
      return () => void values.splice(index, 0, ...removed);
    };
    yield { clause, description: `deleted${content}`, apply };
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) yield* listChanges(value, clause, seen);
  }
}

/** Replaces all properties of an object, whose order counts, and returns a function that puts the former ones back. */
function replaceContent(holder: JsonObject, content: JsonObject): () => void {
  const before = { ...holder };
  for (const key of Object.keys(holder)) delete holder[key];
  Object.assign(holder, content);
  return () => void replaceContent(holder, before);
}
