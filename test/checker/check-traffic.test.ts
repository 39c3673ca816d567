import { Readable } from 'node:stream';
import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { checkTraffic } from '../../src/checker/check-traffic.js';
import type { ExchangeResult, SessionResult } from '../../src/checker/results.js';
import { images } from '../../src/fixtures/index.js';
import type { ObservedListResponse, UncheckedRequest } from '../../src/proxy/http-observer.js';

let clock = 0;
const response = (path: string, body: unknown, rawHeaders: readonly string[] = []): ObservedListResponse => ({
  request: { method: 'GET', path },
  status: 200,
  rawHeaders: ['Content-Type', 'application/json', ...rawHeaders],
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  incomplete: undefined,
  startedAt: ++clock,
  endedAt: ++clock,
});

/** Starts a check of traffic. `log` has what it did, in order. */
function start(responses: AsyncIterable<ObservedListResponse | UncheckedRequest>) {
  const log: string[] = [];
  let released = 0;
  const options = {
    onError: (error: unknown) => void log.push(`error: ${String(error)}`),
    onRemark: (line: string) => void log.push(`remark: ${line}`),
  };
  const release = (bytes: number): void => {
    released += bytes;
  };
  const collect = async (): Promise<(ExchangeResult | SessionResult)[]> => {
    const results: (ExchangeResult | SessionResult)[] = [];
    for await (const result of checkTraffic(responses, release, undefined, options)) {
      results.push(result);
      log.push(`${result.kind} ${result.file}: ${result.findings.map(({ rule }) => rule).join()}`);
    }
    return results;
  };
  return { log, collected: collect(), released: () => released };
}

const LIST = '/v1.49/images/json';
const all = images.graphdriver.filter(({ ParentId }) => ParentId === '');

test('sessions are checked when the next one begins, and at the end', async () => {
  const traffic = [
    response(`${LIST}?all=1`, all),
    response(LIST, all.slice(1)),
    response(`${LIST}?all=1`, all),
    response(`${LIST}?all=1`, all.slice(1)),
    response(LIST, all.slice(2)),
    response(`${LIST}?all=1`, all.slice(1)),
  ].map((one) => ({
    ...one,
    rawHeaders: [...one.rawHeaders, 'Api-Version', '1.51', 'Server', 'Docker/28.5.2 (linux)'],
  }));
  const { collected, released } = start(Readable.from(traffic));
  const found = (await collected).flatMap(({ kind, file, findings }) =>
    findings.filter(({ rule }) => rule === 'session/missing').map(() => `${kind} ${file}`),
  );
  expect(found).toEqual(['session exchange-000002', 'session exchange-000005']);
  expect(released()).toBe(traffic.reduce((sum, { body }) => sum + body.length, 0));
});

test('a response takes several turns of the event loop, and none of them when it comes', async () => {
  const responses = new Readable({ objectMode: true, read: () => {} });
  const { log, collected } = start(responses);
  responses.push(response(LIST, [{}]));
  let turns = 0;
  for (; log.length === 0; turns++) await waitForNextTurn();
  expect(turns).toBeGreaterThan(1);
  responses.push(null);
  await collected;
});

const encoded = (coding: string, body: Buffer): ObservedListResponse => ({
  ...response(`${LIST}?all=1`, '', ['Content-Encoding', coding, ...sent]),
  body,
});
const sent = [
  'Api-Version',
  '1.51',
  'Docker-Experimental',
  'false',
  'Ostype',
  'linux',
  'Server',
  'Docker/28.5.2 (linux)',
];
const bytes = Buffer.from(`[${' '.repeat(2000)}{}]`);
const isChecked = [/^checked exchange-000001: response\/schema(,response\/schema)*$/];
const isIncomplete = [/^checked exchange-000001: response\/incomplete$/];
const isNotChecked = (reason: RegExp) => [
  new RegExp(`^remark: GET ${LIST}\\?all=1 was not checked: ${reason.source}`),
  /^notChecked exchange-000001: $/,
];

test.each([
  ['no JSON', { ...response(LIST, '[}') }, [/^checked exchange-000001: response\/body-not-json$/]],
  ['identity', encoded('identity', bytes), isChecked],
  ['no name', encoded(' Identity ', bytes), isChecked],
  ['gzip', encoded('gzip', gzipSync(bytes)), isChecked],
  ['x-gzip', encoded('X-GZip', gzipSync(bytes)), isChecked],
  ['deflate', encoded('deflate', deflateSync(bytes)), isChecked],
  ['deflate without a head', encoded('deflate', deflateRawSync(bytes)), isChecked],
  ['br', encoded('br', brotliCompressSync(bytes)), isChecked],
  ['gzip that was cut', encoded('gzip', gzipSync(bytes).subarray(0, -20)), isIncomplete],
  ['deflate that was cut', encoded('deflate', deflateSync(bytes).subarray(0, -20)), isIncomplete],
  ['br that was cut', encoded('br', brotliCompressSync(bytes).subarray(0, -20)), isIncomplete],
  ['gzip by name only', encoded('gzip', bytes), isIncomplete],
  [
    'a bomb',
    encoded('gzip', gzipSync(Buffer.alloc(2 ** 24, ' '))),
    isNotChecked(/the body grows to more than 200 times/),
  ],
  ['zstd', encoded('zstd', bytes), isNotChecked(/the response is encoded as zstd/)],
  [
    'two codings',
    encoded('gzip, br', brotliCompressSync(gzipSync(bytes))),
    isNotChecked(/the response is encoded as gzip, br/),
  ],
  [
    'what a proxy could not read',
    { reason: 'a head is too long', request: { method: 'GET', path: `http://u:p@docker${LIST}?all=1` } },
    isNotChecked(/a head is too long/),
  ],
  [
    'a connection',
    { reason: 'it is HTTP/2', request: undefined },
    [/^remark: a connection was not checked: it is HTTP\/2$/, /^notChecked exchange-000001: $/],
  ],
  [
    'a list that was broken off',
    { ...response(LIST, ''), status: 0, rawHeaders: [], incomplete: 'a line was broken off' },
    isIncomplete,
  ],
  [
    'a whole list in broken framing',
    { ...response(LIST, [{}]), incomplete: 'a line' },
    [/: response\/incomplete,response\/schema/],
  ],
] satisfies [string, ObservedListResponse | UncheckedRequest, RegExp[]][])('%s', async (_, one, lines) => {
  const { log, collected, released } = start(Readable.from([one]));
  await collected;
  expect(log).toEqual(lines.map((line) => expect.stringMatching(line)));
  expect(released()).toBe('body' in one ? one.body.length : 0);
});
