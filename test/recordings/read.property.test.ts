import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkExchange, type Exchange } from '../../src/contract/index.js';
import { InputError } from '../../src/recordings/input-error.js';
import { locateFindings } from '../../src/recordings/locate-findings.js';
import { gunzipIfNeeded } from '../../src/recordings/read-bytes.js';
import { readRecordingBytes } from '../../src/recordings/read-file.js';
import { chunkSizes, damaged, exchanges, json, streamChunks } from '../arbitraries.js';

const bodyOf = ({ response: { body, bodyText = '' } }: Exchange): string =>
  body === undefined ? bodyText : JSON.stringify(body);

function withBodyText(exchange: Exchange): unknown {
  const { body: _, ...response } = exchange.response;
  return { ...exchange, response: { ...response, bodyText: bodyOf(exchange) } };
}

function entryOf(exchange: Exchange, encoding?: 'base64'): unknown {
  const { request, response } = exchange;
  const { status, headers = {} } = response;
  const text = bodyOf(exchange);
  const pairs = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
  const content = encoding ? { encoding, text: Buffer.from(text).toString(encoding) } : { text };
  return {
    request: { method: request.method, url: `http://localhost${request.path}` },
    response: { status, headers: pairs, content },
  };
}

const harOf = (...entries: unknown[]): unknown => ({ log: { version: '1.2', entries } });
const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Replaces every character that JSON may escape by its escape. */
const escapeAll = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');

/** The ways to write one exchange to a file; some files hold it twice. */
const forms: Readonly<Record<string, (exchange: Exchange) => string | Buffer>> = {
  'one line': (exchange) => JSON.stringify(exchange),
  'indented, with CRLF': (exchange) => JSON.stringify(exchange, null, '\t').replaceAll('\n', '\r\n'),
  'a byte order mark': (exchange) => `\ufeff${lineOf(exchange)}`,
  escapes: (exchange) => escapeAll(JSON.stringify(exchange)),
  bodyText: (exchange) => JSON.stringify(withBodyText(exchange)),
  NDJSON: (exchange) => `\n${lineOf(exchange)} \t\r\n${lineOf(exchange)}`,
  'NDJSON in two gzip members': (one) => Buffer.concat([gzipSync(lineOf(one)), gzipSync(lineOf(one))]),
  HAR: (exchange) => JSON.stringify(harOf(entryOf(exchange), entryOf(exchange))),
  'HAR with base64, escaped and gzipped': (one) => gzipSync(escapeAll(JSON.stringify(harOf(entryOf(one, 'base64'))))),
};

/** Reads a file that arrives in chunks; yields the findings of each exchange, with their positions. */
async function* findingsIn(content: string | Uint8Array, sizes: readonly number[]) {
  for await (const read of readRecordingBytes('x', gunzipIfNeeded('x', streamChunks(Buffer.from(content), sizes)))) {
    if (read instanceof InputError) throw read;
    yield await locateFindings(read, checkExchange(read.exchange));
  }
}

test.each(Object.entries(forms))('an exchange has the same findings in every form: %s', async (_, write) => {
  await fc.assert(
    fc.asyncProperty(exchanges, chunkSizes, async (exchange, sizes) => {
      const expected = checkExchange(exchange);
      let count = 0;
      for await (const findings of findingsIn(write(exchange), sizes)) {
        count++;
        expect(findings.map(({ line: _line, column: _column, frame: _frame, ...rest }) => rest)).toEqual(expected);
      }
      expect(count).toBeGreaterThan(0);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('reading any bytes ends in exchanges with positions, or in an input error of one line', async () => {
  const files = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    damaged(json),
    damaged(fc.tuple(fc.constantFrom(...Object.values(forms)), exchanges).map(([write, one]) => String(write(one)))),
  );
  await fc.assert(
    fc.asyncProperty(files, chunkSizes, fc.boolean(), async (content, sizes, isGzipped) => {
      try {
        for await (const findings of findingsIn(isGzipped ? gzipSync(content).subarray(0, -1) : content, sizes)) {
          for (const { line, column } of findings) expect(Math.min(line, column)).toBeGreaterThan(0);
        }
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(error.message).not.toContain('\n');
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
