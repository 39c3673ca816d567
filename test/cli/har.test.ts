import { expect, test } from 'vitest';
import { image } from '../image.js';
import { run } from './run.js';

/** An entry as browsers and proxies save it. */
const entry = (query: string, status: number, text: string, type = 'application/json') => ({
  request: { method: 'GET', url: `https://proxy.example.com/v1.49/images/json${query}`, headers: [] },
  response: {
    status,
    headers: [{ name: 'Content-Type', value: type }],
    content: { size: text.length, mimeType: type, text },
  },
});
const filters = (text: string): string => `?filters=${encodeURIComponent(text)}`;

/** What a description of shapes alone does not see, with the rule that says it. */
const kinds: [name: string, object, rule: string][] = [
  ['malformed filters', entry(filters('{'), 200, '[]'), 'response/status'],
  ['an unknown filter key', entry(filters('{"nope":["x"]}'), 200, '[]'), 'request/undocumented'],
  ['an undocumented member', entry('', 200, JSON.stringify([{ ...image, Extra: 1 }])), 'response/undocumented'],
  ['an undocumented status', entry('', 418, '{"message": "no"}'), 'response/status'],
  ['a wrong content type', entry('', 200, '[]', 'text/html'), 'response/content-type'],
  ['an empty 200', entry('', 200, ''), 'response/body-empty'],
];

test.each(kinds)('in a HAR, %s is found', (_name, spoiled, rule) => {
  const entries = [entry('', 200, JSON.stringify([image])), spoiled];
  const input = JSON.stringify({ log: { version: '1.2', entries } });
  const { findings, summary } = JSON.parse(run(['check', '--format', 'json', '-'], { input }).out);
  expect(summary).toMatchObject({ exchanges: 2, skipped: 0 });
  expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ rule, exchange: 1 })]));
  expect(findings.filter(({ exchange }: { exchange: number }) => exchange === 0)).toEqual([]);
});
