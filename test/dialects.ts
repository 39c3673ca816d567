import { deflateRawSync, gzipSync } from 'node:zlib';
import { dump } from 'js-yaml';
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
const listed = (one: Exchange): Record<string, string[]> =>
  Object.fromEntries(Object.entries(one.response.headers ?? {}).map(([name, values]) => [name, [...[values].flat()]]));
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

const hash = (index: number): string => index.toString(16).padStart(40, '0');
const attached = (all: readonly Exchange[], name: string): Written => ({
  [name]: json(
    har(
      'Playwright',
      all.map((one, index) => entry(one, { _file: `${hash(index)}.json` })),
    ),
  ),
  ...Object.fromEntries(all.map((one, index) => [`${hash(index)}.json`, bodyOf(one)])),
});

const vcrBody = (one: Exchange, member: 'string' | 'base64_string') => ({
  encoding: 'UTF-8',
  [member]: member === 'string' ? bodyOf(one) : base64(bodyOf(one)),
});
const vcr = (all: readonly Exchange[], member: 'string' | 'base64_string' = 'string') => ({
  http_interactions: all.map((one) => ({
    request: {
      method: one.request.method.toLowerCase(),
      uri: host + one.request.path,
      body: { string: '' },
      headers: {},
    },
    response: {
      status: { code: one.response.status, message: 'x' },
      headers: listed(one),
      body: vcrBody(one, member),
      http_version: null,
    },
    recorded_at: 'Thu, 01 Jan 2026 00:00:00 GMT',
  })),
  recorded_with: 'VCR 6.3.1',
});
const betamax = (all: readonly Exchange[]) => ({
  http_interactions: vcr(all, 'base64_string').http_interactions.map(({ response, ...rest }) => ({
    ...rest,
    response: { ...response, url: rest.request.uri },
  })),
  recorded_with: 'betamax/0.9.0',
});
const vcrpy = (all: readonly Exchange[], body: (one: Exchange) => unknown, ...more: (readonly [string, string])[]) => ({
  interactions: all.map((one) => ({
    request: { body: null, headers: {}, method: one.request.method, uri: host + one.request.path },
    response: {
      body: { string: body(one) },
      headers: { ...listed(one), ...Object.fromEntries(more.map(([name, value]) => [name, [value]])) },
      status: { code: one.response.status, message: 'x' },
    },
  })),
  version: 1,
});

const stub = (one: Exchange, response: object) => ({
  request: { url: one.request.path, method: one.request.method },
  response: { status: one.response.status, headers: listed(one), ...response },
});
const definition = (one: Exchange, response: unknown, ...more: (readonly [string, string])[]) => ({
  ...{
    scope: host,
    method: one.request.method,
    path: one.request.path,
    body: '',
    status: one.response.status,
    response,
  },
  rawHeaders: [...pairsOf(one), ...more].flat(),
  responseIsBinary: false,
});
const example = (one: Exchange, url: unknown) => ({
  name: 'x',
  originalRequest: { method: one.request.method, header: [], url },
  status: 'x',
  code: one.response.status,
  header: pairsOf(one).map(([key, value]) => ({ key, value })),
  body: bodyOf(one),
});
const postman = (item: unknown[]) => ({
  info: { name: 'x', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  item: [{ name: 'a folder', item }],
});
const answer = (one: Exchange, before = ''): string =>
  [
    ...[`${before}HTTP/1.1 ${one.response.status} X`, ...pairsOf(one).map((pair) => before + pair.join(': '))],
    ...[before, bodyOf(one), ''],
  ].join('\r\n');

/** The zip of some files, each compressed in one way by turns; a checksum is not written, for it is not read. */
export function zip(files: Written): Buffer {
  const [parts, list]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [index, [path, content]] of Object.entries(files).entries()) {
    const [name, plain] = [Buffer.from(path), Buffer.from(content)];
    const packed = index % 2 === 0 ? deflateRawSync(plain) : plain;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(index % 2 === 0 ? 8 : 0, 4);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(plain.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    list.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, tail, name);
    const part = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, packed]);
    parts.push(part);
    at += part.length;
  }
  const central = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  for (const field of [8, 10]) end.writeUInt16LE(Object.keys(files).length, field);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

/** Exchanges as other tools write them; `no text` marks what has no place for its body. */
export const dialects: Readonly<Record<string, (all: readonly Exchange[]) => Written>> = {
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
  'HAR of Playwright with files': (all) => attached(all, 'trace.har'),
  'zip of Playwright': (all) => ({ 'trace.zip': zip(attached(all, 'har.har')) }),
  'zip of recordings': (all) => ({
    'a.zip': zip(Object.fromEntries(all.map((one, index) => [`in/${hash(index)}.json`, JSON.stringify(one)]))),
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
  'VCR.py, YAML': (all) => ({ 'a.yaml': dump(vcrpy(all, bodyOf), { lineWidth: -1 }) }),
  'VCR.py, YAML, compressed': (all) => ({ 'a.yaml': dump(vcrpy(all, (one) => new Uint8Array(zipped(one)), gzipped)) }),
  'VCR.py, JSON': (all) => ({ 'a.json': json(vcrpy(all, bodyOf)) }),
  'VCR, YAML': (all) => ({ 'a.yml': `---\n${dump(vcr(all), { forceQuotes: true, quotingType: '"', lineWidth: -1 })}` }),
  'VCR, YAML in base64': (all) => ({ 'a.yml': `---\n${dump(vcr(all, 'base64_string'))}` }),
  'VCR, JSON': (all) => ({ 'a.json': JSON.stringify(vcr(all)) }),
  'Betamax, JSON': (all) => ({ 'a.json': JSON.stringify(betamax(all)) }),
  'WireMock, a list': (all) => ({ 'a.json': json(all.map((one) => stub(one, { body: bodyOf(one) }))) }),
  'WireMock, all in one': (all) => ({
    'a.json': json({
      mappings: all.map((one) =>
        stub(one, one.response.body === undefined ? { body: bodyOf(one) } : { jsonBody: one.response.body }),
      ),
      meta: { total: all.length },
    }),
  }),
  'WireMock, base64': (all) => ({
    'a.json': json({ mappings: all.map((one) => stub(one, { base64Body: base64(bodyOf(one)) })) }),
  }),
  'WireMock, a folder': (all) => ({
    '.': '',
    ...Object.fromEntries(
      all.flatMap((one, index) => [
        [`mappings/${hash(index)}.json`, json(stub(one, { bodyFileName: `in/${index}.json` }))],
        [`__files/in/${index}.json`, bodyOf(one)],
      ]),
    ),
  }),
  nock: (all) => ({ 'a.json': json(all.map((one) => definition(one, one.response.body ?? bodyOf(one)))) }),
  'nock, one a line': (all) => ({
    'a.ndjson': all.map((one) => `${JSON.stringify(definition(one, one.response.body ?? bodyOf(one)))}\n`).join(''),
  }),
  'nock, compressed': (all) => ({
    'a.json': json(all.map((one) => definition(one, [zipped(one).toString('hex')], gzipped))),
  }),
  Postman: (all) => ({
    'a.json': json(
      postman(
        all.map((one) => ({
          name: 'x',
          request: {},
          response: [example(one, { raw: `{{engine}}${one.request.path}` })],
        })),
      ),
    ),
  }),
  'curl -i after its command': (all) => ({
    'a.txt': all
      .map((one) => `$ curl -si --unix-socket /run/docker.sock '${host}${one.request.path}'\n${answer(one)}`)
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
