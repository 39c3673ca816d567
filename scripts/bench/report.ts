import { labelOf } from './curves.js';
import type { Measured, Result } from './measure.js';
import type { Comparison, Part } from './part.js';
import { paired, type Spread, spreadOf } from './statistics.js';
import { figure, ratio, short, tableOf } from './words.js';

/** The report of one run, as Markdown. */
export const report = (results: readonly Result[], machine: string, versions: readonly string[]): string => `# How fast

Made by \`npm run bench\`, in one run; do not edit. Each figure is a median with its quartiles, over turns in which the
columns of a row take their part one after another. A ratio is the median of those of the turns, so that a busy machine
slows both alike.

Measured on ${machine}, with ${versions.join(', ')}.

${results.map(section).join('\n')}`;

/** What is said of one part. */
export function section({ part, measured }: Result): string {
  const tables = [tableOfTimes(part, measured), tableOfPeaks(part, measured), tableOfComparisons(part, measured)];
  const curves = (part.curves ?? []).map((curve) => `![${labelOf(curve, { part, measured })}](${curve.file}.svg)`);
  const parts = [`## ${part.title}`, part.text, ...tables.filter((table) => table !== undefined), ...curves];
  return `${parts.join('\n\n')}\n`;
}

const tableOfTimes = ({ rows, columns }: Part, measured: readonly Measured[]): string =>
  tableOf(['', ...columns], cells(rows, columns, measured, 'times'));

function tableOfPeaks({ rows, columns }: Part, measured: readonly Measured[]): string | undefined {
  const lines = cells(rows, columns, measured, 'peaks').filter(([, ...figures]) => figures.some(Boolean));
  return lines.length > 0 ? tableOf(['peak of memory', ...columns], lines) : undefined;
}

/** Of each row its name and the figure of each column that it has. */
const cells = (
  rows: Part['rows'],
  columns: Part['columns'],
  measured: readonly Measured[],
  what: 'times' | 'peaks',
): string[][] =>
  rows.map(({ name }, index) => [
    name,
    ...columns.map((column) => {
      const numbers = measured[index]?.[what][column];
      return numbers ? figure(what === 'times' ? 'time' : 'memory', spreadOf(numbers)) : '';
    }),
  ]);

function tableOfComparisons({ rows, comparisons }: Part, measured: readonly Measured[]): string | undefined {
  const lines = comparisons.flatMap((comparison) =>
    rows.flatMap(({ name }, index) => {
      const spread = compared(comparison, measured[index]);
      return spread
        ? [[`${name}: ${nameOf(comparison)}`, said(comparison, spread), ...goalOf(comparison, name, spread)]]
        : [];
    }),
  );
  return lines.length > 0 ? tableOf(['', 'median', 'goal', ''], lines) : undefined;
}

export const nameOf = ({ by, ours, theirs }: Comparison): string =>
  ({
    time: `${ours} over ${theirs}`,
    memory: `memory of ${ours} over ${theirs}`,
    longer: `${ours} over ${theirs}, longer by`,
  })[by];

/** What comes out where the row has both columns. */
export function compared({ by, ours, theirs }: Comparison, measured: Measured | undefined): Spread | undefined {
  const numbers = measured?.[by === 'memory' ? 'peaks' : 'times'];
  const [own = [], other = []] = [numbers?.[ours], numbers?.[theirs]];
  if (own.length === 0 || other.length === 0) return undefined;
  return spreadOf(paired(own, other, by === 'longer' ? (a, b) => a - b : (a, b) => a / b));
}

const said = ({ by }: Comparison, spread: Spread): string => (by === 'longer' ? figure('time', spread) : ratio(spread));

/** The goal of a comparison in a row, and whether it is reached. */
function goalOf({ by, goal, rows }: Comparison, row: string, { median }: Spread): string[] {
  if (goal === undefined || (rows && !rows.includes(row))) return ['', ''];
  const most = by === 'longer' ? short('time', goal) : goal.toFixed(2);
  return [`at most ${most}`, median <= goal ? 'reached' : 'missed'];
}
