import { filterKeys } from '../../generated/constants.js';

/** What the text of `filters` says, read as Docker reads it (api/types/filters and Go's encoding/json). */
export interface ParsedFilters {
  /** How it is spelled: each key with a set or with a list of values. `none` filters nothing, `malformed` gets a 400. */
  readonly form: 'object' | 'array' | 'none' | 'malformed';
  /** By key, the values, each with the boolean that the set spelling gives it; in a list each is true. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** The keys that the contract does not know. */
  readonly unknownKeys: readonly string[];
}

/** A key's values: a set, a list, or `null`, which Go takes for either; a `null` inside is false, or an empty text. */
type FilterValuesJson = Readonly<Record<string, boolean | null>> | readonly (string | null)[] | null;

/*
 * The two spellings, in JSON that is known to be valid, with each string cut down to one quote and blanks gone. The text
 * is looked at because JSON.parse forgets all but the last of equal keys, while Go refuses a wrong type in any of them.
 */
const objectForm = /^(?:null|\{(?:":(?:null|\{(?:":(?:true|false|null),?)*\}),?)*\})$/;
const arrayForm = /^(?:null|\{(?:":(?:null|\[(?:(?:"|null),?)*\]),?)*\})$/;

const createEmptyFilters = (form: 'none' | 'malformed'): ParsedFilters => ({
  form,
  values: new Map(),
  unknownKeys: [],
});

/** Reads the value of `filters`. The set spelling is tried first, then the list; each must hold for the whole object. */
export function parseFilters(text: string): ParsedFilters {
  if (text === '') return createEmptyFilters('none');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return createEmptyFilters('malformed');
  }
  const skeleton = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '"').replace(/\s/g, '');
  const isObjectForm = objectForm.test(skeleton);
  if (!isObjectForm && !arrayForm.test(skeleton)) return createEmptyFilters('malformed');
  const entries = Object.entries((json ?? {}) as Readonly<Record<string, FilterValuesJson>>); // the shape has just told
  if (entries.length === 0) return createEmptyFilters('none');
  const values = new Map(
    entries.map(([key, keyValues]) => [replaceLoneSurrogates(key), new Map(parseFilterValues(keyValues))]),
  );
  const knownKeys: readonly string[] = filterKeys;
  const unknownKeys = [...values.keys()].filter((key) => !knownKeys.includes(key));
  return { form: isObjectForm ? 'object' : 'array', values, unknownKeys };
}

const parseFilterValues = (json: FilterValuesJson): [string, boolean][] =>
  Array.isArray(json)
    ? json.map((value: string | null) => [replaceLoneSurrogates(value ?? ''), true])
    : Object.entries(json ?? {}).map(([value, flag]) => [replaceLoneSurrogates(value), flag === true]);

/** Half a surrogate pair is U+FFFD to Go. */
const replaceLoneSurrogates = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
