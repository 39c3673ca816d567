import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';
import { Marked, type Token, type Tokens } from 'marked';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  erratumId,
  fieldId,
  filterId,
  headerId,
  parameterId,
  ruleId,
  schemaId,
  statusId,
} from '../scripts/docs/content/anchors.js';
import { type Block, inlineCode, type Page, paragraph, section } from '../scripts/docs/content/blocks.js';
import { writePage } from '../scripts/docs/frame.js';
import { writeMarkdown } from '../scripts/docs/markdown.js';
import { createSite } from '../scripts/docs/pages.js';
import { inline } from '../scripts/docs/template.js';
import { at, type JsonObject } from '../scripts/generate/bundle.js';
import { rules } from '../src/contract/rules.js';
import { type Made, makePages } from './docs/pages.js';

let made: Made;
beforeAll(async () => {
  made = await makePages();
}, 120_000);

const idsIn = (html: string): string[] => [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id);
const anchorsIn = (markdown: string): string[] => [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
const objects = (value: unknown): JsonObject[] => Object.values(value as object) as JsonObject[]; // a part of a bundle

/** The anchors of all parts of one contract. */
function anchorsOf(bundle: JsonObject): string[] {
  const operation = at(bundle, 'paths', '/images/json', 'get');
  const schemas = Object.entries(at(bundle, 'components', 'schemas'));
  const responses = schemas.filter(([name]) => !/Filters|ValueSet/.test(name));
  return [
    ...objects(operation.parameters).map(({ name }) => parameterId(String(name))),
    ...Object.keys(at(bundle, 'components', 'schemas', 'ImageListFiltersAsLists', 'properties')).map(filterId),
    ...Object.keys(at(bundle, 'components', 'headers')).map(headerId),
    ...Object.keys(at(operation, 'responses')).map(statusId),
    ...responses.map(([name]) => schemaId(name)),
    ...responses.flatMap(([name, schema]) =>
      Object.keys(at(at(schema).properties ?? {})).map((key) => fieldId(name, key)),
    ),
  ];
}

test('every parameter, filter, header, status, schema and field of every contract has a block, in HTML and in Markdown', () => {
  const { content, pages } = made;
  const expected = [...new Set(content.contracts.flatMap(({ bundle }) => anchorsOf(bundle)))];
  expect(expected.length).toBeGreaterThan(90);
  expect(idsIn(pages['index.html'] ?? '')).toEqual(expect.arrayContaining(expected));
  expect(anchorsIn(pages['reference.md'] ?? '')).toEqual(expect.arrayContaining(expected));
});

test('every recorded error message has a block with a remedy', () => {
  const { content, pages } = made;
  const messages = content.recordings
    .filter(({ exchange }) => exchange.response.status !== 200)
    .map(({ exchange: { response } }) =>
      String((response.body as { message?: string } | undefined)?.message ?? response.bodyText).trim(),
    );
  expect(new Set(content.errorMessages.map(({ message }) => message))).toEqual(new Set(messages));
  for (const { section: block, remedy } of content.errorMessages) {
    expect(remedy.length, block.id).toBeGreaterThan(30);
    expect(idsIn(pages['index.html'] ?? '')).toContain(block.id);
  }
});

test('every rule has a sample that breaks it, and every erratum a note at its subject and a block with all that is known', () => {
  const { content, pages } = made;
  const [index = '', checks = ''] = [pages['index.html'], pages['checks.html']];
  expect(idsIn(checks)).toEqual(expect.arrayContaining(rules.map(({ name }) => ruleId(name))));
  for (const { name, sample } of content.rules) expect(sample.finding.rule).toBe(name);
  for (const { name, about, note, section: block } of content.errata) {
    expect(block.id).toBe(erratumId(name));
    expect(idsIn(index)).toContain(about);
    expect(idsIn(checks)).toContain(block.id);
    expect(index).toContain(`href="checks.html#${block.id}"`);
    for (const [url] of JSON.stringify(note).matchAll(/https:[^)]+/g)) expect(index).toContain(`href="${url}"`);
  }
});

