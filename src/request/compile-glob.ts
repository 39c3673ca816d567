/** Whether a character matches one place of a pattern. */
type CharacterTest = (character: string) => boolean;

/** The part of a pattern between two stars. Each test takes one character. */
interface GlobChunk {
  readonly afterStar: boolean;
  readonly characterTests: CharacterTest[];
}

const classCharacterSource = '(?:\\\\.|[^\\\\\\]-])'; // in a class: an escaped character, or any but `\`, `]` and `-`
const globToken = new RegExp(
  `\\*+|\\?|\\[(\\^|(?!\\^))((?:${classCharacterSource}(?:-${classCharacterSource})?)+)\\]|\\\\.|[^[\\\\]`,
  'gsuy',
);
const classRange = new RegExp(`(${classCharacterSource})(?:-(${classCharacterSource}))?`, 'gsu');

/** Whether the entire name matches a pattern. */
export type Glob = (name: string) => boolean;

/**
 * Compiles a pattern of Go's `path.Match`, the glob of the `reference` filter; `undefined` if it is malformed, for any
 * name. Matches code points. `*` and `?` do not match `/`, but a class such as `[^a]` does; `**` is the same as `*`.
 */
export function compileGlob(pattern: string): Glob | undefined {
  let chunk: GlobChunk = { afterStar: false, characterTests: [] };
  const chunks = [chunk];
  let parsedLength = 0;
  for (const [token, negation, ranges] of pattern.matchAll(globToken)) {
    parsedLength += token.length;
    if (token.startsWith('*')) {
      chunk = { afterStar: true, characterTests: [] };
      chunks.push(chunk);
    } else {
      const isClass = ranges !== undefined;
      chunk.characterTests.push(isClass ? createClassTest(ranges, negation === '^') : createCharacterTest(token));
    }
  }
  return parsedLength === pattern.length ? (name) => matchesChunks(chunks, [...name]) : undefined;
}

function createCharacterTest(token: string): CharacterTest {
  if (token === '?') return (character) => character !== '/';
  const literal = unescapeCharacter(token);
  return (character) => character === literal;
}

/** A reversed range, such as `z-a`, is valid and matches nothing. Repeated ranges are tested once. */
function createClassTest(text: string, negated: boolean): CharacterTest {
  const ranges = new Map(
    [...text.matchAll(classRange)].map(([range, low = '', high = low]) => [
      range,
      { low: getCodePoint(unescapeCharacter(low)), high: getCodePoint(unescapeCharacter(high)) },
    ]),
  );
  const bounds = [...ranges.values()];
  return (character) => {
    const codePoint = getCodePoint(character);
    return bounds.some(({ low, high }) => low <= codePoint && codePoint <= high) !== negated;
  };
}

const unescapeCharacter = (text: string): string => (text.startsWith('\\') ? text.slice(1) : text);
const getCodePoint = (character: string): number => character.codePointAt(0) ?? -1;

/** Like Go, puts each chunk at the first place where it fits, without backtracking; a regular expression would backtrack. */
function matchesChunks(chunks: readonly GlobChunk[], name: readonly string[]): boolean {
  let position = 0;
  for (const [index, { afterStar, characterTests }] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    const fitsAt = (start: number) =>
      (!isLast || start + characterTests.length === name.length) &&
      characterTests.every((matches, offset) => start + offset < name.length && matches(name[start + offset] ?? ''));
    while (!fitsAt(position)) {
      if (!afterStar || position >= name.length || name[position] === '/') return false;
      position++;
    }
    position += characterTests.length;
  }
  return true;
}
