/** How much of a value a finding shows, in UTF-16 units. */
const MAX_PREVIEW_LENGTH = 80;

/** Characters that would move a cursor, turn text around or not be seen: control, format, surrogate and line separators. */
const INVISIBLE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The character in the middle of what begins a command to the runners of GitHub and Azure, which read all that is printed. */
const RUNNER_COMMAND = /(?<=#)#(?=\[|vso\[)/gi;

/**
 * A text with unseen characters as `\u001b` escapes, fit for a terminal, and no command to a runner that reads what is
 * printed.
 */
export const escapeControlCharacters = (text: string): string =>
  text
    .replace(INVISIBLE_CHARACTERS, (character) =>
      JSON.stringify(character)
        .slice(1, -1)
        .replace(/[^\x20-\x7e]/g, toUnicodeEscape),
    )
    .replace(RUNNER_COMMAND, toUnicodeEscape)
    .replace(/^\s*:(?=:)/, (commandStart) => commandStart.replace(':', toUnicodeEscape));

const toUnicodeEscape = (codeUnit: string): string => `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value as one short line: texts quoted and cut, lists and objects by what they hold. */
export function previewValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') {
    return escapeControlCharacters(
      JSON.stringify(value.length > MAX_PREVIEW_LENGTH ? `${value.slice(0, MAX_PREVIEW_LENGTH)}...` : value),
    );
  }
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`;
  if (value === null || typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  const firstKeys = keys.slice(0, 3).map((key) => escapeControlCharacters(key.slice(0, MAX_PREVIEW_LENGTH)));
  return `an object with ${firstKeys.join(', ')}${keys.length > firstKeys.length ? `, ... (${keys.length} members)` : ''}`;
}

/** So many of a thing, such as `1 file` and `2 files`. */
export const formatCount = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
