/** The most characters of a pattern, and of the text that a star in the middle of one matches. */
const MAX_PATTERN_LENGTH = 255;
/** The fewest characters of a pattern beside stars. */
const MIN_PATTERN_CHARACTERS = 3;

/** A star matches any number of these. */
const WORD_CHARACTER = String.raw`[\p{L}\p{N}\p{M}_.~+-]`;
const wordCharacter = new RegExp(WORD_CHARACTER, 'u');

/** The shapes of secrets that are redacted without a pattern. Each has a beginning, and a length, that no honest name has. */
const tokenShapes: Readonly<Record<string, string>> = {
  'access key of AWS': 'A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])',
  'token of npm': 'npm_[A-Za-z0-9]{20,255}',
  'token of GitHub': 'gh[oprsu]_[A-Za-z0-9]{20,255}',
  'fine-grained token of GitHub': 'github_pat_[A-Za-z0-9_]{20,255}',
  'token of GitLab': String.raw`gl(?:pat|agent|cbt|dt|ffct|ft|imt|oas|ptt|rtr?|soat)-[\w-]{16,255}`,
  'token of Slack': '(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,255}',
  'token of Docker Hub': String.raw`dckr_[op]at_[\w-]{16,255}`,
  // From the beginning of the word, or each `-` in it would be one.
  'JSON Web Token': String.raw`(?<![\w-])[\w-]+\.eyJ[\w-]+\.[\w-]*`,
  // Up to its end, or else that of the text.
  'private key': 'BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}[^]*?(?:-{4,5} ?END [A-Z0-9 ]{0,60}-{4,5}|$)',
};
/** Matches tokens. A word ends before each of them, or what JSON escapes. */
export const TOKEN = new RegExp(
  String.raw`(?<=^|[^A-Za-z0-9]|\\[bfnrt])(?:${Object.values(tokenShapes).join('|')})`,
  'g',
);

/** Host and user names that many machines share, and words of Docker's own. */
const GENERIC_WORDS = new Set(
  'admin debian default docker engine guest home host image images json latest localdomain localhost none podman public root runner sha256 ubuntu unknown user users version'.split(
    ' ',
  ),
);

/** Whether a text is a word that does not say where it comes from. */
export const isGenericWord = (text: string): boolean => GENERIC_WORDS.has(text.toLowerCase());

/** Returns what was expected in place of a text that is no pattern; `undefined` when it is one. */
export function validatePattern(pattern: string): string | undefined {
  const withoutStars = pattern.replaceAll('*', '');
  if ([...withoutStars].length < MIN_PATTERN_CHARACTERS) return `${MIN_PATTERN_CHARACTERS} characters or more beside *`;
  if (pattern.length > MAX_PATTERN_LENGTH) return `at most ${MAX_PATTERN_LENGTH} characters`;
  return isGenericWord(withoutStars) ? "more than a word of Docker's own" : undefined;
}

/** Returns a text in which each match of a pattern is replaced. */
export type ReplaceMatches = (text: string, getReplacement: (match: string) => string) => string;

interface CompiledPattern {
  /** The pattern without a star at the beginning, which is matched backwards. */
  readonly regExp: RegExp;
  readonly startsWithStar: boolean;
}

/**
 * Creates a function that replaces matches of patterns: literal text, anywhere and in any case, where `*` matches
 * letters, digits and `. _ - + ~`. Patterns are not regular expressions, which could take exponential time.
 */
export function createReplacer(patterns: readonly string[]): ReplaceMatches {
  // The longest first, for a short one could match a part of it.
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

/** A part of a text, and whether a pattern has matched it. */
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
 * A star in the middle matches as little as possible, without backtracking: a look-ahead and a reference to it are an
 * atomic group in JavaScript.
 */
function compilePattern(pattern: string): CompiledPattern {
  const [first = '', ...rest] = pattern.split(/\*+/).filter(Boolean).map(escapeRegExp);
  const middle = rest.map((text, at) => `(?=(${WORD_CHARACTER}{0,${MAX_PATTERN_LENGTH}}?${text}))\\${at + 1}`).join('');
  const end = pattern.endsWith('*') ? `${WORD_CHARACTER}*` : '';
  return { regExp: new RegExp(first + middle + end, 'giu'), startsWithStar: pattern.startsWith('*') };
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
