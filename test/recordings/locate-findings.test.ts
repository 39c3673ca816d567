import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { collectFindings } from '../../src/contract/collect-findings.js';
import { checkExchange } from '../../src/contract/index.js';
import { locateFindings } from '../../src/recordings/locate-findings.js';
import { START_POSITION } from '../../src/recordings/positions.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { headers } from '../headers.js';

const folder = mkdtempSync(join(tmpdir(), 'place-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The two characters that each finding points at, and its line. */
async function pointsAt(text: string): Promise<[rule: string, line: number, characters: string][]> {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  const lines = text.split('\n');
  const found: [string, number, string][] = [];
  for await (const recorded of readPaths([path])) {
    for (const { rule, line, column } of await locateFindings(recorded, checkExchange(recorded.exchange))) {
      found.push([rule, line, lines[line - 1]?.slice(column - 1, column + 1) ?? '']);
    }
  }
  return found;
}

/** A body where the offending value comes behind what takes more than one character to escape. */
const message = { before: 'é\u{1f433}"\\\n\u0001', message: 42 };
const path = '/v1.49/images/json?nope=1';
const recording = {
  request: { method: 'GET', path },
  response: { status: 500, headers: { ...headers, 'content-type': 'text/html' }, body: message },
};
const text = JSON.stringify(message, null, 1);
const withText = setAtPointer(setAtPointer(recording, '/response/body', undefined), '/response/bodyText', text);
const entry = {
  request: { method: 'GET', url: `http://localhost${path}` },
  response: {
    status: 500,
    headers: Object.entries({ ...headers, 'content-type': 'text/html' }).map(([name, value]) => ({ name, value })),
    content: { text },
  },
};
const base64 = setAtPointer(entry, '/response/content', {
  encoding: 'base64',
  text: Buffer.from(text).toString('base64'),
});
const har = (...entries: unknown[]) => ({ log: { version: 'é', entries } });

/** Five findings with the lines of path, status, headers, the member that no schema describes, and the one of a wrong type. */
const findings = (strings: { path: string; before: string; message: string }, ...lines: number[]) => [
  ['request/undocumented', lines[0], strings.path],
  ['response/refused', lines[1], '50'],
  ['response/content-type', lines[2], expect.stringMatching(/^[[{]/)],
  ['response/undocumented', lines[3], strings.before],
  ['response/schema', lines[4], strings.message],
];
const json = { path: '"/', before: '"é', message: '42' };
const quoted = { ...json, before: '\\"' };
const inHar = { ...quoted, path: '"h' };
const opaque = { path: '"h', before: '"e', message: '"e' };

const table: [name: string, text: string, found: unknown[]][] = [
  ['a recording', JSON.stringify(recording), findings(json, 1, 1, 1, 1, 1)],
  ['a recording over many lines', JSON.stringify(recording, null, 2), findings(json, 4, 7, 8, 16, 17)],
  ['a recording with its body as text', JSON.stringify(withText, null, 2), findings(quoted, 4, 7, 8, 15, 15)],
  ['NDJSON', `\n${JSON.stringify(recording)}\n`, findings(json, 2, 2, 2, 2, 2)],
  [
    'a HAR of one line',
    JSON.stringify(har(base64, entry)).replaceAll('\u{1f433}', '\\ud83d\\udc33'),
    [...findings(opaque, 1, 1, 1, 1, 1), ...findings(inHar, 1, 1, 1, 1, 1)],
  ],
  ['a HAR over many lines', JSON.stringify(har(entry), null, 2), findings(inHar, 8, 11, 12, 35, 35)],
];
test.each(table)('%s', async (_name, text, found) => {
  const places = await pointsAt(text);
  expect(places).toHaveLength(found.length);
  expect(places).toEqual(expect.arrayContaining(found));
});

test('a text of a hundred million units is placed without a number for each', async () => {
  const json = `["${'x'.repeat(115_000_000)}",1]`;
  const text = `{"response":{"bodyText":${JSON.stringify(json)}}}`;
  const request = { method: 'GET', path };
  const draft = { rule: 'response/schema', pointer: '/1', message: '', expected: '', actual: '' } as const;
  const location = ['response', 'bodyText'];
  const parts = {
    '/request/path': location,
    '/response/status': location,
    '/response/headers': location,
    '/response/body': location,
  };
  const body = { form: 'string', text: json } as const;
  const recorded = { parts, body, isImageList: false, getSlice: () => ({ text, start: START_POSITION }) };
  const [placed] = await locateFindings(recorded, collectFindings(request, undefined, [draft]).findings);
  expect(placed).toMatchObject({ line: 1, column: text.length - '1]"}}'.length + 1 });
});
