import type { Spread } from './statistics.js';

/** A figure reads well with three digits. */
const DIGITS = 3;

/** What the figures count, with the units that they are said in, each by how much of it is one. */
const units = {
  /** Milliseconds. */
  time: [
    ['µs', 0.001],
    ['ms', 1],
    ['s', 1000],
  ],
  memory: [['MB', 1]],
} as const;

/** How many decimals leave three digits. */
const decimals = (value: number): number => Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value) || 1)));

const plain = (value: number, places: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });

const around = ({ low, high }: Spread, say: (value: number) => string): string =>
  say(low) === say(high) ? '' : ` (${say(low)} to ${say(high)})`;

/** A median with its quartiles, such as `1.23 ms (1.20 to 1.31)`. */
export function figure(of: keyof typeof units, spread: Spread): string {
  const [unit, one] = units[of].findLast(([, size]) => size <= Math.abs(spread.median)) ?? units[of][0];
  const places = decimals(spread.median / one);
  const say = (value: number): string => plain(value / one, places);
  return `${say(spread.median)} ${unit}${around(spread, say)}`;
}

/** One median alone. */
export const short = (of: keyof typeof units, median: number): string =>
  figure(of, { low: median, median, high: median });

/** A ratio, such as `1.17 (1.14 to 1.21)`. */
export const ratio = (spread: Spread): string =>
  `${plain(spread.median, 2)}${around(spread, (value) => plain(value, 2))}`;

/** A table of Markdown, its first column to the left and the others to the right. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
