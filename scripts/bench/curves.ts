import type { Measured, Result } from './measure.js';
import type { Curve } from './part.js';
import { paired, type Spread, spreadOf } from './statistics.js';
import { short } from './words.js';

/** A point of a curve with the spread around it. */
export interface Point extends Spread {
  readonly column: string;
  readonly size: number;
}

/** The points of a curve, a column after the other. */
export function pointsOf({ up }: Curve, { part, measured }: Result): Point[] {
  return part.columns.flatMap((column) =>
    part.rows.flatMap(({ size = 0 }, index) => {
      const numbers = numbersOf(up, column, measured[index]);
      return numbers ? [{ column: column.replaceAll('`', ''), size, ...spreadOf(numbers) }] : [];
    }),
  );
}

function numbersOf(up: Curve['up'], column: string, measured: Measured | undefined): readonly number[] | undefined {
  const numbers = measured?.[up === 'memory' ? 'peaks' : 'times'];
  const own = numbers?.[column];
  if (typeof up === 'string') return own;
  const base = numbers?.[up.timesOf];
  return own && base && paired(own, base, (a, b) => a / b);
}

/** What a curve shows, in words, for those who do not see it. */
export function labelOf(curve: Curve, result: Result): string {
  const points = pointsOf(curve, result);
  const sizes = result.part.rows.map(({ size = 0 }) => size);
  const columns = [...new Set(points.map(({ column }) => column))].map((column) => {
    const [least, most] = extent(points.filter((one) => one.column === column).map(({ median }) => median));
    const [from, to] = [least, most].map((value) => amount(curve, value));
    return `${column} ${from === to ? from : `${from} to ${to}`}`;
  });
  const of = `${Math.min(...sizes).toLocaleString('en')} to ${Math.max(...sizes).toLocaleString('en')} ${curve.of}`;
  return `${titleOf(curve)}, for ${of}: ${columns.join('; ')}`;
}

const extent = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
const amount = ({ up }: Curve, value: number): string => (typeof up === 'string' ? short(up, value) : value.toFixed(2));

/** The heading of a curve, in plain words. */
export const titleOf = ({ title: words, up }: Curve): string =>
  (typeof up === 'string' ? words : `${words}, in times of ${up.timesOf}`).replaceAll('`', '');
