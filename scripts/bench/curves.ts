import type { Measured, Result } from './measure.js';
import type { Curve, Part } from './part.js';
import { load, type Peers } from './peers.js';
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
  return `${title(curve)}, for ${of}: ${columns.join('; ')}`;
}

const extent = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
const amount = ({ up }: Curve, value: number): string => (typeof up === 'string' ? short(up, value) : value.toFixed(2));

const title = ({ title: words, up }: Curve): string =>
  (typeof up === 'string' ? words : `${words}, in times of ${up.timesOf}`).replaceAll('`', '');

/** What is used of Vega. */
interface Vega {
  readonly parse: (spec: object) => object;
  readonly View: new (runtime: object, options: object) => { toSVG(): Promise<string> };
}

/** A curve as SVG, on a ground of its own, so that it is read on light pages and on dark ones. */
export async function drawn(curve: Curve, result: Result, { folder }: Peers): Promise<string> {
  const { parse, View } = await load<Vega>(folder, 'vega');
  const svg = await new View(parse(specOf(curve, result.part, pointsOf(curve, result))), { renderer: 'none' }).toSVG();
  const label = labelOf(curve, result);
  return `${svg.replace('<svg ', `<svg role="img" aria-label="${label}" `)}\n`;
}

const [GROUND, INK, FAINT] = ['#0d1117', '#e6edf3', '#30363d'];
/** Told apart by those who see red and green alike, and each with a shape of its own. */
const COLOURS = ['#56b4e9', '#f0e442', '#e69f00', '#ff8a80', '#009e73', '#cc79a7'];
const SHAPES = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'triangle-down'];

/** The picture in Vega's words. Ratios are drawn over magnitudes, the others on straight scales: they grow in line or not. */
function specOf(curve: Curve, { rows }: Part, points: readonly Point[]): object {
  const isRatio = typeof curve.up !== 'string';
  const scaled = curve.up === 'time' ? points.map((one) => seconds(one)) : points;
  const unit = isRatio ? '' : { time: 's', memory: 'MB' }[curve.up as 'time' | 'memory']; // no ratio
  const at = { x: { scale: 'x', field: 'size' }, stroke: { scale: 'colour', field: 'column' } };
  const mark = (type: string, encoding: object) => ({
    ...{ type, aria: false, from: { data: 'column' }, encode: { enter: { ...at, ...encoding } } },
  });
  return {
    ...{ width: 460, height: 240, padding: 16, background: GROUND },
    title: { text: title(curve), anchor: 'start', offset: 12 },
    data: [{ name: 'points', values: scaled }],
    scales: [
      {
        name: 'x',
        type: isRatio ? 'log' : 'linear',
        domain: { data: 'points', field: 'size' },
        range: 'width',
        zero: !isRatio,
      },
      { name: 'y', domain: { data: 'points', field: 'high' }, range: 'height', zero: true, nice: true },
      { name: 'colour', type: 'ordinal', domain: { data: 'points', field: 'column' }, range: COLOURS },
      { name: 'shape', type: 'ordinal', domain: { data: 'points', field: 'column' }, range: SHAPES },
    ],
    axes: [
      {
        scale: 'x',
        orient: 'bottom',
        title: curve.of,
        format: ',',
        ...(isRatio ? { values: rows.map(({ size }) => size) } : { tickCount: 5 }),
      },
      { scale: 'y', orient: 'left', title: unit, grid: true, tickCount: 6 },
    ],
    ...(new Set(points.map(({ column }) => column)).size > 1
      ? { legends: [{ stroke: 'colour', shape: 'shape', orient: 'right' }] }
      : {}),
    marks: [
      {
        ...{ type: 'group', aria: false, from: { facet: { name: 'column', data: 'points', groupby: 'column' } } },
        marks: [
          mark('rule', { y: { scale: 'y', field: 'low' }, y2: { scale: 'y', field: 'high' } }),
          mark('line', { y: { scale: 'y', field: 'median' } }),
          mark('symbol', { y: { scale: 'y', field: 'median' }, shape: { scale: 'shape', field: 'column' } }),
        ],
      },
    ],
    config: looks,
  };
}

const seconds = ({ low, median, high, ...rest }: Point): Point => ({
  ...rest,
  ...{ low: low / 1000, median: median / 1000, high: high / 1000 },
});

const letters = { labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' };
const looks = {
  axis: { ...letters, aria: false, gridColor: FAINT, tickColor: FAINT, domainColor: FAINT },
  legend: { ...letters, aria: false, labelLimit: 300, symbolStrokeWidth: 2 },
  title: { color: INK, fontSize: 14, aria: false },
  line: { strokeWidth: 2 },
};
