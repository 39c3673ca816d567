/** How much of a value a finding shows, in UTF-16 units. */
const MOST = 80;

/** Characters that would move a cursor, turn text around or not be seen: they are written as escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const UNSEEN =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A text with unseen characters as `\u001b` escapes, fit for a terminal. */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A value as one short line: texts quoted and cut, lists and objects by what they hold. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') {
    return visible(JSON.stringify(value.length > MOST ? `${value.slice(0, MOST)}...` : value));
  }
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`;
  if (value === null || typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  const few = keys.slice(0, 3).map((key) => visible(key.slice(0, MOST)));
  return `an object with ${few.join(', ')}${keys.length > few.length ? `, ... (${keys.length} members)` : ''}`;
}
