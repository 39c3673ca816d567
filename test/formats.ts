import { gzipSync } from 'node:zlib';
import type { Exchange } from '../src/contract/index.js';

/** Files by their paths; the first is the one to read. */
export type Written = Readonly<Record<string, string | Buffer>>;

const host = 'http://localhost:2375';
const bodyOf = ({ response: { body, bodyText = '' } }: Exchange): string =>
  body === undefined ? bodyText : JSON.stringify(body);
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const pairsOf = ({ response }: Exchange): [string, string][] =>
  Object.entries(response.headers ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
const named = (one: Exchange) => pairsOf(one).map(([name, value]) => ({ name, value }));
const json = (value: unknown): string => JSON.stringify(value, null, 2);
const gzipped: readonly [string, string] = ['content-encoding', 'gzip'];
const zipped = (one: Exchange): Buffer => gzipSync(bodyOf(one), { level: 1 });

const entry = (one: Exchange, content: object, more: object = {}) => ({
  ...more,
  startedDateTime: '2026-01-01T00:00:00.000Z',
  request: { method: one.request.method, url: host + one.request.path, headers: [], queryString: [] },
  response: {
    status: one.response.status,
    headers: [...named(one), ...('headers' in more ? [{ name: gzipped[0], value: gzipped[1] }] : [])],
    content: { size: Buffer.byteLength(bodyOf(one)), mimeType: 'application/json', ...content },
  },
});
const har = (name: string, entries: unknown[]) => ({
  log: { version: '1.2', creator: { name, version: '1' }, entries },
});

const answer = (one: Exchange, before = ''): string =>
  [
    ...[`${before}HTTP/1.1 ${one.response.status} X`, ...pairsOf(one).map((pair) => before + pair.join(': '))],
    ...[before, bodyOf(one), ''],
  ].join('\r\n');

/** Exchanges as other tools write them. */
export const formats: Readonly<Record<string, (all: readonly Exchange[]) => Written>> = {
  'HAR of a browser': (all) => ({
    'a.har': json(
      har(
        'Firefox',
        all.map((one) => entry(one, { text: bodyOf(one) })),
      ),
    ),
  }),
  'HAR of a browser, in base64': (all) => ({
    'a.har': json(
      har(
        'WebInspector',
        all.map((one) => entry(one, { text: base64(bodyOf(one)), encoding: 'base64' })),
      ),
    ),
  }),
  'HAR of mitmproxy, compressed': (all) => ({
    'a.har': json(
      har(
        'mitmproxy',
        all.map((one) => entry(one, { text: base64(zipped(one)), encoding: 'base64' }, { headers: true })),
      ),
    ),
  }),
  'HAR of Polly, compressed': (all) => ({
    'recording.har': json({
      log: {
        _recordingName: 'x',
        ...har(
          'Polly.JS',
          all.map((one, _order) => {
            const bytes = zipped(one);
            const chunks = [bytes.subarray(0, 20), bytes.subarray(20)].map(base64);
            return entry(one, { text: JSON.stringify(chunks), encoding: 'base64' }, { _order, headers: true });
          }),
        ).log,
      },
    }),
  }),
  'curl -i after its command': (all) => ({
    'a.txt': all
      .map((one) => `$ curl -si --unix-socket /run/docker.sock '${host}${one.request.path}'\n${answer(one)}`)
      .join(''),
  }),
  'curl -i through a proxy, after 100 Continue': (all) => ({
    'a.txt': all
      .map(
        (one) =>
          `$ curl -ix http://proxy:3128 '${host}${one.request.path}'\nHTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${answer(one)}`,
      )
      .join(''),
  }),
  'curl -iv': (all) => ({
    'a.txt': all
      .map(
        (one) =>
          `* Trying 127.0.0.1:2375...\n> GET ${one.request.path} HTTP/1.1\r\n> Host: localhost\r\n> \r\n${answer({ ...one, response: { ...one.response, body: undefined, bodyText: '{ [9 bytes data]' } }, '< ')}* Connection #0 to host left intact\n${answer(one)}`,
      )
      .join(''),
  }),
};
