import { Readable } from 'node:stream';
import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { checkTraffic } from '../../src/checker/check-traffic.js';
import type { ExchangeResult, SessionResult } from '../../src/checker/results.js';
import { images } from '../../src/fixtures/index.js';
import type { ObservedListResponse } from '../../src/proxy/http-observer.js';

let clock = 0;
const response = (path: string, body: unknown, rawHeaders: readonly string[] = []): ObservedListResponse => ({
  request: { method: 'GET', path },
  status: 200,
  rawHeaders: ['Content-Type', 'application/json', ...rawHeaders],
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  startedAt: ++clock,
  endedAt: ++clock,
});

/** Starts a check of traffic. `log` has what it did, in order. */
function start(responses: AsyncIterable<ObservedListResponse>) {
  const log: string[] = [];
  let released = 0;
  const options = {
    folder: undefined,
    onError: (error: unknown) => void log.push(`error: ${String(error)}`),
    onRemark: (line: string) => void log.push(`remark: ${line}`),
  };
  const release = (bytes: number): void => {
    released += bytes;
  };
  const collect = async (): Promise<(ExchangeResult | SessionResult)[]> => {
    const results: (ExchangeResult | SessionResult)[] = [];
    for await (const result of checkTraffic(responses, release, options)) {
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

test.each([
  ['no JSON', response(LIST, '[}'), /^checked exchange-000001: response\/body-not-json$/],
  [
    'an encoded body',
    response(LIST, '', ['Content-Encoding', 'gzip']),
    /^remark: GET .*: not judged: its answer is enc/,
  ],
])('%s', async (_, one, line) => {
  const { log, collected, released } = start(Readable.from([one]));
  await collected;
  expect(log).toEqual([expect.stringMatching(line)]);
  expect(released()).toBe(one.body.length);
});
