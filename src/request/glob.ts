/** Whether a character fits one place of a pattern. */
type Fits = (character: string) => boolean;

/** What stands between two stars: each place takes one character. */
interface Chunk {
  /** Whether a star precedes it. */
  readonly star: boolean;
  readonly places: Fits[];
}

const single = '(?:\\\\.|[^\\\\\\]-])'; // in a class: an escaped character, or any but these three
const token = new RegExp(`\\*+|\\?|\\[(\\^|(?!\\^))((?:${single}(?:-${single})?)+)\\]|\\\\.|[^[\\\\]`, 'gsuy');
const range = new RegExp(`(${single})(?:-(${single}))?`, 'gsu');

/** Whether a name matches a pattern as a whole. */
export type Glob = (name: string) => boolean;

/**
 * Go's `path.Match`, the glob of the `reference` filter, by code points. Neither `*` nor `?` takes a `/`, but a class
 * such as `[^a]` does; `**` is `*`. `undefined` when the pattern is malformed, which does not depend on the name.
 */
export function compileGlob(pattern: string): Glob | undefined {
  const chunks = parse(pattern);
  return chunks && ((name) => matches(chunks, [...name]));
}

function parse(pattern: string): readonly Chunk[] | undefined {
  const chunks: Chunk[] = [{ star: false, places: [] }];
  let read = 0;
  for (const [text, not, ranges] of pattern.matchAll(token)) {
    read += text.length;
    if (text.startsWith('*')) chunks.push({ star: true, places: [] });
    else chunks.at(-1)?.places.push(ranges === undefined ? place(text) : among(ranges, not === '^'));
  }
  return read === pattern.length ? chunks : undefined;
}

function place(text: string): Fits {
  if (text === '?') return (character) => character !== '/';
  const literal = plain(text);
  return (character) => character === literal;
}

/** A class. A range that runs backwards, such as `z-a`, is no fault and takes nothing. */
function among(text: string, negated: boolean): Fits {
  // A range that is repeated takes no more than it does once.
  const ranges = [...new Set([...text.matchAll(range)].map(([whole]) => whole))].map((whole) => {
    const [, low = '', high = low] = [...whole.matchAll(range)][0] ?? [];
    return [code(plain(low)), code(plain(high))] as const;
  });
  return (character) => ranges.some(([low, high]) => low <= code(character) && code(character) <= high) !== negated;
}

const plain = (text: string): string => (text.startsWith('\\') ? text.slice(1) : text);
const code = (character: string): number => character.codePointAt(0) ?? -1;

/** Like Go, takes the first place where a chunk fits and never comes back to it, so this is no regular expression. */
function matches(chunks: readonly Chunk[], name: readonly string[]): boolean {
  let at = 0;
  for (const [index, { star, places }] of chunks.entries()) {
    const last = index === chunks.length - 1;
    const fits = (start: number) =>
      (!last || start + places.length === name.length) &&
      places.every((takes, offset) => start + offset < name.length && takes(name[start + offset] ?? ''));
    while (!fits(at)) {
      if (!star || at >= name.length || name[at] === '/') return false;
      at++;
    }
    at += places.length;
  }
  return true;
}
