import { Bench } from 'tinybench';
import type { Part, Place, Row, Side } from './part.js';
import { peakOf, ran } from './program.js';

/** What was measured for a row: of each column the time of each turn in milliseconds, and peaks of memory in MB. */
export interface Measured {
  readonly times: Readonly<Record<string, readonly number[]>>;
  readonly peaks: Readonly<Record<string, readonly number[]>>;
}

/** A part with what was measured for its rows, in their order. */
export interface Result {
  readonly part: Part;
  readonly measured: readonly Measured[];
}

/** How much is measured; times are in milliseconds. */
export interface Limits {
  /** How long a side is called again in one turn, and before the first one. */
  readonly turn: number;
  readonly warm: number;
  /** When a row has had enough, between the fewest turns and the most. */
  readonly enough: number;
  readonly fewest: number;
  readonly most: number;
  /** How often the peak of memory of a process is taken. */
  readonly peaks: number;
}

const LIMITS: Limits = { turn: 20, warm: 200, enough: 3000, fewest: 5, most: 41, peaks: 3 };

export async function measure(part: Part, row: Row, place: Place, limits: Limits = LIMITS): Promise<Measured> {
  const { sides, end } = await part.run(row, place);
  const wanted = { ...limits, ...(row.turns === undefined ? {} : { fewest: row.turns, peaks: 1 }) };
  try {
    return { times: await inTurns(sides, part.async === true, wanted), peaks: peaksOf(sides, wanted) };
  } finally {
    await end?.();
  }
}

/** The sides one after another, again and again: a machine that slows down slows all of them. */
async function inTurns(
  sides: Readonly<Record<string, Side>>,
  async: boolean,
  { turn, warm, enough, fewest, most }: Limits,
): Promise<Record<string, number[]>> {
  const names = Object.keys(sides);
  const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  const take = async (turns: number, time: number): Promise<Bench> => {
    const first = Math.floor(turns / 2) % names.length;
    const bench = new Bench({ time, iterations: 1, warmup: false, throws: true });
    // What one leaves behind for the collector, the next pays for: none is always the next of the same, or always first.
    const order = [...names.slice(first), ...names.slice(0, first)];
    for (const name of turns % 2 === 0 ? order : order.reverse()) {
      const side = sides[name];
      if (side) bench.add(name, typeof side === 'function' ? side : () => void ran(side), { async });
    }
    await bench.run();
    return bench;
  };
  await take(0, warm);
  const until = performance.now() + enough;
  for (let count = 0; count < fewest || (count < most && performance.now() < until); count++) {
    const { tasks } = await take(count, turn);
    for (const { name, result } of tasks) if (result.state === 'completed') times[name]?.push(result.latency.p50);
  }
  return times;
}

function peaksOf(sides: Readonly<Record<string, Side>>, { peaks }: Limits): Record<string, number[]> {
  const programs = Object.entries(sides).flatMap(([name, side]) =>
    typeof side === 'function' ? [] : [{ name, side }],
  );
  return Object.fromEntries(
    programs.map(({ name, side }) => [name, Array.from({ length: peaks }, () => peakOf(side))]),
  );
}
