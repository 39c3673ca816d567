import type { Json, JsonObject } from '../generate/bundle.js';

/** One change of one clause, made in place. */
export interface Change {
  /** JSON Pointer to the clause. */
  readonly clause: string;
  /** What becomes of it: `deleted`, `loosened to 0`. */
  readonly what: string;
  /** Makes the change, and gives what takes it back. */
  readonly make: () => () => void;
}

/** Other values of a keyword: nearer, further, or none of what there is. A value that is not here is only deleted. */
const others: Readonly<Record<string, (value: Json, holder: JsonObject) => readonly Json[]>> = {
  // One more type, and another one.
  type: (value) => (typeof value === 'string' ? [[value, 'null'], ANOTHER[value] ?? 'string'] : []),
  pattern: (value) => patterns(String(value)),
  const: (value) => (typeof value === 'boolean' ? [!value] : [`${value}s`]),
  enum: (value) => [[...list(value), 'more']],
  required: (value, { properties }) =>
    typeof value === 'boolean'
      ? [!value]
      : Object.keys(properties ?? {})
          .filter((name) => !list(value).includes(name))
          .map((name) => [...list(value), name]),
  properties: (value) => [{ ...object(value), Extra: { description: 'More.' } }],
  additionalProperties: (value) => [value === false, ...(typeof value === 'object' ? [false] : [])],
  format: (value) => [value === 'int64' ? 'int32' : 'date'],
  default: (value) => [value === false],
  deprecated: () => [false],
  allowEmptyValue: () => [false],
  $ref: (value) => [SWAPPED.find((one) => one !== value) ?? null],
  name: (value) => [`${value}s`],
  in: () => ['header'],
  responses: (value) => [{ ...object(value), 418: object(value)['403'] ?? null }],
  content: (value) => [{ ...object(value), 'text/html': { schema: { type: 'string' } } }],
  parameters: (value) => [[...list(value), { name: 'more', in: 'query', schema: { type: 'string' } }]],
  mapping: (value) => [{ ...object(value), more: Object.values(object(value))[0] ?? null }],
};

/** References to put in place of another. */
const SWAPPED = ['#/components/schemas/AttestationData', '#/components/schemas/ManifestSize'];
const ANOTHER: Readonly<Record<string, string>> = { integer: 'number', string: 'array', array: 'object' };

/** Keywords of the schemas that take a number, with the next ones. */
const NUMBERS = /^(minimum|maximum|min\w+|max\w+)$/;
const VERSIONS = /^(x-since|x-until|oldest|newest|version)$/;
/** Texts and values that say something by themselves: changed to another one. */
const WORDS = /^(x-.*|example|examples|operationId|url|openapi|identifier|propertyName|contentEncoding)$/;

const list = (value: Json): Json[] => (Array.isArray(value) ? value : []);
const object = (value: Json): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};

/** A regular expression loosened or tightened in one place: an anchor, a repetition, a member of a class. */
function patterns(pattern: string): string[] {
  const without = (start: number, end: number): string => pattern.slice(0, start) + pattern.slice(end);
  const found = [...pattern.matchAll(/[\^$]|(?<=[\])])[+*?]|\{\d+(?:,\d*)?\}|\[[^\]]*\]/g)];
  return found.flatMap(({ 0: part, index }) => {
    if (!part.startsWith('[')) return [without(index, index + part.length)];
    const members = [...part.slice(1, -1).matchAll(/\w-\w|\\.|./g)];
    // A class without its only member is no class.
    return members.length < 2
      ? []
      : members.map((one) => without(index + 1 + one.index, index + 1 + one.index + one[0].length));
  });
}

function otherValues(key: string, value: Json, holder: JsonObject): readonly Json[] {
  if (NUMBERS.test(key) && typeof value === 'number') return [value - 1, value + 1];
  if (VERSIONS.test(key) && typeof value === 'string' && /^\d+\.\d+$/.test(value))
    return [-1, 1].map((step) => next(value, step));
  if (WORDS.test(key) && !(key.startsWith('x-') && typeof value === 'object')) return [otherText(value)];
  return others[key]?.(value, holder) ?? [];
}

const next = (version: string, step: number): string =>
  version.replace(/\d+$/, (minor) => String(Number(minor) + step));
const otherText = (value: Json): Json =>
  typeof value === 'string'
    ? `${value} otherwise`
    : Array.isArray(value)
      ? value.map(otherText)
      : typeof value === 'object'
        ? { otherwise: true }
        : `${value} otherwise`;

/** Words for people: nothing is judged by them, and they are left alone. */
const PROSE = /^(description|summary|title|containerd|graphdriver)$/;

/** What a pointer names is a value to show, not a clause of its own. */
const SHOWN = /^(example|examples|default|const)$/;

/** All changes of a document, one clause at a time; what an alias of YAML shares is one clause. */
export function* changesOf(document: JsonObject, pointer = '', seen = new Set<object>()): Generator<Change> {
  if (seen.has(document)) return;
  seen.add(document);
  for (const [key, value] of Object.entries(document)) {
    const clause = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (PROSE.test(key) && typeof value === 'string') continue;
    yield { clause, what: 'deleted', make: () => removed(document, key) };
    for (const other of otherValues(key, value, document)) {
      yield { clause, what: whatOf(other), make: () => replaced(document, key, other) };
    }
    if (SHOWN.test(key) || value === null || typeof value !== 'object') continue;
    // A list is one by its indices; what it loses, it loses in place.
    yield* Array.isArray(value) ? changesOfList(value, clause, seen) : changesOf(value, clause, seen);
  }
}

/** What grew by one is too long to show. */
function whatOf(other: Json): string {
  const text = JSON.stringify(other);
  return text.length > 80 ? 'given one more' : `made ${text}`;
}

function* changesOfList(values: Json[], pointer: string, seen: Set<object>): Generator<Change> {
  for (const [index, value] of values.entries()) {
    const clause = `${pointer}/${index}`;
    const said = typeof value === 'object' ? '' : ` ${JSON.stringify(value)}`;
    yield { clause, what: `deleted${said}`, make: () => spliced(values, index) };
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) yield* changesOf(value, clause, seen);
  }
}

function replaced(holder: JsonObject, key: string, other: Json): () => void {
  const own = holder[key] ?? null;
  holder[key] = other;
  return () => {
    holder[key] = own;
  };
}

function removed(holder: JsonObject, key: string): () => void {
  const all = Object.entries(holder);
  delete holder[key];
  return () => {
    // In its own place again: the order of members is part of what is made of them.
    for (const [name] of all) delete holder[name];
    Object.assign(holder, Object.fromEntries(all));
  };
}

function spliced(values: Json[], index: number): () => void {
  const removed = values.splice(index, 1);
  return () => void values.splice(index, 0, ...removed);
}
