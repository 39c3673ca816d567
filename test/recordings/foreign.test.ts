import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { read } from '../../src/recordings/read.js';
import { put } from '../put.js';

const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of a file with this content, and what is said of the rest. */
async function readOf(content: unknown): Promise<{ bodies: unknown[]; said: string[] }> {
  const path = join(folder, 'file');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
  const [bodies, said]: [unknown[], string[]] = [[], []];
  try {
    const reading = read({ path, name: 'file' }, ({ message }) => void said.push(message));
    for await (const { exchange } of reading) bodies.push(exchange.response.body);
  } catch (error) {
    said.push((error as Error).message); // what is no Problem has other words
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
const stub = { request: { urlPath: path, method: 'GET' }, response: { status: 200, jsonBody: [] } };
const image = { Id: 'sha256:0', RepoTags: [] };

describe('what another tool wrote is refused by its name, with what to do', () => {
  test.each<[name: string, content: unknown, said: RegExp]>([
    [
      'nock',
      [nock],
      /^expected a list of images, found definitions of nock: write each as a recording, one a line: `m/,
    ],
    ['nock, one a line', `${JSON.stringify(nock)}\n`.repeat(2), /^expected a recording, found definitions of nock: /],
    ['nock after what is none', [null, nock], /found definitions of nock: /],
    ['MockServer', [expectation], /^expected a list of images, found expectations of MockServer: write each/],
    ['one of MockServer', expectation, /^expected a recording, found expectations of MockServer: write each/],
    ['requests that MockServer took', [{ httpRequest: {} }], /found expectations of MockServer: /],
    ['a bare list of HAR entries', [entry], /found entries of a HAR without its `log`: put them into \{"log": \{"ver/],
    ['a bare HAR entry', entry, /^expected a recording, found entries of a HAR without its `log`: /],
    ['WireMock, one', stub, /^expected a recording, found stub mappings of WireMock: write each answer/],
    ['WireMock, a list', [stub], /^expected a list of images, found stub mappings of WireMock: /],
    ['WireMock, all', { mappings: [stub], meta: { total: 1 } }, /found stub mappings of WireMock: /],
    ['Hoverfly', { data: { pairs: [] }, meta: { schemaVersion: 'v5' } }, /found a simulation of Hoverfly: /],
    ['Mountebank', { imposters: [] }, /found imposters of Mountebank: /],
    ['Mountebank, one', { port: 1, protocol: 'http', stubs: [] }, /found imposters of Mountebank: /],
    ['Pact', { consumer: { name: 'a' }, provider: { name: 'b' }, interactions: [] }, /found a contract of Pact: /],
    ['VCR', { http_interactions: [], recorded_with: 'VCR 6.0' }, /found a cassette of VCR: /],
    ['VCR.py', { version: 1, interactions: [] }, /found a cassette of VCR: /],
    [
      'Postman',
      { info: { schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item: [] },
      /found a collection of Postman: /,
    ],
    [
      'a list of recordings',
      [recording, put(recording, '/request/method', undefined)],
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

  const chunks =
    'is a list of chunks, as Polly.JS saves a compressed body: record it again with `accept-encoding: identity`';
  test.each<[name: string, content: unknown, said: string]>([
    ['Polly.JS', entry, chunks],
    ['Polly.JS of old, in hex', put(entry, '/response/content', { text: '["1f8b0800"]' }), chunks],
    [
      'no base64',
      put(put(entry, '/_order', undefined), '/response/content/text', '[]'),
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

describe('what is an answer, right or wrong, is judged', () => {
  test.each<[name: string, list: unknown[]]>([
    ['an empty list', []],
    ['images', [image, image]],
    ['what nobody knows', [{ name: 'a' }, 5, null, ['x'], { request: 1, response: 2 }]],
    ['an image with members of another tool', [{ ...image, ...nock, ...recording }]],
  ])('%s', async (_name, list) => {
    expect(await readOf(list)).toEqual({ bodies: [list], said: [] });
  });

  test('and so is what Polly.JS saved as it was sent, and base64 over lines', async () => {
    const sent = put(entry, '/response/content', { text: '[]' });
    const wrapped = put(entry, '/response/content', { encoding: 'base64', text: 'W10\n=\r\n' });
    expect(await readOf(har(sent))).toEqual({ bodies: [[]], said: [] });
    expect(await readOf(har(wrapped))).toEqual({ bodies: [[]], said: [] });
  });
});
