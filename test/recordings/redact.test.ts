import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/contract/exchange.js';
import { InputError } from '../../src/recordings/input-error.js';
import { createRedactor, redactWithNames } from '../../src/recordings/redact.js';

const exchange = (path: string, response: Partial<Exchange['response']> = {}): Exchange => ({
  request: { method: 'GET', path },
  response: { status: 200, ...response },
});
const places = ['build-7', 'build-7.example.org', 'alice', 'jörg', 'vm', 'root', 'engine'];

const texts: readonly [given: string, out: string][] = [
  ['No such image: alice/app:1', 'No such image: redacted/app:1'],
  ['alices malice alice_x', 'alices malice alice_x'],
  ['by Alice, at BUILD-7', 'by redacted, at redacted'],
  ['build-7.example.org:5000/app:1', 'redacted:5000/app:1'],
  ['build-7:5000/app:1', 'redacted:5000/app:1'],
  ['build-77/app', 'build-77/app'],
  ['jörg jörgen', 'redacted jörgen'],
  ['vm root engine', 'vm root engine'],
  ['/home/bob/app', '/home/redacted/app'],
  ['PATH=/home/bob:/Users/Eve', 'PATH=/home/redacted:/Users/redacted'],
  ['file:///home/bob', 'file:///home/redacted'],
  ['C:\\Users\\Bob\\app and C:\\\\Users\\\\Bob', 'C:\\Users\\redacted\\app and C:\\\\Users\\\\redacted'],
  ['c:/Users/Bob/app', 'c:/Users/redacted/app'],
  ['docker.io/home/assistant:1', 'docker.io/home/assistant:1'],
  ['127.0.0.1:5000/users/app:1', '127.0.0.1:5000/users/app:1'],
  ['/home', '/home'],
  ['🐳 \0 \u2028', '🐳 \0 \u2028'],
];

