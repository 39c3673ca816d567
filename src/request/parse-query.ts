/** What a query string says, read as Go's `net/url` reads it (ParseQuery), which is what Docker does. */
export interface ParsedQuery {
  /** Every pair that can be decoded, in order. Of a repeated name the first value counts. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** The pairs that cannot, as sent. One is enough for the engine to refuse the whole query. */
  readonly undecodablePairs: readonly string[];
}

/** Reads the text after the `?`. Bytes that are no UTF-8 are kept readable as U+FFFD. */
export function parseQuery(text: string): ParsedQuery {
  const pairs: [string, string][] = [];
  const undecodablePairs: string[] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.split('=');
    if (/;|%(?![0-9a-f]{2})/i.test(pair)) undecodablePairs.push(pair);
    else pairs.push([decodeComponent(name), decodeComponent(value.join('='))]);
  }
  return { pairs, undecodablePairs };
}

function decodeComponent(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Bytes that are no UTF-8. A byte order mark is kept: Go knows none, and `filters` that begin with one are malformed.
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    return spaced.replace(/(?:%..)+/g, (run) =>
      utf8.decode(Uint8Array.from(run.slice(1).split('%'), (digits) => Number.parseInt(digits, 16))),
    );
  }
}

/** Docker's loose boolean (httputils.BoolValue). Blanks are Unicode's, as in Go, which `trim` does not quite take. */
export const isLenientTrue = (text: string): boolean =>
  !/^\p{White_Space}*(?:(?:0|no|false|none)\p{White_Space}*)?$/u.test(text.toLowerCase());
