import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/contract/index.js';
import { formatMarkdown } from '../../src/report/markdown.js';
import type { Report, ReportedExchange } from '../../src/report/report.js';
import { createExchange, createHostileReport, createRealReport, hostileTexts, report } from './reports.js';

const textOf = (given: Report): string => formatMarkdown(given, { colour: true });

/** All tokens of a text in GitHub's Markdown, in order. */
function parseTokens(text: string): Token[] {
  const all: Token[] = [];
  marked.walkTokens(marked.lexer(text, { gfm: true }), (token) => void all.push(token));
  return all;
}
const ofType = (text: string, type: string): string[] =>
  parseTokens(text).flatMap((token) => (token.type === type && 'text' in token ? [token.text] : []));

test('a real report has counts, a table of rules, and for each rule its places and what to do', async () => {
  const text = textOf(await createRealReport());
  expect(text).toMatch(
    /^## docker-images-contract\n\n2 exchanges checked by .*: 1 failed, 2 errors, 1 warning\.\n\n\| /,
  );
  const [table] = parseTokens(text).filter(({ type }) => type === 'table');
  expect(table).toMatchObject({
    rows: [
      [{ text: '`response/schema`' }, { text: 'error' }, { text: '2' }],
      [{ text: '`response/undocumented`' }, { text: 'warning' }, { text: '1' }],
    ],
  });
  expect(ofType(text, 'heading')).toEqual([
    'docker-images-contract',
    'error `response/schema`',
    'warning `response/undocumented`',
  ]);
  expect(text).toMatch(
    /^- `\.\/recordings\/spoiled\.json:\d+:\d+` `\/0\/Extra`: `.*`\n {2}- `GET .*manifests=true`\n/m,
  );
  expect(text.match(/^\*\*What to do:\*\* .+$/gm)).toHaveLength(2);
});

test('findings at one place are one entry, with how often', () => {
  const [first] = createHostileReport('x').findings;
  if (!first) throw new Error('expected a finding');
  const exchanges = Array.from({ length: 669 }, (_, exchange): ReportedExchange => {
    return { ...createExchange('checked', exchange), findings: [{ ...first, pointer: `/${exchange}/Digest` }] };
  });
  const text = textOf(report(exchanges));
  expect(text.match(/^- /gm)).toHaveLength(1);
  expect(text).toContain(
    '\n  - 669 times at `/*/Digest`, in 669 exchanges: also `all.ndjson:3:5`, `all.ndjson:3:5`, `all.ndjson:3:5`, ...\n',
  );
});

test('the engine that was asked, and what no exchange covers', async () => {
  const coverage = {
    covered: 1,
    total: 3,
    percent: 33.33,
    missing: ['Labels: null', 'status: `404`'],
    exercised: ['status 200'],
  };
  const { engine } = createHostileReport('docker', { engine: true });
  const text = textOf({ ...(await createRealReport()), engine, coverage });
  expect(ofType(text, 'codespan')).toEqual(
    expect.arrayContaining(['docker docker, image store docker, API docker to docker', 'Labels: null']),
  );
  expect(text).toContain('\n### No exchange covers\n\n- `Labels: null`\n- `` status: `404` ``\n');
});

describe('text from outside is shown as text', () => {
  const more = {
    ...hostileTexts,
    backticks: '``` ` ```` x',
    'a backtick at each end': '`x`',
    spaces: '  x  ',
    nothing: '',
    'a row of a table': '| a | b |\n|---|---|\\| c \\',
    HTML: '<img src=x onerror=y> <!-- <b>',
    'what Markdown links by itself': 'https://example.com www.example.com a@example.com @user #1',
    'an image': '![x](https://example.com/x.png)',
    formula: '$x$ $$y$$ $`z`$',
    'a heading': '\n# x\n- y\n> z\n```\n',
  };
  const shape = (text: string) => parseTokens(text).map(({ type }) => type);
  const allowed = ['heading', 'space', 'paragraph', 'text', 'table', 'list', 'list_item', 'codespan', 'strong'];

  test.each(Object.entries(more))('%s', (_name, text) => {
    for (const engine of [false, true]) {
      const written = textOf(createHostileReport(text, { engine }));
      expect([...new Set(shape(written))].filter((type) => !allowed.includes(type))).toEqual([]);
      // The structure is the same as with a harmless text.
      const parts = (all: string[]) => all.filter((type) => type !== 'text' && type !== 'space');
      expect(parts(shape(written))).toEqual(parts(shape(textOf(createHostileReport('x', { engine })))));
    }
  });

  test('is shortened', () => {
    expect(textOf(createHostileReport('x'.repeat(1_000_000))).length).toBeLessThan(10_000);
  });
});

test('is shortened to what a runner accepts, with a note', () => {
  const [first] = createHostileReport('x').findings;
  if (!first) throw new Error('expected a finding');
  const long = '\u6f22`'.repeat(1000);
  const findings = rules.flatMap(({ name }) =>
    Array.from({ length: 30 }, (_, index) => ({ ...first, rule: name, pointer: `/x${index}${long}`, message: long })),
  );
  const text = textOf(report([{ ...createExchange('checked'), file: long, request: long, findings }]));
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
  expect(Buffer.byteLength(text)).toBeGreaterThan(2 ** 19);
  expect(text).toMatch(/\nThe rest is too long to be shown here; the other formats have it\.\n$/);
});
