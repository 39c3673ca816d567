/** No word that is known is as long; comparing takes the product of the lengths. */
const MAX_TYPED_LENGTH = 64;

/** How many are named. */
const MAX_SUGGESTIONS = 3;

/**
 * The known words that somebody may have meant: those that begin with what was typed, or else those that are the fewest
 * slips of a finger away, of which there may be one in three letters. Of a rule the part behind the `/` will do.
 */
export function findClosest(typed: string, known: readonly string[]): string[] {
  if (typed.length > MAX_TYPED_LENGTH) return [];
  const completions = known.filter((word) => typed.length > 2 && word.startsWith(typed));
  if (completions.length > 0) return completions.slice(0, MAX_SUGGESTIONS);
  const getDistance = (word: string): number =>
    Math.min(...[word, word.replace(/^.*\//, '')].map((part) => computeEditDistance(typed, part)));
  const candidates = known.map((word) => ({ word, distance: getDistance(word) }));
  const smallestDistance = Math.min(
    ...candidates.map(({ distance }) => distance),
    Math.max(1, Math.floor(typed.length / 3)),
  );
  return candidates
    .filter(({ distance }) => distance === smallestDistance)
    .map(({ word }) => word)
    .slice(0, MAX_SUGGESTIONS);
}

/** The same as words behind what was found; nothing where nothing is close. */
export function formatSuggestion(typed: string, known: readonly string[]): string {
  const words = findClosest(typed, known);
  return words.length === 0 ? '' : ` (did you mean ${words.join(' or ')}?)`;
}

/** How many letters are too much, missing, others, or have changed places with the next. */
function computeEditDistance(a: string, b: string): number {
  // Row i holds the slips from the first i letters of `a` to each beginning of `b`.
  const rows: number[][] = [];
  const getCell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= b.length; j++) {
      const substitutionCost = a[i - 1] === b[j - 1] ? 0 : 1;
      const transpositionCost = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? 1 : Number.POSITIVE_INFINITY;
      const smallest = Math.min(
        getCell(i - 1, j) + 1,
        getCell(i, j - 1) + 1,
        getCell(i - 1, j - 1) + substitutionCost,
        getCell(i - 2, j - 2) + transpositionCost,
      );
      row.push(i + j === 0 ? 0 : smallest);
    }
  }
  return getCell(a.length, b.length);
}
