import { deepStrictEqual, notStrictEqual } from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { checkExchange, type Exchange, type Finding } from '../../src/contract/index.js';
import { unpacked } from '../../src/recordings/bytes.js';
import { place } from '../../src/recordings/place.js';
import { readBytes } from '../../src/recordings/read.js';
import { arriving } from './bytes.js';
import { exchanges } from './exchanges.js';
import { fuzz } from './fuzz.js';

const bodyOf = ({ response: { body, bodyText = '' } }: Exchange): string =>
  body === undefined ? bodyText : JSON.stringify(body);

const withText = (one: Exchange): unknown => {
  const { body: _, ...response } = one.response;
  return { ...one, response: { ...response, bodyText: bodyOf(one) } };
};

function entry(one: Exchange, encoding?: 'base64'): unknown {
  const { method, path } = one.request;
  const { status, headers = {} } = one.response;
  const text = bodyOf(one);
  return {
    startedDateTime: '2026-01-01T00:00:00Z',
    request: { method, url: `http://localhost${path}` },
    response: {
      status,
      headers: Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value }))),
      content: encoding ? { encoding, text: Buffer.from(text).toString(encoding) } : { text },
    },
  };
}

const har = (...entries: unknown[]) => ({ log: { version: '1.2', entries } });
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Every unit of a string that need not stand for itself by an escape. */
const escaped = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');

/** All ways to write one exchange, some with it twice. */
const forms: Readonly<Record<string, (one: Exchange) => string | Buffer>> = {
  'a recording': (one) => JSON.stringify(one),
  'over many lines': (one) => JSON.stringify(one, null, 2),
  'with CRLF': (one) => JSON.stringify(one, null, '\t').replaceAll('\n', '\r\n'),
  'with a byte order mark': (one) => `\ufeff${line(one)}`,
  'with escapes': (one) => escaped(JSON.stringify(one)),
  'with its body as text': (one) => JSON.stringify(withText(one)),
  gzipped: (one) => gzipSync(JSON.stringify(one), { level: 1 }),
  NDJSON: (one) => `\n${line(one)} \t\r\n${line(one)}`,
  'NDJSON, gzipped in two members': (one) => Buffer.concat([gzipSync(line(one)), gzipSync(line(one))]),
  'a HAR': (one) => JSON.stringify(har(entry(one), entry(one))),
  'a HAR over many lines, that does not begin with its log': (one) =>
    JSON.stringify({ _: [{}], ...har(entry(one)) }, null, 1),
  'a HAR with its text in base64': (one) => JSON.stringify(har(entry(one, 'base64'))),
  'a HAR with escapes, gzipped': (one) => gzipSync(escaped(JSON.stringify(har(entry(one))))),
};

/** What is found in each exchange that some bytes hold, without the places. */
async function findingsIn(content: string | Buffer, sizes: readonly number[]): Promise<Finding[][]> {
  const all: Finding[][] = [];
  for await (const recorded of readBytes('x', unpacked('x', arriving(Buffer.from(content), sizes)))) {
    const placed = await place(recorded, checkExchange(recorded.exchange));
    all.push(placed.map(({ line: _line, column: _column, frame: _frame, ...found }) => found));
  }
  return all;
}

export const writtenForms = fuzz(
  `an exchange has the same findings in ${Object.keys(forms).length} forms`,
  { full: 2_500, small: 20 },
  // Where a HAR may be cut is tried on its own.
  fc.tuple(exchanges, fc.constantFrom([], [97], [1024, 3])),
  async ([one, sizes]) => {
    const expected = checkExchange(one);
    for (const [name, form] of Object.entries(forms)) {
      const found = await findingsIn(form(one), sizes);
      notStrictEqual(found.length, 0, name);
      for (const each of found) deepStrictEqual(each, expected, name);
    }
  },
);
