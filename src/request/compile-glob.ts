/** Whether a character fits one place of a pattern. */
type CharacterTest = (character: string) => boolean;

/** What stands between two stars: each place takes one character. */
interface GlobChunk {
  /** Whether a star precedes it. */
  readonly afterStar: boolean;
  readonly characterTests: CharacterTest[];
}

const classCharacterSource = '(?:\\\\.|[^\\\\\\]-])'; // in a class: an escaped character, or any but these three
const globToken = new RegExp(
  `\\*+|\\?|\\[(\\^|(?!\\^))((?:${classCharacterSource}(?:-${classCharacterSource})?)+)\\]|\\\\.|[^[\\\\]`,
  'gsuy',
);
const classRange = new RegExp(`(${classCharacterSource})(?:-(${classCharacterSource}))?`, 'gsu');

/** Whether a name matches a pattern as a whole. */
export type Glob = (name: string) => boolean;

/**
 * Go's `path.Match`, the glob of the `reference` filter, by code points. Neither `*` nor `?` takes a `/`, but a class
 * such as `[^a]` does; `**` is `*`. `undefined` when the pattern is malformed, which does not depend on the name.
 */
export function compileGlob(pattern: string): Glob | undefined {
  const chunks = parseGlob(pattern);
  return chunks && ((name) => matchesGlob(chunks, [...name]));
}

function parseGlob(pattern: string): readonly GlobChunk[] | undefined {
  const chunks: GlobChunk[] = [{ afterStar: false, characterTests: [] }];
  let consumed = 0;
  for (const [text, negation, ranges] of pattern.matchAll(globToken)) {
    consumed += text.length;
    if (text.startsWith('*')) chunks.push({ afterStar: true, characterTests: [] });
    else
      chunks
        .at(-1)
        ?.characterTests.push(
          ranges === undefined ? createCharacterTest(text) : createClassTest(ranges, negation === '^'),
        );
  }
  return consumed === pattern.length ? chunks : undefined;
}

function createCharacterTest(text: string): CharacterTest {
  if (text === '?') return (character) => character !== '/';
  const literal = unescapeCharacter(text);
  return (character) => character === literal;
}

/** A class. A range that runs backwards, such as `z-a`, is no fault and takes nothing. */
function createClassTest(text: string, negated: boolean): CharacterTest {
  // A range that is repeated takes no more than it does once.
  const ranges = [...new Set([...text.matchAll(classRange)].map(([rangeText]) => rangeText))].map((rangeText) => {
    const [, low = '', high = low] = [...rangeText.matchAll(classRange)][0] ?? [];
    return [getCodePoint(unescapeCharacter(low)), getCodePoint(unescapeCharacter(high))] as const;
  });
  return (character) =>
    ranges.some(([low, high]) => low <= getCodePoint(character) && getCodePoint(character) <= high) !== negated;
}

const unescapeCharacter = (text: string): string => (text.startsWith('\\') ? text.slice(1) : text);
const getCodePoint = (character: string): number => character.codePointAt(0) ?? -1;

/** Like Go, takes the first place where a chunk fits and never comes back to it, so this is no regular expression. */
function matchesGlob(chunks: readonly GlobChunk[], name: readonly string[]): boolean {
  let position = 0;
  for (const [index, { afterStar, characterTests }] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    const fitsAt = (start: number) =>
      (!isLast || start + characterTests.length === name.length) &&
      characterTests.every(
        (isAccepted, offset) => start + offset < name.length && isAccepted(name[start + offset] ?? ''),
      );
    while (!fitsAt(position)) {
      if (!afterStar || position >= name.length || name[position] === '/') return false;
      position++;
    }
    position += characterTests.length;
  }
  return true;
}
