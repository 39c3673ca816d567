/** Values as text for people, escaped. This folder holds what every other one may need, and imports nothing. */
/** How much of a string or a key is shown, in UTF-16 units. */
const MAX_PREVIEW_LENGTH = 80;

/** Characters that move a cursor, reverse text or are invisible: control, format, surrogates, line separators. */
const INVISIBLE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The second `#` of `##[` and `##vso[`, which GitHub and Azure runners read as the start of a command. */
const RUNNER_COMMAND = /(?<=#)#(?=\[|vso\[)/gi;

/**
 * Escapes invisible characters as `\u001b` and the like, so that text from outside is safe to print on a terminal and in
 * the log of a CI runner, where it must not be read as a command.
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

/** Formats a value as one short line: strings quoted and truncated, arrays and objects summarised. */
export function previewValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') {
    const shown = value.length > MAX_PREVIEW_LENGTH ? `${value.slice(0, MAX_PREVIEW_LENGTH)}...` : value;
    return escapeControlCharacters(JSON.stringify(shown));
  }
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `a list of ${value.length}`;
  if (value === null || typeof value !== 'object') return String(value);
  const keys = Object.keys(value);
  if (keys.length === 0) return '{}';
  const firstKeys = keys.slice(0, 3).map((key) => escapeControlCharacters(key.slice(0, MAX_PREVIEW_LENGTH)));
  return `an object with ${firstKeys.join(', ')}${keys.length > 3 ? `, ... (${keys.length} members)` : ''}`;
}

/** An amount and its noun: `1 file`, `2 files`. */
export const formatCount = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
