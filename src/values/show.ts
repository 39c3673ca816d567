/** How much of a value a finding shows, in UTF-16 units. */
const MOST = 80;

/** Characters that would move a cursor, turn text around or not be seen: control, format, surrogate and line separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The character in the middle of what begins a command to the runners of GitHub and Azure, which read all that is printed. */
const COMMAND = /(?<=#)#(?=\[|vso\[)/gi;

/**
 * A text with unseen characters as `\u001b` escapes, fit for a terminal, and no command to a runner that reads what is
 * printed.
 */
export const visible = (text: string): string =>
  text
    .replace(UNSEEN, (character) =>
      JSON.stringify(character)
        .slice(1, -1)
        .replace(/[^\x20-\x7e]/g, escaped),
    )
    .replace(COMMAND, escaped)
    .replace(/^\s*:(?=:)/, (start) => start.replace(':', escaped));

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

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

/** So many of a thing, such as `1 file` and `2 files`. */
export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
