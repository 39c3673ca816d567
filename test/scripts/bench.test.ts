import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bench, quoted } from '../../scripts/bench/command.js';
import { labelOf, pointsOf } from '../../scripts/bench/curves.js';
import { type Measured, measure } from '../../scripts/bench/measure.js';
import type { Part } from '../../scripts/bench/part.js';
import { bare } from '../../scripts/bench/program.js';
import { compared, nameOf, report } from '../../scripts/bench/report.js';
import { paired, spreadOf } from '../../scripts/bench/statistics.js';
import { table } from '../../scripts/bench/table.js';
import { figure, ratio, short, tableOf } from '../../scripts/bench/words.js';
import { root } from '../cli/run.js';

test.each([
  { numbers: [3], out: { low: 3, median: 3, high: 3 } },
  { numbers: [2, 1], out: { low: 1.25, median: 1.5, high: 1.75 } },
  { numbers: [5, 1, 3, 2, 4], out: { low: 2, median: 3, high: 4 } },
  { numbers: [10, 9, 100, 11], out: { low: 9.75, median: 10.5, high: 33.25 } },
])('the spread of $numbers', ({ numbers, out }) => expect(spreadOf(numbers)).toEqual(out));

test('numbers are paired by their turn', () => {
  expect(paired([4, 9], [2, 3], (a, b) => a / b)).toEqual([2, 3]);
});

const at = (median: number, low = median, high = median) => ({ low, median, high });

test.each([
  { out: '1.23 ms', said: figure('time', at(1.234)) },
  { out: '12.3 ms (11.9 to 13.1)', said: figure('time', at(12.34, 11.94, 13.06)) },
  { out: '123 ms (99 to 1,235)', said: figure('time', at(123.4, 99.4, 1234.6)) },
  { out: '3.21 s (0.99 to 4.00)', said: figure('time', at(3210, 990, 4000)) },
  { out: '45.6 µs', said: figure('time', at(0.0456)) },
  { out: '0.00 µs', said: figure('time', at(0)) },
  { out: '-2.50 µs (-3.00 to 1.00)', said: figure('time', at(-0.0025, -0.003, 0.001)) },
  { out: '71.2 MB (70.9 to 71.5)', said: figure('memory', at(71.2, 70.9, 71.5)) },
  { out: '15.0 ms', said: short('time', 15) },
  { out: '1.17 (1.10 to 1.20)', said: ratio(at(1.171, 1.1, 1.2)) },
  { out: '| a | b |\n| --- | --: |\n| 1 | 2 |', said: tableOf(['a', 'b'], [['1', '2']]) },
])('$out', ({ out, said }) => expect(said).toBe(out));

/** A part that is measured by what is given. */
const part: Part = {
  name: 'sample',
  title: 'A sample',
  text: 'What is done.',
  rows: [
    { name: 'ten', size: 10 },
    { name: 'a thousand', size: 1000 },
  ],
  columns: ['ours', '`theirs`'],
  comparisons: [
    { by: 'time', ours: 'ours', theirs: '`theirs`', goal: 1, rows: ['ten'] },
    { by: 'longer', ours: 'ours', theirs: '`theirs`', goal: 1 },
    { by: 'memory', ours: 'ours', theirs: '`theirs`' },
  ],
  curves: [
    { file: 'ratio', title: 'A ratio', of: 'images', up: { timesOf: '`theirs`' } },
    { file: 'memory', title: 'The memory', of: 'images', up: 'memory' },
  ],
  run: () => ({ sides: {} }),
};
const measured: readonly Measured[] = [
  { times: { ours: [2, 3], '`theirs`': [4, 3] }, peaks: { ours: [70], '`theirs`': [140] } },
  { times: { ours: [9] }, peaks: {} },
];

