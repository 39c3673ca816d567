/** A median with the quartiles around it. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The spread of numbers, of which there is one at least. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { low: quantile(sorted, 0.25), median: quantile(sorted, 0.5), high: quantile(sorted, 0.75) };
}

/** Where a share of sorted numbers lies below, between the two nearest. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(at), Math.floor(at) + 2);
  return below + (at - Math.floor(at)) * (above - below);
}

/** Of numbers that belong together by their index, one over the other, or the one less the other. */
export const paired = (
  ours: readonly number[],
  theirs: readonly number[],
  by: (ours: number, theirs: number) => number,
): number[] => ours.map((one, index) => by(one, theirs[index] ?? Number.NaN));
