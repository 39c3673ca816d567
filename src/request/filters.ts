import { filterKeys } from '../../generated/constants.js';

/** What the text of `filters` says, read as Docker reads it (api/types/filters and Go's encoding/json). */
export interface Filters {
  /** How it is spelled: each key with a set or with a list of values. `none` filters nothing, `malformed` gets a 400. */
  readonly spelling: 'set' | 'list' | 'none' | 'malformed';
  /** By key, the values, each with the boolean that the set spelling gives it; in a list each is true. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** The keys that the contract does not know. */
  readonly unknown: readonly string[];
}

/** A key's values: a set, a list, or `null`, which Go takes for either; a `null` inside is false, or an empty text. */
type Values = Readonly<Record<string, boolean | null>> | readonly (string | null)[] | null;

/*
 * The two spellings, in JSON that is known to be valid, with each string cut down to one quote and blanks gone. The text
 * is looked at because JSON.parse forgets all but the last of equal keys, while Go refuses a wrong type in any of them.
 */
const set = /^(?:null|\{(?:":(?:null|\{(?:":(?:true|false|null),?)*\}),?)*\})$/;
const list = /^(?:null|\{(?:":(?:null|\[(?:(?:"|null),?)*\]),?)*\})$/;

const nothing = (spelling: 'none' | 'malformed'): Filters => ({ spelling, values: new Map(), unknown: [] });

/** Reads the value of `filters`. The set spelling is tried first, then the list; each must hold for the whole object. */
export function readFilters(text: string): Filters {
  if (text === '') return nothing('none');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return nothing('malformed');
  }
  const shape = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '"').replace(/\s/g, '');
  const isSet = set.test(shape);
  if (!isSet && !list.test(shape)) return nothing('malformed');
  const keys = Object.entries((json ?? {}) as Readonly<Record<string, Values>>); // the shape has just told
  if (keys.length === 0) return nothing('none');
  const values = new Map(keys.map(([key, given]) => [sound(key), new Map(members(given))]));
  const known: readonly string[] = filterKeys;
  const unknown = [...values.keys()].filter((key) => !known.includes(key));
  return { spelling: isSet ? 'set' : 'list', values, unknown };
}

const members = (given: Values): [string, boolean][] =>
  Array.isArray(given)
    ? given.map((value: string | null) => [sound(value ?? ''), true])
    : Object.entries(given ?? {}).map(([value, said]) => [sound(value), said === true]);

/** Half a surrogate pair is U+FFFD to Go. */
const sound = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