describe('HTML and Markdown', () => {
  test.each(['index.html', 'checks.html'])('%s has the words of the Markdown, block by block', (name) => {
    const html = wordsByAnchor(elementText(made.pages[name] ?? '', 'main', 'section'));
    const markdown = wordsByAnchor(
      new Marked({ renderer: { table: writeRows } }).parse(made.pages['reference.md'] ?? '', { async: false }),
    );
    expect(html.size).toBeGreaterThan(90);
    for (const [anchor, words] of html) expect(words, anchor).toEqual(markdown.get(anchor));
  });

  test('every anchor of the Markdown is in one of the pages', () => {
    const { pages } = made;
    const ids = [...idsIn(pages['index.html'] ?? ''), ...idsIn(pages['checks.html'] ?? '')];
    const anchors = anchorsIn(pages['reference.md'] ?? '').filter((id) => id !== 'checks');
    expect(ids).toEqual(expect.arrayContaining(anchors));
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  const kinds: readonly (readonly [what: string, block: Block, words: string])[] = [
    ['paragraph', paragraph('`a|b` *c* <d>'), 'a|b c <d>'],
    ['facts', { kind: 'facts', type: 'boolean', chips: ['x', 'y'], since: 'z' }, 'boolean x y z'],
    ['list', { kind: 'list', items: ['a', 'b'] }, 'a b'],
    ['pairs', { kind: 'pairs', rows: [['a', 'b']] }, 'a b'],
    [
      'table',
      { kind: 'table', head: ['', 'h', 'i'], rows: [[{ text: '`a|b`' }, { text: 'c' }, { text: '' }]] },
      'a|b h c',
    ],
    ['code', { kind: 'code', language: 'sh', text: 'a | b\n<c>' }, 'a | b <c>'],
    ['details', { kind: 'details', id: 'x', summary: 'a', blocks: [paragraph('b')] }, 'a b'],
    ['section', section('x', 'a', [paragraph('b')]), 'a b'],
  ];
  test.each(kinds)('a block of the kind %s says the same in both', (_, block, words) => {
    const page: Page = {
      file: 'p.html',
      id: 'p',
      name: 'P',
      title: 'P',
      lead: 'L',
      sections: [section('s', 'S', [block])],
    };
    const html = writePage(page, { title: '', description: '', style: '', pages: [page] });
    const markdown = new Marked({
      renderer: {
        table: writeRows,
        html: ({ text }) => (/^<\/?a\b/.test(text) ? text : text.replaceAll('<', '&lt;')),
      },
    }).parse(writeMarkdown([page]), { async: false });
    for (const text of [elementText(html, 'main', 'section'), markdown.slice(markdown.indexOf('<h2'))])
      expect(visibleText(text)).toBe(`S ${words}`);
  });

  test.each(['a', '`', 'a`b``c', ' ', ' a ', '\n', '``', '|', '<b>'])('%j as inline code', (text) => {
    expect(inline(inlineCode(text)).text).toMatch(/^<code>.*<\/code>$/);
  });
});

/** The part of a page from the first tag in an element on. */
function elementText(html: string, element: string, from: string): string {
  const text = html.slice(html.indexOf(`<${element}`), html.lastIndexOf(`</${element}>`));
  return text.slice(text.search(new RegExp(`<${from} class="part"`)));
}

/** The words of each block, by its anchor, up to the next anchor. */
function wordsByAnchor(html: string): Map<string, string> {
  const parts = html.split(/<[a-z]+(?: class="[^"]*")? id="([^"]+)"[^>]*>/);
  return new Map(parts.flatMap((id, index) => (index % 2 === 1 ? [[id, visibleText(parts[index + 1] ?? '')]] : [])));
}

/** The text of HTML without punctuation that only one of the two forms has. */
const visibleText = (html: string): string =>
  html
    .replace(/<\/?(?:a|code|em|strong|b|q|span)\b[^>]*>/g, (tag) => (tag.startsWith('<span') ? ' ' : ''))
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/&quot;|&#39;|["':·]/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();

/** A table of the Markdown as the page has it: a row is its first cell, then the head and text of all that are not empty. */
function writeRows(
  this: { parser: { parseInline: (tokens: Token[]) => string } },
  { header, rows }: Tokens.Table,
): string {
  const write = ({ tokens }: Tokens.TableCell): string => `<p>${this.parser.parseInline(tokens)}</p>`;
  return rows
    .flat()
    .map((cell, index) => {
      const column = index % header.length;
      const head = header[column];
      return column === 0 || cell.text === '' || !head ? write(cell) : `${write(head)}${write(cell)}`;
    })
    .join('');
}

test('every link lands', () => {
  const { pages } = made;
  const ids = Object.fromEntries(
    Object.entries(pages).map(([name, text]) => [name, [...idsIn(text), ...anchorsIn(text)]]),
  );
  const lost = ['index.html', 'checks.html', 'reference.md', 'llms.txt'].flatMap((name) =>
    [...(pages[name] ?? '').replace(/<script>.*?<\/script>/gs, '').matchAll(/href="([^"]+)"|\]\(([^)\s]+)\)/g)]
      .map(([, href, target = href ?? '']) => target)
      .filter((target) => !/^https:\/\/github\.com\/|^data:,$/.test(target))
      .filter((target) => {
        const [file, id] = target.split('#');
        const there = ids[file || name];
        return !there || (id !== undefined && !there.includes(id));
      })
      .map((target) => `${name}: ${target}`),
  );
  expect(lost).toEqual([]);
});

describe.each(['index.html', 'checks.html'])('%s', (name) => {
  const text = (): string => made.pages[name] ?? '';

  test('is valid HTML', async () => {
    const validator = new HtmlValidate({ extends: ['html-validate:recommended'] });
    const { results } = await validator.validateString(text());
    const found = results.flatMap(({ messages }) =>
      messages.map(({ ruleId: rule, message, line }) => `${line} ${rule}: ${message}`),
    );
    expect(found).toEqual([]);
  });

  test('has no anchor twice', () => {
    const ids = idsIn(text());
    expect(ids.filter((id, at_) => ids.indexOf(id) !== at_)).toEqual([]);
  });

  test('is small', () => {
    expect(gzipSync(text(), { level: 9 }).length).toBeLessThan(60_000);
  });

  test('its policy lets its own style and script run, and nothing else', () => {
    const policy = /content="(default-src[^"]+)"/.exec(text())?.[1] ?? '';
    const hash = (part: string): string => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text()) ?? [];
    const scripts = [...text().matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
    expect(scripts).toHaveLength(name === 'index.html' ? 1 : 0);
    for (const part of [style, ...scripts]) expect(policy).toContain(hash(part));
    expect(policy).not.toContain('unsafe');
    expect(text()).not.toMatch(/\son\w+=|\sstyle=|<script[^>]+src=|<link[^>]+stylesheet|<img|@import|url\(/);
  });
});

test('the same bytes at every run', { timeout: 120_000 }, async () => {
  expect(await createSite(made.content)).toEqual(made.pages);
});

test('Markdown is what is committed', async () => {
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(new URL('../generated/reference.md', import.meta.url), 'utf8')).toBe(made.pages['reference.md']);
});

test('support stands in one line at the block of each part, and by version in the tables', () => {
  const { content, pages } = made;
  const [html, text] = [pages['index.html'] ?? '', pages['reference.md'] ?? ''];
  const line = 'Engines: Docker containerd (27.2, from API 1.47), socktainer (in part); not Docker graphdriver';
  const block = html.slice(html.indexOf('id="imagesummary-manifests"'));
  expect(block.slice(0, block.indexOf('class="entry"'))).toContain(line);
  expect(text).toContain(line);
  for (const [kind, statements] of Object.entries(content.compat.statements)) {
    expect(Object.keys(statements).length).toBeGreaterThan(0);
    for (const [name, { description }] of Object.entries(statements))
      expect(text).toContain(kind === 'behaviour' ? `| ${description ?? name} |` : `| [\`${name}\`](#`);
  }
  expect(html).toContain('socktainer <em>source</em>');
  expect(JSON.parse(pages['compat.json'] ?? '')).toEqual(content.compat);
});

test('data cannot end a script element', () => {
  const page: Page = { file: 'p.html', id: 'p', name: 'P', title: 'P', lead: 'L', sections: [] };
  const text = writePage(page, { title: '', description: '', style: '', pages: [page], data: { x: '</script>' } });
  expect(text).toContain('"\\u003c/script>"');
});
