/** Two ways to do the same work, each of which may return a promise. */
export interface Pair {
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

/** Medians over all turns: milliseconds per call, and the ratio of ours to theirs in the same turn. */
export interface Measured {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

/**
 * Measures in turns of ours, theirs, theirs, ours, so that a machine that slows down, and garbage that one side leaves
 * to the other, cost both alike. Short calls are repeated until a call of each takes `batch` milliseconds, which
 * also warms them up. The turns end after `total` milliseconds, but there are three at least.
 */
export async function measure({ ours, theirs }: Pair, { batch = 20, total = 3000 } = {}): Promise<Measured> {
  let calls = 1;
  while (((await timeCalls(ours, calls)) + (await timeCalls(theirs, calls))) * calls < batch) calls *= 2;
  const turns: Measured[] = [];
  for (const start = performance.now(); turns.length < 3 || performance.now() - start < total; ) {
    const times = [];
    for (const side of [ours, theirs, theirs, ours]) times.push(await timeCalls(side, calls));
    const [first = 0, second = 0, third = 0, fourth = 0] = times;
    turns.push({
      ours: (first + fourth) / 2,
      theirs: (second + third) / 2,
      ratio: (first + fourth) / (second + third),
    });
  }
  return {
    ours: median(turns.map((turn) => turn.ours)),
    theirs: median(turns.map((turn) => turn.theirs)),
    ratio: median(turns.map((turn) => turn.ratio)),
  };
}

/** Returns the milliseconds of one call, on average. */
async function timeCalls(side: () => unknown, calls: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < calls; done++) await side();
  return (performance.now() - start) / calls;
}

/** Returns the middle number, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
