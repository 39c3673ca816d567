import { escaped } from '../docs/html/template.js';
import { labelOf, type Point, pointsOf, titleOf } from './curves.js';
import type { Result } from './measure.js';
import type { Curve } from './part.js';
import { load, type Peers } from './peers.js';

/** What is used of Vega. */
interface Vega {
  readonly parse: (spec: object) => object;
  readonly View: new (runtime: object, options: object) => { toSVG(): Promise<string> };
}

/** A curve as SVG, on a ground of its own, so that it is read on light pages and on dark ones. */
export async function drawn(curve: Curve, result: Result, { folder }: Peers): Promise<string> {
  const { parse, View } = await load<Vega>(folder, 'vega');
  const svg = await new View(parse(specOf(curve, pointsOf(curve, result))), { renderer: 'none' }).toSVG();
  return `${asOne(svg, labelOf(curve, result))}\n`;
}

/** A picture that is read out as one, by its label, and not by its parts. */
export const asOne = (svg: string, label: string): string =>
  svg
    .replace(/ (?:role|class|aria-\w+|pointer-events|xmlns:xlink|version)="[^"]*"/g, '')
    .replace('<svg ', `<svg role="img" aria-label="${escaped(label)}" `);

const [GROUND, INK, FAINT] = ['#0d1117', '#e6edf3', '#30363d'];
/** Told apart by those who see red and green alike, and each with a shape of its own. */
const COLOURS = ['#56b4e9', '#f0e442', '#e69f00', '#ff8a80', '#009e73', '#cc79a7'];
const SHAPES = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'triangle-down'];

/** The unit of what goes up, and how many of what was measured are one. */
const units = { time: ['s', 1000], memory: ['MB', 1], ratio: ['', 1] } as const;

/** The picture in Vega's words. Ratios stand over magnitudes; the others over a straight scale, on which what grows in line is a line. */
function specOf(curve: Curve, points: readonly Point[]): object {
  const { up, of } = curve;
  const kind = typeof up === 'string' ? up : 'ratio';
  const [unit, one] = units[kind];
  const columns = [...new Set(points.map(({ column }) => column))];
  const sizes = [...new Set(points.map(({ size }) => size))];
  const [type, ticks] = kind === 'ratio' ? ['log', { values: sizes }] : ['linear', { tickCount: 5 }];
  const values = points.map(({ low, median, high, ...rest }) => ({
    ...{ low: low / one, median: median / one, high: high / one, ...rest },
  }));
  return {
    ...{ width: 460, height: 240, padding: 16, background: GROUND, config: looks },
    title: { text: titleOf(curve), anchor: 'start', offset: 12 },
    data: [{ name: 'points', values }],
    scales: [
      { name: 'x', type, zero: type === 'linear', domain: { data: 'points', field: 'size' }, range: 'width' },
      { name: 'y', zero: true, nice: true, domain: { data: 'points', field: 'high' }, range: 'height' },
      { name: 'colour', type: 'ordinal', domain: columns, range: COLOURS },
      { name: 'shape', type: 'ordinal', domain: columns, range: SHAPES },
    ],
    axes: [
      { scale: 'x', orient: 'bottom', title: of, format: ',d', ...ticks },
      { scale: 'y', orient: 'left', title: unit, grid: true, tickCount: 6 },
    ],
    legends: columns.length > 1 ? [{ stroke: 'colour', shape: 'shape', orient: 'right' }] : [],
    marks: [
      {
        ...{ type: 'group', aria: false, marks },
        from: { facet: { name: 'column', data: 'points', groupby: 'column' } },
      },
    ],
  };
}

/** Of each column a line, with a shape at each point and a stroke from quartile to quartile. */
const marks = Object.entries({
  rule: { y: { scale: 'y', field: 'low' }, y2: { scale: 'y', field: 'high' } },
  line: { y: { scale: 'y', field: 'median' } },
  symbol: { y: { scale: 'y', field: 'median' }, shape: { scale: 'shape', field: 'column' } },
}).map(([type, encoding]) => {
  const enter = { x: { scale: 'x', field: 'size' }, stroke: { scale: 'colour', field: 'column' }, ...encoding };
  return { type, aria: false, from: { data: 'column' }, encode: { enter } };
});

const letters = { labelColor: INK, titleColor: INK, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' };
const looks = {
  axis: { ...letters, aria: false, gridColor: FAINT, tickColor: FAINT, domainColor: FAINT },
  legend: { ...letters, aria: false, labelLimit: 300, symbolStrokeWidth: 2 },
  title: { color: INK, fontSize: 14, aria: false },
  line: { strokeWidth: 2 },
};
