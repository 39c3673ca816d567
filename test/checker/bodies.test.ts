import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/contract/index.js';
import { image } from '../../src/fixtures/index.js';
import { checkHere } from '../cli/here.js';
import { formats, type Written } from '../formats.js';

/* Every format with every kind of body ends in a report on all exchanges, never in a fault of the command. */

const folder = mkdtempSync(join(tmpdir(), 'bodies-'));
afterAll(() => rmSync(folder, { recursive: true }));

const list = JSON.stringify([image({ SharedSize: -1, Labels: { team: 'wéb', quote: '"\\' } })]);
const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Bodies of a 200, and the rules of which at least one is broken; none for a body that is right. */
const bodies: Readonly<Record<string, readonly [texts: readonly string[], rules: readonly string[]]>> = {
  'a list': [[list], []],
  'an error object': [['{"message":"no"}'], ['response/schema']],
  nothing: [[''], ['response/body-empty']],
  HTML: [['<!doctype html><title>403</title>'], ['response/body-not-json']],
  'plain text': [['page not found'], ['response/body-not-json']],
  'a list cut off at every character': [
    Array.from({ length: list.length - 1 }, (_, index) => list.slice(0, index + 1)),
    ['response/body-not-json'],
  ],
  'chunk sizes': [[`${Buffer.byteLength(list).toString(16)}\r\n${list}\r\n0\r\n\r\n`], ['response/body-not-json']],
  'characters that are not UTF-8': [['["\ufffd"]'], ['response/schema']],
  'lone surrogates': [['["\ud800"]'], ['response/schema']],
  'control characters': [['["\u001b[31m\u0000"]'], ['response/body-not-json', 'response/schema']],
  '100 levels': [[nest(100)], ['response/schema']],
  '10,000 levels': [[nest(10_000)], ['response/schema', 'response/body-not-json']],
};

function toExchange(bodyText: string): Exchange {
  const headers = {
    ...{ 'Content-Type': 'application/json', 'Api-Version': '1.51', 'Docker-Experimental': 'false' },
    ...{ Ostype: 'linux', Server: 'Docker/28.5.2 (linux)' },
  };
  return { request: { method: 'GET', path: '/v1.49/images/json' }, response: { status: 200, headers, bodyText } };
}

/** Writes the files of one format; returns the path to check. */
function writeFiles(name: string, files: Written): string {
  const target = join(folder, name.replaceAll(/\W/g, '-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    if (path !== '.') writeFileSync(join(target, path), content);
  }
  return join(target, Object.keys(files)[0] ?? '');
}

const ownFormats: typeof formats = {
  NDJSON: (all) => ({ 'a.ndjson': all.map((one) => `${JSON.stringify(one)}\n`).join('') }),
  'a folder of recordings': (all) => ({
    '.': '',
    ...Object.fromEntries(all.map((one, index) => [`${index}.json`, JSON.stringify(one)])),
  }),
};

describe.each(Object.entries({ ...ownFormats, ...formats }))('%s', (format, write) => {
  test.each(Object.entries(bodies))('%s', async (body, [texts, rules]) => {
    const path = writeFiles(`${format} ${body}`, write(texts.map(toExchange)));
    const { status, out, problems } = await checkHere([path, '--format', 'json']);
    expect(problems).toEqual([]);
    const { summary, findings } = JSON.parse(out);
    expect(summary).toMatchObject({ exchanges: texts.length, failed: rules.length > 0 ? texts.length : 0 });
    const found: string[] = findings.map(({ rule }: { rule: string }) => rule);
    if (rules.length > 0) expect(rules.some((rule) => found.includes(rule))).toBe(true);
    expect(status).toBe(rules.length > 0 ? 1 : 0);
  });
});
