import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { pretty } from '../../src/report/pretty.js';
import type { Judged } from '../../src/report/report.js';
import { visible } from '../../src/values/show.js';
import { put } from '../put.js';
import { good, hostile, hostileTexts, judge, real, report, unseen } from './reports.js';

const plain = { colour: false };

describe('a real report', () => {
  test('is grouped by rule, each with what to do, and ends with counts', async () => {
    const text = pretty(await real(), plain);
    expect(text).toMatch(
      /^error response\/schema: .* \(2\)\n {2}\.\/recordings\/spoiled\.json:\d+:\d+ \/1\/RepoTags: /,
    );
    expect(text).toMatch(/\n\nwarning response\/undocumented: .* \(1\)\n/);
    expect(text.match(/^ {2}what to do: .+$/gm)).toHaveLength(2);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '2 exchanges judged by the contract of Docker Engine API v1.49, 1 skipped (another path or method): 1 failed, 2 errors, 1 warning',
    );
  });

  test('has a frame for the first finding of each rule, in the text of its file', async () => {
    const lines = pretty(await real(), plain).split('\n');
    const carets = lines.flatMap((line, index) => (/^ +\^$/.test(line) ? [index] : []));
    expect(carets).toHaveLength(2);
    const marked = carets.map((index) => [lines[index - 1], lines[index - 1]?.slice(lines[index]?.indexOf('^'))]);
    expect(marked).toEqual([
      [expect.stringMatching(/^ {4}> 114 \| +"RepoTags": \{\},$/), '{},'],
      [expect.stringMatching(/^ {4}> 69 \| +"Extra": 1$/), '1'],
    ]);
  });

  test('has colours only when a terminal asks, and the same words', async () => {
    const coloured = pretty(await real(), { colour: true });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(pretty(await real(), plain));
  });

  test('lists 20 findings of a rule', async () => {
    const many: Judged[] = [];
    const [one] = await judge('a.json', put(good, '/response/body/0/Extra', 1));
    if (!one) throw new Error('expected a judged exchange');
    for (let exchange = 0; exchange < 23; exchange++) many.push({ ...one, exchange });
    const text = pretty(report(many), plain);
    expect(text).toContain('(23)\n');
    expect(text.match(/^ {2}a\.json/gm)).toHaveLength(20);
    expect(text).toContain('\n  ... and 3 more\n  what to do: ');
  });

  test('shows what is missing in the contract when it was asked for', async () => {
    const coverage = { covered: 1, total: 3, percent: 33.33, missing: ['Labels: null', 'status: \u001b404'] };
    const text = pretty({ ...(await real()), coverage }, plain);
    expect(text).toContain('\n\nno exchange covers\n  Labels: null\n  status: \\u001b404\n\n');
    expect(text).toMatch(/; coverage 33\.33 % \(1 of 3\)\n$/);
  });
});

test('a frame shows the lines around, with a caret under the place', () => {
  const frame = { first: 2, lines: ['\t{', '', '\t  "\u001b": "x"', '\t}'], caret: 8 };
  const [finding] = hostile('x').findings;
  if (!finding) throw new Error('expected a finding');
  const text = pretty({ ...hostile('x'), findings: [{ ...finding, line: 4, column: 9, frame }] }, plain);
  expect(text.split('\n').slice(1, 8)).toEqual([
    '  x:4:9 /x: x',
    '      2 |  {',
    '      3 |',
    '    > 4 |    "\\u001b": "x"',
    '                       ^',
    '      5 |  }',
    expect.stringContaining('  what to do: '),
  ]);
});

test.each(Object.entries(hostileTexts))('%s: is shown, not obeyed', (_name, text) => {
  const frame = { first: 3, lines: [text], caret: text.length };
  const shown = pretty(hostile(text, { engine: true, frame }), plain);
  expect(shown.replaceAll('\n', '')).not.toMatch(unseen);
  expect(shown).toContain(`: ${visible(text)}\n`);
  expect(shown).not.toMatch(/^\s*::/m);
});
