/** A query string as Go's `net/url` parses it (ParseQuery), which Docker uses. */
export interface ParsedQuery {
  /** The decodable pairs, in order. If a name is repeated, the first value counts. */
  readonly pairs: readonly (readonly [name: string, value: string])[];
  /** The pairs that cannot be decoded, as sent. One is enough for a 400. */
  readonly undecodablePairs: readonly string[];
}

/** Parses the text after the `?`. Bytes that are not UTF-8 become U+FFFD. */
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
    // Not UTF-8. A byte order mark is kept, because Go keeps it: `filters` that begin with one are malformed.
    const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    return spaced.replace(/(?:%..)+/g, (run) =>
      utf8.decode(Uint8Array.from(run.slice(1).split('%'), (digits) => Number.parseInt(digits, 16))),
    );
  }
}

/** Docker's lenient boolean (httputils.BoolValue). Whitespace is Unicode's, as in Go; `trim` differs from it. */
export const isLenientTrue = (text: string): boolean =>
  !/^\p{White_Space}*(?:(?:0|no|false|none)\p{White_Space}*)?$/u.test(text.toLowerCase());
