/** No word that is known is as long; comparing takes the product of the lengths. */
const LONGEST = 64;

/** How many are named. */
const MOST = 3;

/**
 * The known words that somebody may have meant: those that begin with what was typed, or else those that are the fewest
 * slips of a finger away, of which there may be one in three letters. Of a rule the part behind the `/` will do.
 */
export function closest(typed: string, known: readonly string[]): string[] {
  if (typed.length > LONGEST) return [];
  const begun = known.filter((word) => typed.length > 2 && word.startsWith(typed));
  if (begun.length > 0) return begun.slice(0, MOST);
  const away = (word: string): number =>
    Math.min(...[word, word.replace(/^.*\//, '')].map((part) => slips(typed, part)));
  const all = known.map((word) => ({ word, slips: away(word) }));
  const fewest = Math.min(...all.map(({ slips }) => slips), Math.max(1, Math.floor(typed.length / 3)));
  return all
    .filter(({ slips }) => slips === fewest)
    .map(({ word }) => word)
    .slice(0, MOST);
}

/** The same as words behind what was found; nothing where nothing is close. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const words = closest(typed, known);
  return words.length === 0 ? '' : ` (did you mean ${words.join(' or ')}?)`;
}

/** How many letters are too much, missing, others, or have changed places with the next. */
function slips(a: string, b: string): number {
  // Row i holds the slips from the first i letters of `a` to each beginning of `b`.
  const rows: number[][] = [];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? 1 : Number.POSITIVE_INFINITY;
      const least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + other, at(i - 2, j - 2) + swapped);
      row.push(i + j === 0 ? 0 : least);
    }
  }
  return at(a.length, b.length);
}
