/** How long a pattern may be, and the text that a star in the middle of one stands for, in characters. */
const MOST = 255;
/** The fewest characters beside stars that say something. */
const FEWEST = 3;

/** What a star stands for any number of. */
const WORD = String.raw`[\p{L}\p{N}\p{M}_.~+-]`;
const isWord = new RegExp(WORD, 'u');

/** Host and user names that many machines share, and that are words of Docker's own. */
const generic = new Set(
  'admin debian default docker engine guest home host image images json latest localdomain localhost none podman public root runner sha256 ubuntu unknown user users version'.split(
    ' ',
  ),
);

/** Whether a text is a word that says nothing of where it comes from. */
export const isGeneric = (text: string): boolean => generic.has(text.toLowerCase());

/** Why a text is no pattern: what was expected; `undefined` when it is one. */
export function whyNoPattern(pattern: string): string | undefined {
  const plain = pattern.replaceAll('*', '');
  if ([...plain].length < FEWEST) return `${FEWEST} characters or more beside *`;
  if (pattern.length > MOST) return `at most ${MOST} characters`;
  return isGeneric(plain) ? "more than a word of Docker's own" : undefined;
}

/** Gives a text with all that patterns find in it replaced by what `instead` gives for it. */
export type Replace = (text: string, instead: (found: string) => string) => string;

interface Pattern {
  /** All but a star at the beginning, which is looked for backwards. */
  readonly core: RegExp;
  readonly opens: boolean;
}

/**
 * Finds patterns: text as it stands, anywhere and in any case, where `*` stands for letters, digits and `. _ - + ~`. No
 * regular expression of a user's, which could take for ever: the time of these grows with the text alone.
 */
export function replacer(patterns: readonly string[]): Replace {
  // The longest first, or a short one would cut into it.
  const all = patterns.toSorted((a, b) => b.length - a.length).map(compile);
  return (text, instead) =>
    all
      .reduce((pieces, pattern) => pieces.flatMap((piece) => split(piece, pattern)), [whole(text)])
      .map(({ text, found }) => (found ? instead(text) : text))
      .join('');
}

/** A part of a text, and whether a pattern has found it. */
interface Piece {
  readonly text: string;
  readonly found: boolean;
}
const whole = (text: string): Piece => ({ text, found: false });

function split(piece: Piece, { core, opens }: Pattern): Piece[] {
  if (piece.found) return [piece];
  const { text } = piece;
  const pieces: Piece[] = [];
  let done = 0;
  for (const {
    index,
    0: { length },
  } of text.matchAll(core)) {
    let start = index;
    while (opens && start > done && isWord.test(text[start - 1] ?? '')) start--;
    pieces.push(whole(text.slice(done, start)), { text: text.slice(start, index + length), found: true });
    done = index + length;
  }
  return [...pieces, whole(text.slice(done))];
}

/**
 * A star in the middle takes as little as it can, up to so much, and is not tried again: a look-ahead with a reference to
 * it is what JavaScript has for an atomic group.
 */
function compile(pattern: string): Pattern {
  const [first = '', ...rest] = pattern.split(/\*+/).filter(Boolean).map(literal);
  const middle = rest.map((text, at) => `(?=(${WORD}{0,${MOST}}?${text}))\\${at + 1}`).join('');
  const end = pattern.endsWith('*') ? `${WORD}*` : '';
  return { core: new RegExp(first + middle + end, 'giu'), opens: pattern.startsWith('*') };
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
