/** How long a pattern may be, and the text that a star in the middle of one stands for, in characters. */
const MAX_PATTERN_LENGTH = 255;
/** The fewest characters beside stars that say something. */
const MIN_PATTERN_CHARACTERS = 3;

/** What a star stands for any number of. */
const WORD_CHARACTER = String.raw`[\p{L}\p{N}\p{M}_.~+-]`;
const wordCharacter = new RegExp(WORD_CHARACTER, 'u');

/** Host and user names that many machines share, and that are words of Docker's own. */
const GENERIC_WORDS = new Set(
  'admin debian default docker engine guest home host image images json latest localdomain localhost none podman public root runner sha256 ubuntu unknown user users version'.split(
    ' ',
  ),
);

/** Whether a text is a word that says nothing of where it comes from. */
export const isGenericWord = (text: string): boolean => GENERIC_WORDS.has(text.toLowerCase());

/** Why a text is no pattern: what was expected; `undefined` when it is one. */
export function validatePattern(pattern: string): string | undefined {
  const withoutStars = pattern.replaceAll('*', '');
  if ([...withoutStars].length < MIN_PATTERN_CHARACTERS) return `${MIN_PATTERN_CHARACTERS} characters or more beside *`;
  if (pattern.length > MAX_PATTERN_LENGTH) return `at most ${MAX_PATTERN_LENGTH} characters`;
  return isGenericWord(withoutStars) ? "more than a word of Docker's own" : undefined;
}

/** Gives a text with all that patterns find in it replaced by what `instead` gives for it. */
export type ReplaceMatches = (text: string, getReplacement: (match: string) => string) => string;

interface CompiledPattern {
  /** All but a star at the beginning, which is looked for backwards. */
  readonly regExp: RegExp;
  readonly startsWithStar: boolean;
}

/**
 * Finds patterns: text as it stands, anywhere and in any case, where `*` stands for letters, digits and `. _ - + ~`. No
 * regular expression of a user's, which could take for ever: the time of these grows with the text alone.
 */
export function createReplacer(patterns: readonly string[]): ReplaceMatches {
  // The longest first, or a short one would cut into it.
  const compiledPatterns = patterns.toSorted((a, b) => b.length - a.length).map(compilePattern);
  return (text, getReplacement) =>
    compiledPatterns
      .reduce(
        (segments, pattern) => segments.flatMap((segment) => splitAtMatches(segment, pattern)),
        [createUnmatched(text)],
      )
      .map(({ text, isMatch }) => (isMatch ? getReplacement(text) : text))
      .join('');
}

/** A part of a text, and whether a pattern has found it. */
interface TextSegment {
  readonly text: string;
  readonly isMatch: boolean;
}
const createUnmatched = (text: string): TextSegment => ({ text, isMatch: false });

function splitAtMatches(segment: TextSegment, { regExp, startsWithStar }: CompiledPattern): TextSegment[] {
  if (segment.isMatch) return [segment];
  const { text } = segment;
  const segments: TextSegment[] = [];
  let end = 0;
  for (const {
    index,
    0: { length },
  } of text.matchAll(regExp)) {
    let start = index;
    while (startsWithStar && start > end && wordCharacter.test(text[start - 1] ?? '')) start--;
    segments.push(createUnmatched(text.slice(end, start)), { text: text.slice(start, index + length), isMatch: true });
    end = index + length;
  }
  return [...segments, createUnmatched(text.slice(end))];
}

/**
 * A star in the middle takes as little as it can, up to so much, and is not tried again: a look-ahead with a reference to
 * it is what JavaScript has for an atomic group.
 */
function compilePattern(pattern: string): CompiledPattern {
  const [first = '', ...rest] = pattern.split(/\*+/).filter(Boolean).map(escapeRegExp);
  const middle = rest.map((text, at) => `(?=(${WORD_CHARACTER}{0,${MAX_PATTERN_LENGTH}}?${text}))\\${at + 1}`).join('');
  const end = pattern.endsWith('*') ? `${WORD_CHARACTER}*` : '';
  return { regExp: new RegExp(first + middle + end, 'giu'), startsWithStar: pattern.startsWith('*') };
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
