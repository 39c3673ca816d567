import { expect, test } from 'vitest';
import { comparisons } from '../../../scripts/lab/bench/comparisons.js';
import { makeList } from '../../../scripts/lab/bench/inputs.js';
import { measure, median } from '../../../scripts/lab/bench/measure.js';
import { formatTable, selectRows } from '../../../scripts/lab/bench.js';
import { checkExchange } from '../../../src/contract/index.js';

test.each([
  { numbers: [3], middle: 3 },
  { numbers: [2, 1], middle: 1.5 },
  { numbers: [10, 9, 100], middle: 10 },
  { numbers: [4, 1, 3, 2], middle: 2.5 },
])('the median of $numbers is $middle', ({ numbers, middle }) => expect(median(numbers)).toBe(middle));

test('after one call each, every turn is ours, theirs, theirs, ours', async () => {
  let calls = '';
  const record = (side: string) => async () => {
    calls += side;
  };
  await measure({ ours: record('a'), theirs: record('b') }, { batch: 0, total: 0 });
  expect(calls).toBe('ab abba abba abba'.replaceAll(' ', ''));
});

test('calls that fail are not measured', async () => {
  const fail = () => Promise.reject(new Error('no'));
  await expect(measure({ ours: () => {}, theirs: fail })).rejects.toThrow('no');
});

test.each([
  { manifests: false, findings: false },
  { manifests: false, findings: true },
  { manifests: true, findings: false },
  { manifests: true, findings: true },
])('a list of 1,000 images with manifests: $manifests, with findings: $findings', ({ manifests, findings }) => {
  const body = JSON.parse(makeList({ count: 1000, manifests, findings }));
  const path = `/v1.49/images/json${manifests ? '?manifests=true' : ''}`;
  const found = checkExchange({ request: { method: 'GET', path }, response: { status: 200, body } });
  expect(found).toHaveLength(findings ? 1000 : 0);
  expect('Manifests' in body[0]).toBe(manifests);
});

test('words select the rows that contain one of them', () => {
  expect(selectRows([])).toHaveLength(comparisons.length);
  expect(selectRows(['dockerode', 'redocly']).map((index) => comparisons[index]?.theirs)).toEqual([
    '`redocly drift`',
    'dockerode',
    'dockerode',
    'dockerode',
  ]);
  expect(selectRows(['nope'])).toEqual([]);
});

test('the table has milliseconds in three digits and a ratio', () => {
  const [head, rule, row, end] = formatTable([[0, { ours: 1234.5, theirs: 0.012345, ratio: 100_000 }]]).split('\n');
  expect(head).toBe('| ours | theirs | ours, ms | theirs, ms | ratio |');
  expect(rule).toBe('| --- | --- | --: | --: | --: |');
  expect(row).toMatch(/\| `JSON\.parse` \| 1,230 \| 0\.0123 \| 100000\.00 \|$/);
  expect(end).toBe('');
});