describe('the report', () => {
  test('has machine and versions, and of each part its tables and curves', () => {
    const text = report([{ part, measured }], '2 cores', ['Node 20', 'AJV 8']);
    expect(text).toContain('\nMeasured on 2 cores, with Node 20, AJV 8.\n');
    expect(text.slice(text.indexOf('## '))).toBe(`## A sample

What is done.

|  | ours | \`theirs\` |
| --- | --: | --: |
| ten | 2.50 ms (2.25 to 2.75) | 3.50 ms (3.25 to 3.75) |
| a thousand | 9.00 ms |  |

| peak of memory | ours | \`theirs\` |
| --- | --: | --: |
| ten | 70.0 MB | 140 MB |

|  | median | goal |  |
| --- | --: | --: | --: |
| ten: ours over \`theirs\` | 0.75 (0.63 to 0.88) | at most 1.00 | reached |
| ten: ours over \`theirs\`, longer by | -1.00 ms (-1.50 to -0.50) | at most 1.00 ms | reached |
| ten: memory of ours over \`theirs\` | 0.50 |  |  |

![A ratio, in times of theirs, for 10 to 1,000 images: ours 0.75; theirs 1.00](ratio.svg)

![The memory, for 10 to 1,000 images: ours 70.0 MB; theirs 140 MB](memory.svg)
`);
  });

  test('a curve leaves out what was not measured', () => {
    const [curve] = part.curves ?? [];
    if (!curve) throw new Error('the sample has a curve');
    expect(pointsOf(curve, { part, measured })).toEqual([
      { column: 'ours', size: 10, low: 0.625, median: 0.75, high: 0.875 },
      { column: 'theirs', size: 10, low: 1, median: 1, high: 1 },
    ]);
    expect(labelOf(curve, { part, measured })).toContain('ours 0.75');
  });

  test('is quoted where its curves are shown', () => {
    const shown = '![old](https://example.com/test/bench/a.svg) ![kept](https://example.com/a.svg)';
    expect(quoted(shown, '![new: 1.2](a.svg)')).toBe(
      '![new: 1.2](https://example.com/test/bench/a.svg) ![kept](https://example.com/a.svg)',
    );
  });
});

describe('measuring', () => {
  const limits = { turn: 0, warm: 0, enough: 0, fewest: 3, most: 3, peaks: 1 };
  const place = { folder: '', peers: { folder: '', node22: '' } };

  test('the sides take turns, there and back, each goes first in turn, and the end comes also after a failure', async () => {
    const calls: string[] = [];
    const side = (name: string) => () => void calls.push(name);
    const one: Part = {
      ...part,
      run: () => ({ sides: { a: side('a'), b: side('b') }, end: () => calls.push('end') }),
    };
    const { times, peaks } = await measure(one, { name: '' }, place, limits);
    expect(calls.join('')).toBe('ababbabaend');
    expect([times.a?.length, times.b?.length, peaks]).toEqual([3, 3, {}]);
    const fail = (): never => {
      throw new Error('no');
    };
    const failing: Part = { ...part, run: () => ({ sides: { fail }, end: () => calls.push('end') }) };
    await expect(measure(failing, { name: '' }, place, limits)).rejects.toThrow('no');
    expect(calls.join('')).toBe('ababbabaendend');
  });

  test('of a process its peak of memory too', async () => {
    const one: Part = { ...part, run: () => ({ sides: { bare } }) };
    const { times, peaks } = await measure(one, { name: '' }, place, { ...limits, fewest: 1, most: 1 });
    expect(times.bare?.[0]).toBeGreaterThan(1);
    expect(peaks.bare?.[0]).toBeGreaterThan(10);
  });
});

test('a part that there is not is said, with those that there are', async () => {
  let said = '';
  const problem = (text: string): void => {
    said += text;
  };
  expect(await bench(['judging', 'nope'], { out: () => {}, problem })).toBe(2);
  expect(said).toBe(
    `bench: unknown part "nope"; it takes ${table.map(({ name }) => name).join(', ')}, or nothing for all\n`,
  );
});

describe('what is committed', () => {
  const committed = readFileSync(join(root, 'test/bench/bench.md'), 'utf8');

  test.each(table)('of $title has every row, column and comparison, and shows every curve', (one) => {
    const [, rest = ''] = committed.split(`\n## ${one.title}\n`);
    const [text = ''] = rest.split('\n## ');
    expect(text).toContain(`\n${one.text}\n`);
    expect(text).toContain(`\n|  | ${one.columns.join(' | ')} |\n`);
    for (const { name } of one.rows) expect(text).toContain(`\n| ${name} |`);
    for (const comparison of one.comparisons) expect(text).toContain(`: ${nameOf(comparison)} |`);
    for (const { file, title } of one.curves ?? []) {
      const [, label = ''] = new RegExp(`!\\[([^\\]]+)\\]\\(${file}\\.svg\\)`).exec(text) ?? [];
      expect(label).toContain(title.replaceAll('`', ''));
      expect(readFileSync(join(root, 'test/bench', `${file}.svg`), 'utf8')).toContain(`aria-label="${label}"`);
    }
  });

  test('has no part that there is not', () => {
    const titles = [...committed.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual(table.map(({ title }) => title));
  });
});

test('of two columns, one is compared with the other where both were measured', () => {
  const [time] = part.comparisons;
  if (!time) throw new Error('the sample compares');
  expect(compared(time, measured[0])).toEqual({ low: 0.625, median: 0.75, high: 0.875 });
  expect(compared(time, measured[1])).toBeUndefined();
});
