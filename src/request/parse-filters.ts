/** The parameter `filters` as Docker parses it (api/types/filters and Go's encoding/json). */
export interface ParsedFilters {
  /** Whether each key has an object or an array of values. `none` filters nothing, `malformed` gets a 400. */
  readonly form: 'object' | 'array' | 'none' | 'malformed';
  /** The values of each key, each with its boolean in the object form; `true` in the array form. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
}

/** The values of a key. Go reads `null` as an empty object or array, and inside as `false` or an empty string. */
type FilterValuesJson = Readonly<Record<string, boolean | null>> | readonly (string | null)[] | null;

/*
 * The two forms, in valid JSON whose strings are reduced to one quote and whose whitespace is removed. They match the text
 * because JSON.parse keeps only the last of equal keys, while Go rejects a wrong type in any of them.
 */
const objectForm = /^(?:null|\{(?:":(?:null|\{(?:":(?:true|false|null),?)*\}),?)*\})$/;
const arrayForm = /^(?:null|\{(?:":(?:null|\[(?:(?:"|null),?)*\]),?)*\})$/;

/** Parses the value of `filters`. The object form is tried first; all keys must have the same form. */
export function parseFilters(text: string): ParsedFilters {
  if (text === '') return { form: 'none', values: new Map() };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { form: 'malformed', values: new Map() };
  }
  const skeleton = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '"').replace(/\s/g, '');
  const isObjectForm = objectForm.test(skeleton);
  if (!isObjectForm && !arrayForm.test(skeleton)) return { form: 'malformed', values: new Map() };
  const entries = Object.entries((json ?? {}) as Readonly<Record<string, FilterValuesJson>>); // one of the forms matched
  const values = new Map(
    entries.map(([key, keyValues]) => [replaceLoneSurrogates(key), new Map(parseFilterValues(keyValues))]),
  );
  if (values.size === 0) return { form: 'none', values };
  return { form: isObjectForm ? 'object' : 'array', values };
}

const parseFilterValues = (json: FilterValuesJson): [string, boolean][] =>
  Array.isArray(json)
    ? json.map((value: string | null) => [replaceLoneSurrogates(value ?? ''), true])
    : Object.entries(json ?? {}).map(([value, flag]) => [replaceLoneSurrogates(value), flag === true]);

/** Go replaces each lone surrogate by U+FFFD. */
const replaceLoneSurrogates = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
