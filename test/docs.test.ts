import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  filterId,
  headerId,
  memberId,
  parameterId,
  ruleId,
  schemaId,
  statusId,
} from '../scripts/docs/content/anchors.js';
import { compatibility } from '../scripts/docs/html/compatibility.js';
import { page } from '../scripts/docs/html/frame.js';
import { pagesOf } from '../scripts/docs/pages.js';
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

/** The anchors of all that one contract says. */
function anchorsOf(bundle: JsonObject): string[] {
  const operation = at(bundle, 'paths', '/images/json', 'get');
  const schemas = Object.entries(at(bundle, 'components', 'schemas'));
  const answers = schemas.filter(([name]) => !/Filters|ValueSet/.test(name));
  return [
    ...objects(operation.parameters).map(({ name }) => parameterId(String(name))),
    ...Object.keys(at(bundle, 'components', 'schemas', 'ImageListFiltersAsLists', 'properties')).map(filterId),
    ...Object.keys(at(bundle, 'components', 'headers')).map(headerId),
    ...Object.keys(at(operation, 'responses')).map(statusId),
    ...answers.map(([name]) => schemaId(name)),
    ...answers.flatMap(([name, schema]) =>
      Object.keys(at(at(schema).properties ?? {})).map((key) => memberId(name, key)),
    ),
  ];
}

test('every parameter, filter, header, status, schema and member of every contract has a block, as page and as Markdown', () => {
  const { inputs, pages } = made;
  const wanted = [...new Set(inputs.bundles.flatMap(anchorsOf))];
  expect(wanted.length).toBeGreaterThan(90);
  expect(idsIn(pages['index.html'] ?? '')).toEqual(expect.arrayContaining(wanted));
  expect(anchorsIn(pages['reference.md'] ?? '')).toEqual(expect.arrayContaining(wanted));
});

test('every refusal that was recorded is there in its words, with a remedy', () => {
  const { inputs, content, pages } = made;
  const said = inputs.recorded
    .filter(({ exchange }) => exchange.response.status !== 200)
    .map(({ exchange: { response } }) =>
      String((response.body as { message?: string } | undefined)?.message ?? response.bodyText).trim(),
    );
  expect(new Set(content.refusals.map(({ message }) => message))).toEqual(new Set(said));
  for (const { id, remedy } of content.refusals) {
    expect(remedy.length, id).toBeGreaterThan(30);
    expect(idsIn(pages['index.html'] ?? '')).toContain(id);
  }
});

test('every rule has a sample that breaks it, and every erratum a block where it belongs and one in full', () => {
  const { content, pages } = made;
  const [index = '', checks = ''] = [pages['index.html'], pages['checks.html']];
  expect(idsIn(checks)).toEqual(expect.arrayContaining(rules.map(({ name }) => ruleId(name))));
  for (const { name, sample } of content.rules) expect(sample.finding.rule).toBe(name);
  for (const { id, about, upstream } of content.errata) {
    expect(idsIn(index)).toContain(about);
    expect(idsIn(checks)).toContain(id);
    expect(index).toContain(`href="checks.html#${id}"`);
    for (const { url } of upstream) expect(index).toContain(`href="${url}"`);
  }
});

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
  expect(await pagesOf(made.inputs)).toEqual(made.pages);
});

test('Markdown is what is committed', async () => {
  const { readFileSync } = await import('node:fs');
  expect(readFileSync(new URL('../generated/reference.md', import.meta.url), 'utf8')).toBe(made.pages['reference.md']);
});

test('what engines do is said at the block of each part, and by version in one place', () => {
  const { content, pages } = made;
  const [html, text] = [pages['index.html'] ?? '', pages['reference.md'] ?? ''];
  const line = 'Engines: Docker containerd (27.2, from API 1.47), socktainer (in part); not Docker graphdriver';
  const block = html.slice(html.indexOf('id="imagesummary-manifests"'));
  expect(block.slice(0, block.indexOf('class="entry"'))).toContain(line);
  expect(text).toContain(line);
  expect(content.support.map(({ rows }) => rows.length).every(Boolean)).toBe(true);
  for (const { name, about, description } of content.support.flatMap(({ rows }) => rows)) {
    if (about) expect(idsIn(html)).toContain(about);
    expect(text).toContain(description ?? `[\`${name}\`](#${about})`);
  }
  expect(html).toContain('socktainer <em>source</em>');
  expect(JSON.parse(pages['compat.json'] ?? '')).toEqual(made.inputs.compat);
});

test('data ends no script', () => {
  const text = page({
    title: '',
    description: '',
    style: '',
    body: compatibility([]),
    data: { x: '</script>' },
  });
  expect(text).toContain('"\\u003c/script>"');
});
