import { appendToken } from './pointer.js';

/*
 * Bodies as text. Clients in Go refuse `1e3` and `1.0` for an integer, which JSON.parse takes.
 */

/** The most integers that are looked for: each is one finding. */
const MAX_POINTERS = 1000;

/** Whether a JSON text may have a number with a point or an exponent. Most texts have none. */
const mayHaveFraction = (text: string): boolean => /[[:,]\s{0,100}-?\d+[.eE]/.test(text);

/**
 * Parses a body: `body` if it is JSON, neither if it is empty. Text stays `bodyText` if it is not JSON, and if it has integers
 * that are written with a point or an exponent, which the parsed value does not show.
 */
export function parseJsonBody(text: string): { readonly body?: unknown; readonly bodyText?: string } {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    return findFractions(text).length > 0 ? { bodyText: text } : { body };
  } catch {
    return { bodyText: text };
  }
}

/**
 * The pointers to the integers of a JSON text that are written with a point or an exponent.
 *
 * @param below the pointer to the value in the text that the others are relative to
 */
export function findFractions(text: string, below = ''): string[] {
  const pointers: string[] = [];
  if (!mayHaveFraction(text)) return pointers;
  const path: (string | number)[] = [];
  let lastString = '""';
  for (let index = 0; index < text.length && pointers.length < MAX_POINTERS; index++) {
    const character = text[index] ?? '';
    const top = path.at(-1);
    if (character === '"') {
      const start = index++;
      for (; text[index] !== '"' && index < text.length; index++) if (text[index] === '\\') index++;
      lastString = text.slice(start, index + 1);
    } else if (character === '{') path.push('');
    else if (character === '[') path.push(0);
    else if (character === '}' || character === ']') path.pop();
    else if (character === ',' && typeof top === 'number') path[path.length - 1] = top + 1;
    else if (character === ':') path[path.length - 1] = JSON.parse(lastString);
    else if (/[-\d]/.test(character)) {
      const start = index;
      while (/[\d.eE+-]/.test(text[index + 1] ?? '')) index++;
      const written = text.slice(start, index + 1);
      // JavaScript itself writes 1e21 for an integer beyond the safe ones.
      if (/[.eE]/.test(written) && Number.isSafeInteger(Number(written)))
        pointers.push(path.reduce<string>((pointer, token) => appendToken(pointer, String(token)), ''));
    }
  }
  return pointers.filter((pointer) => pointer.startsWith(`${below}/`)).map((pointer) => pointer.slice(below.length));
}
