import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { formatPretty } from '../../src/report/pretty.js';
import type { ReportedExchange } from '../../src/report/report.js';
import { escapeControlCharacters } from '../../src/values/format-value.js';
import {
  checkContent,
  createHostileReport,
  createRealReport,
  good,
  hostileTexts,
  invisible,
  report,
} from './reports.js';

const plain = { colour: false };

describe('a real report', () => {
  test('is grouped by rule, each with what to do, and ends with counts', async () => {
    const text = formatPretty(await createRealReport(), plain);
    expect(text).toMatch(
      /^error response\/schema: .* \(2\)\n {2}\.\/recordings\/spoiled\.json:\d+:\d+ \/1\/RepoTags: /,
    );
    expect(text).toMatch(/\n\nwarning response\/undocumented: .* \(1\)\n/);
    expect(text.match(/^ {2}what to do: .+$/gm)).toHaveLength(2);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '2 exchanges checked by the contract of Docker Engine API v1.49, 1 skipped (another path or method): 1 failed, 2 errors, 1 warning',
    );
  });

  test('has a frame for the first finding of each rule, in the text of its file', async () => {
    const lines = formatPretty(await createRealReport(), plain).split('\n');
    const carets = lines.flatMap((line, index) => (/^ +\^$/.test(line) ? [index] : []));
    expect(carets).toHaveLength(2);
    const marked = carets.map((index) => [lines[index - 1], lines[index - 1]?.slice(lines[index]?.indexOf('^'))]);
    expect(marked).toEqual([
      [expect.stringMatching(/^ {4}> 114 \| +"RepoTags": \{\},$/), '{},'],
      [expect.stringMatching(/^ {4}> 69 \| +"Extra": 1$/), '1'],
    ]);
  });

  test('has colours only when a terminal asks, and the same words', async () => {
    const coloured = formatPretty(await createRealReport(), { colour: true });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(formatPretty(await createRealReport(), plain));
  });

  /** Exchanges with one undocumented property each. */
  const extra = async (count: number, name: (exchange: number) => string): Promise<ReportedExchange[]> => {
    const [one] = await checkContent('a.json', setAtPointer(good, '/response/body/3/Extra', 1));
    if (!one) throw new Error('expected a checked exchange');
    return Array.from({ length: count }, (_, exchange) => {
      const findings = one.findings.map((found) => ({ ...found, pointer: `/${exchange}/${name(exchange)}` }));
      return { ...one, exchange, findings };
    });
  };

  test('lists 20 places of a rule', async () => {
    const text = formatPretty(report(await extra(23, (exchange) => `Extra${exchange}`)), plain);
    expect(text).toContain('(23)\n');
    expect(text.match(/^ {2}a\.json/gm)).toHaveLength(20);
    expect(text).toContain('\n  ... and 3 more\n  what to do: ');
  });

  test('shows the first finding of a place in full, and the number of others', async () => {
    const text = formatPretty(report(await extra(669, () => 'Digest')), plain);
    expect(text).toContain('(669)\n');
    expect(text.match(/^ {2}a\.json/gm)).toHaveLength(1);
    expect(text).toMatch(
      /^ {2}a\.json:\d+:\d+ \/0\/Digest: .*\n {4}GET \/v1\.49\/images\/json\?manifests=true\n {6}\d/m,
    );
    expect(text).toMatch(
      /\n {4}669 times at \/\*\/Digest, in 669 exchanges: also (a\.json:\d+:\d+, ){3}\.\.\.\n {2}what to do: /,
    );
  });

  test('distinguishes missing properties', async () => {
    const bare = { ...Object(good), response: { ...Object(good).response, body: [{}, {}] } };
    const text = formatPretty(report(await checkContent('a.json', bare)), plain);
    for (const name of ['Id', 'ParentId', 'Labels']) {
      expect(text).toMatch(new RegExp(` /0: the member "${name}" is missing\\n {4}GET`));
    }
    expect(text).toContain('\n    2 times at /*, in 1 exchange\n');
  });

  test('groups findings that are not in the body by message', async () => {
    const [one] = await checkContent('a.json', setAtPointer(good, '/response/status', 206));
    const [found] = one?.findings ?? [];
    if (!one || !found) throw new Error('expected a finding');
    const withMessage = (message: string, exchange: number): ReportedExchange => ({
      ...one,
      exchange,
      findings: [{ ...found, message }],
    });
    const text = formatPretty(report([withMessage('this', 0), withMessage('that', 1), withMessage('this', 2)]), plain);
    expect(text.match(/^ {2}a\.json.*$/gm)).toEqual([
      expect.stringMatching(/:\d+: this$/),
      expect.stringMatching(/:\d+: that$/),
    ]);
    expect(text.match(/^ {4}.* times.*$/gm)).toEqual(['    2 times, in 2 exchanges: also a.json:8:15']);
  });

  test('is wrapped to the width of a terminal', async () => {
    const [whole, broken] = [
      formatPretty(await createRealReport(), plain),
      formatPretty(await createRealReport(), { ...plain, columns: 60 }),
    ];
    expect(broken.replaceAll(/\n {4}(?=\w)(?!GET)/g, ' ')).toBe(whole);
    const prose = broken.split('\n').filter((line) => /^(error|warning| {2}what)/.test(line));
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(60);
  });

  test('shows missing coverage if it was requested', async () => {
    const coverage = {
      covered: 1,
      total: 3,
      percent: 33.33,
      missing: ['Labels: null', 'status: \u001b404'],
      exercised: ['status 200'],
    };
    const text = formatPretty({ ...(await createRealReport()), coverage }, plain);
    expect(text).toContain('\n\nno exchange covers\n  Labels: null\n  status: \\u001b404\n\n');
    expect(text).toMatch(/; coverage 33\.33 % \(1 of 3\)\n$/);
  });
});

test('a frame shows the lines around a position, with a caret under it', () => {
  const frame = { firstLine: 2, lines: ['\t{', '', '\t  "\u001b": "x"', '\t}'], caret: 8 };
  const [finding] = createHostileReport('x').findings;
  if (!finding) throw new Error('expected a finding');
  const text = formatPretty(
    { ...createHostileReport('x'), findings: [{ ...finding, line: 4, column: 9, frame }] },
    plain,
  );
  expect(text.split('\n').slice(1, 9)).toEqual([
    '  x:4:9 /x: x',
    '    x',
    '      2 |  {',
    '      3 |',
    '    > 4 |    "\\u001b": "x"',
    '                       ^',
    '      5 |  }',
    expect.stringContaining('  what to do: '),
  ]);
});

test.each(Object.entries(hostileTexts))('%s is shown as text', (_name, text) => {
  const frame = { firstLine: 3, lines: [text], caret: text.length };
  const shown = formatPretty(createHostileReport(text, { engine: true, frame }), plain);
  expect(shown.replaceAll('\n', '')).not.toMatch(invisible);
  expect(shown).toContain(`: ${escapeControlCharacters(text)}\n`);
  expect(shown).not.toMatch(/^\s*::/m);
});