describe('redact', () => {
  it.each(texts)('a text: %j', (given, out) => {
    const { response } = redactWithNames(exchange('/', { body: [{ [given]: given, list: [given] }] }), places);
    expect(response.body).toEqual([{ [out]: out, list: [out] }]);
    expect(redactWithNames(exchange('/', { bodyText: given }), places).response.bodyText).toBe(out);
    expect(redactWithNames(exchange(`/x?y=${given}`), places).request.path).toBe(`/x?y=${out}`);
  });
  it.each(texts)('a text in an encoded query: %j', (given, out) => {
    const path = (text: string): string => `/x?filters=${encodeURIComponent(JSON.stringify({ label: [text] }))}`;
    expect(redactWithNames(exchange(path(given)), places).request.path).toBe(path(out));
  });

  it('takes half a surrogate pair for a name like any other', () => {
    const { response } = redactWithNames(exchange('/', { bodyText: 'in vm\ud800, \ud800 and \udc00' }), ['vm\ud800']);
    expect(response.bodyText).toBe('in redacted, \ud800 and \udc00');
  });
  it('takes no name that is longer than one can be', () => {
    const long = 'x'.repeat(1_000_000);
    expect(redactWithNames(exchange('/', { bodyText: long }), [long]).response.bodyText).toBe(long);
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('%s in one another: 100 are taken, more are said to be too many', (_, open, close) => {
    const body = (depth: number): unknown => JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
    expect(redactWithNames(exchange('/', { body: body(100) }), places).response.body).toEqual(body(100));
    for (const depth of [101, 20_000]) {
      expect(() => redactWithNames(exchange('/', { body: body(depth) }), places)).toThrow(InputError);
    }
  });

  it('leaves everything as it is where there is nothing to redact', () => {
    const body = [{ n: 1.5, yes: true, none: null, ...JSON.parse('{"__proto__":"x","constructor":"y","2":3,"1":4}') }];
    const given = { engine: 'docker 1 x', ...exchange('/v1.49/images/json?all=%zz', { body }) };
    expect(JSON.stringify(redactWithNames(given, []))).toBe(JSON.stringify(given));
    expect(redactWithNames(exchange('/', { body: null }), places).response).toEqual({ status: 200, body: null });
  });

  it('keeps the headers of the contract', () => {
    const headers = {
      'Content-Type': 'application/json',
      'Api-Version': '1.51',
      Server: ['Docker/1', 'on build-7'],
      Date: 'Mon, 23 Nov 2026 13:39:07 GMT',
      'X-Reference-Id': '0xc0',
    };
    expect(redactWithNames(exchange('/', { headers }), places).response.headers).toEqual({
      'content-type': 'application/json',
      'api-version': '1.51',
      server: ['Docker/1', 'on redacted'],
    });
  });

  const urls: readonly [given: string, out: string][] = [
    ['https://bob:s3cret@host.example/x?y=a@b', 'https://redacted-1@host.example/x?y=a@b'],
    ['git clone ssh://git@host.example:22/x, then', 'git clone ssh://redacted-1@host.example:22/x, then'],
    ['postgres://u:p@ss:w@host/db', 'postgres://redacted-1@host/db'],
    [
      'http://token@host http://other@host http://token@host',
      'http://redacted-1@host http://redacted-2@host http://redacted-1@host',
    ],
    ['https://host.example/@scope/x and a@b', 'https://host.example/@scope/x and a@b'],
    ['https://@host', 'https://@host'],
  ];
  it.each(urls)('the user info of a URL: %j', (given, out) => {
    expect(redactWithNames(exchange('/', { body: [{ Labels: { [given]: given } }] }), []).response.body).toEqual([
      { Labels: { [out]: out } },
    ]);
    expect(redactWithNames(exchange('/', { bodyText: given }), []).response.bodyText).toBe(out);
    const path = (text: string): string =>
      `/x?filters=${encodeURIComponent(JSON.stringify({ label: [`source=${text}`] }))}&x=%zz&y`;
    expect(redactWithNames(exchange(path(given)), []).request.path).toBe(path(out));
  });

  describe('with patterns', () => {
    const digest = `sha256:${'abc'.padEnd(64, '0')}`;
    it('the same text is replaced by the same, and another by another, in all exchanges of a redactor', () => {
      const { redactExchange: one } = createRedactor([], ['*.corp', 'ghp_*', 'abc']);
      expect(
        [
          exchange('/x?filters=%7B%22reference%22%3A%5B%22b.corp/app%22%5D%7D&nope=%20a', {
            body: ['a.corp/x', 'b.corp/x'],
          }),
          exchange('/x?y=a.corp', {
            body: [{ Id: digest, RepoDigests: [`B.corp/x@${digest}`], Labels: { 'x.corp': 'ghp_1', abc: 'abc' } }],
          }),
          exchange('/', { bodyText: 'no such image: a.corp/x', headers: { server: 'on a.corp' } }),
        ].map((given) => one(given)),
      ).toEqual([
        exchange('/x?filters=%7B%22reference%22%3A%5B%22redacted-1%2Fapp%22%5D%7D&nope=%20a', {
          body: ['redacted-2/x', 'redacted-1/x'],
        }),
        exchange('/x?y=redacted-2', {
          body: [
            {
              Id: digest,
              RepoDigests: [`redacted-3/x@${digest}`],
              Labels: { 'redacted-4': 'redacted-5', 'redacted-6': 'redacted-6' },
            },
          ],
        }),
        exchange('/', { bodyText: 'no such image: redacted-2/x', headers: { server: 'on redacted-2' } }),
      ]);
    });

    it('members that are not named by whoever made an image keep their names', () => {
      const body = [{ Created: 1, Labels: { created: 'created' }, Descriptor: { annotations: { created: '1' } } }];
      expect(createRedactor([], ['created']).redactExchange(exchange('/', { body })).response.body).toEqual([
        { Created: 1, Labels: { 'redacted-1': 'redacted-1' }, Descriptor: { annotations: { 'redacted-1': '1' } } },
      ]);
    });
  });

  it('takes no time for slashes', () => {
    for (const text of ['/'.repeat(60_000), '%2f'.repeat(60_000), `${'/'.repeat(30_000)}home${'/'.repeat(30_000)}x`]) {
      expect(redactWithNames(exchange('/', { body: [{ Labels: { text } }] }), places).response.body).toEqual([
        { Labels: { text } },
      ]);
    }
  });
});
