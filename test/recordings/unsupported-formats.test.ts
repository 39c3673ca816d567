import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { InputError } from '../../src/recordings/input-error.js';
import { readRecordings } from '../../src/recordings/read-file.js';

const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of a file with this content, and what is said of the rest. */
async function readOf(content: unknown): Promise<{ bodies: unknown[]; said: string[] }> {
  const path = join(folder, 'file');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 1), 'latin1');
  const [bodies, said]: [unknown[], string[]] = [[], []];
  for await (const result of readRecordings({ path, name: 'file' })) {
    if (result instanceof InputError) said.push(result.message);
    else bodies.push(result.exchange.response.body);
  }
  return { bodies, said };
}

const path = '/v1.49/images/json';
const recording = { request: { method: 'GET', path }, response: { status: 200, body: [] } };
const entry = {
  _id: '367d47c9fdde0fa3f61e00a1ccaa9911',
  _order: 0,
  startedDateTime: '2026-01-01T00:00:00Z',
  request: { method: 'GET', url: `http://localhost${path}`, headers: [] },
  response: {
    status: 200,
    headers: [
      { name: 'content-type', value: 'application/json' },
      { name: 'content-encoding', value: 'gzip' },
    ],
    content: {
      encoding: 'base64',
      mimeType: 'application/json',
      size: 56,
      text: '["H4sIAAAAAAAAA4uuVvJMUbJSKs5INDI1szJQqo0FAOtVtJATAAAA"]',
    },
  },
};
const har = (one: unknown) => ({ log: { version: '1.2', creator: { name: 'Polly.JS' }, entries: [one] } });
const nock = { scope: 'http://localhost:80', method: 'GET', path, body: '', status: 200, response: [], rawHeaders: [] };
const expectation = { id: 'x', httpRequest: { method: 'GET', path }, httpResponse: { statusCode: 200, body: '[]' } };
const goVcr = {
  version: 1,
  interactions: [{ request: { method: 'GET', url: path }, response: { code: 200, body: '[]' } }],
};
const vcr = {
  http_interactions: [
    {
      request: { method: 'get', uri: `http://localhost${path}`, body: { string: '' } },
      response: { status: { code: 200, message: 'OK' }, headers: { A: ['b'] }, body: { string: '[]' } },
    },
  ],
};
const vcrPy = { interactions: vcr.http_interactions, version: 1 };
const stub = { request: { url: path, method: 'GET' }, response: { status: 200, jsonBody: [] } };
const postman = {
  info: { name: 'x' },
  item: [{ item: [{ response: [{ originalRequest: { method: 'GET', url: { raw: path } }, code: 200, body: '[]' }] }] }],
};
const image = { Id: 'sha256:0', RepoTags: [] };

describe('what another tool wrote is refused by its name, with what to do', () => {
  test.each<[name: string, content: unknown, said: RegExp]>([
    ['MockServer', [expectation], /^expected a list of images, found expectations of MockServer: `jq -c/],
    ['one of MockServer', expectation, /^expected a recording, found expectations of MockServer: `jq -c/],
    ['requests that MockServer took', [{ httpRequest: {} }], /found expectations of MockServer: /],
    ['a bare list of HAR entries', [entry], /found entries of a HAR without its `log`: put them into \{"log": \{"ver/],
    ['a bare HAR entry', entry, /^expected a recording, found entries of a HAR without its `log`: /],
    ['Hoverfly', { data: { pairs: [] }, meta: { schemaVersion: 'v5' } }, /found a simulation of Hoverfly: /],
    ['Mountebank', { imposters: [] }, /found imposters of Mountebank: /],
    ['Mountebank, one', { port: 1, protocol: 'http', stubs: [] }, /found imposters of Mountebank: /],
    ['Pact', { consumer: { name: 'a' }, provider: { name: 'b' }, interactions: [] }, /found a contract of Pact: /],
    ['go-vcr', goVcr, /^expected a recording, found a cassette of go-vcr: `jq -c '\.interactions/],
    [
      'go-vcr in YAML',
      dump(goVcr),
      /^expected a recording, found a cassette of go-vcr in YAML: `yq -o=json . FILE | jq/,
    ],
    ['VCR', vcr, /^expected a recording, found a cassette of VCR: `jq -c '\(\.http_interactions/],
    ['VCR in YAML', `---\n${dump(vcr)}`, /found a cassette of VCR in YAML: `yq -o=json . FILE | jq -c/],
    ['VCR.py in YAML', dump(vcrPy), /found a cassette of VCR in YAML: /],
    ['WireMock', { mappings: [stub] }, /^expected a recording, found stub mappings of WireMock: `jq -c/],
    ['WireMock, one', stub, /found stub mappings of WireMock: /],
    ['WireMock, an array', [stub], /^expected a list of images, found stub mappings of WireMock: /],
    ['nock', [nock], /^expected a list of images, found definitions of nock: `jq -c '\.\[\] \|/],
    ['Postman', postman, /^expected a recording, found a collection of Postman: `jq -c/],
    ['a zip', 'PK\x03\x04', /found a zip: unpack it, and give the folder/],
    ['YAML of something else', 'openapi: 3.1.0\ninfo: {}\n', /found YAML: write each answer/],
    [
      'unknown JSON',
      { name: 'x' },
      /^expected a recording, but `request` is not an object .*: write each answer as a r/,
    ],
    [
      'a capture of packets',
      '\xd4\xc3\xb2\xa1\x02\0',
      /found a capture of packets: `tshark -r FILE --export-objects http/,
    ],
    ['one of the newer kind', '\n\r\r\n\x1c\0\0\0', /found a capture of packets: /],
    [
      'flows of mitmproxy',
      '2686:4:type;4:http;7:version;',
      /found flows of mitmproxy: `mitmdump -nr FILE --set hardump=/,
    ],
    ['newer flows of mitmproxy', '2686:9:websocket;0:~8:response;', /found flows of mitmproxy: /],
    ['XML', '<?xml version="1.0"?><items/>', /found markup: a proxy that writes XML, such as Burp/],
    ['HTML', '\n<!doctype html>', /found markup: /],
    ['a tar archive', `${'a'.padEnd(257, '\0')}ustar`, /found a tar archive: unpack it/],
    ['zstd', '\x28\xb5\x2f\xfd', /found a file compressed by bzip2, xz or zstd: unpack it/],
    ['UTF-16', '\xff\xfe[\0', /found UTF-16: write it as UTF-8/],
    [
      'a list of recordings',
      [recording, setAtPointer(recording, '/request/method', undefined)],
      /found a list of recordings: w/,
    ],
    ['exchanges of whatever else', [{ request: {}, response: {} }], /found a list of requests with responses: write /],
  ])('%s', async (_name, content, message) => {
    const { bodies, said } = await readOf(content);
    expect(bodies).toEqual([]);
    expect(new Set(said.map((line) => line.replace(/^file(:\d+)?: /, '')))).toEqual(
      new Set([expect.stringMatching(message)]),
    );
    expect(said.join()).not.toContain('\n');
  });

  test.each<[name: string, content: unknown, said: string]>([
    [
      'Polly.JS, cut off',
      setAtPointer(entry, '/response/content/text', '["H4sIAAAA"]'),
      'is broken gzip: unexpected end of file',
    ],
    [
      'Polly.JS of old, in hex',
      setAtPointer(entry, '/response/content', { text: '["1f8b0800"]' }),
      'is broken gzip: unexpected',
    ],
    [
      'Playwright, attached',
      setAtPointer(entry, '/response/content', { _file: 'a.json', size: 2 }),
      'is in a file of its own: save',
    ],
    [
      'no base64',
      setAtPointer(setAtPointer(entry, '/_order', undefined), '/response/content/text', '[]'),
      'is not base64, as its `encoding` says',
    ],
  ])('in a HAR: %s', async (_name, one, said) => {
    expect(await readOf(har(one))).toEqual({
      bodies: [],
      said: [expect.stringMatching(/^file:8:4: expected a HAR entry, but `response.content.text` /)],
    });
    expect((await readOf(har(one))).said[0]).toContain(said);
  });
});

const hasJq = spawnSync('jq', ['--version']).status === 0;

describe.skipIf(!hasJq)('the jq line that is advised writes recordings', () => {
  const table: [name: string, value: unknown][] = [
    ['VCR', vcr],
    ['VCR.py', vcrPy],
    ['go-vcr', goVcr],
    ['WireMock', { mappings: [stub] }],
    ['WireMock, one', stub],
    ['WireMock, an array', [stub]],
    ['nock', [nock]],
    ['Postman', postman],
    ['MockServer', [expectation]],
    ['MockServer, one', expectation],
  ];
  test.each(table)('%s', async (_name, value) => {
    const said = (await readOf(value)).said.join();
    const [, filter = ''] = /`jq -c '([^`]*)' FILE > recordings\.ndjson`/.exec(said) ?? [];
    const { stdout, stderr } = spawnSync('jq', ['-c', filter], { input: JSON.stringify(value), encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(await readOf(`${stdout}\n`)).toEqual({ bodies: [[]], said: [] });
  });
});

describe('what is an answer, right or wrong, is judged', () => {
  test.each<[name: string, list: unknown[]]>([
    ['an empty list', []],
    ['images', [image, image]],
    ['what nobody knows', [{ name: 'a' }, 5, null, ['x'], { request: 1, response: 2 }]],
    ['an image with members of another tool', [{ ...image, ...nock, ...recording }]],
  ])('%s', async (_name, list) => {
    expect(await readOf(list)).toEqual({ bodies: [list], said: [] });
  });

  test('and so is what Polly.JS saved, compressed or as it was sent, and base64 over lines', async () => {
    const sent = setAtPointer(entry, '/response/content', { text: '[]' });
    const wrapped = setAtPointer(entry, '/response/content', { encoding: 'base64', text: 'W10\n=\r\n' });
    expect(await readOf(har(entry))).toEqual({ bodies: [[{ Id: 'sha256:0' }]], said: [] });
    expect(await readOf(har(sent))).toEqual({ bodies: [[]], said: [] });
    expect(await readOf(har(wrapped))).toEqual({ bodies: [[]], said: [] });
  });
});
