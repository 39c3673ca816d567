import { describe, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { runExchangeCheck } from '../../src/contract/check-exchange.js';
import { checkExchange, type Exchange, isChecked } from '../../src/contract/index.js';
import { headers } from '../headers.js';
import { image } from '../image.js';

const { 'content-type': _, ...others } = headers;
const json = { ...others, 'Content-Type': 'application/json; charset=utf-8' };
const PATH = '/v1.49/images/json';

const exchange = (query: string, status: number, rest: Partial<Exchange['response']>): Exchange => ({
  request: { method: 'GET', path: query === '' ? PATH : `${PATH}?${query}` },
  response: { status, headers: json, ...rest },
});
const filters = (text: string): string => `filters=${encodeURIComponent(text)}`;
const found = (given: Exchange) => checkExchange(given).map(({ rule }) => rule);
const no = { body: { message: 'no' } };
const images = { body: [] };

describe('an exchange that keeps the contract', () => {
  const good: [name: string, Exchange][] = [
    ['no images', exchange('', 200, images)],
    ['images as text', exchange('', 200, { bodyText: '[]\n' })],
    [
      'a list of content types',
      exchange('', 200, { ...images, headers: { ...headers, 'content-type': ['application/json'] } }),
    ],
    [
      'a blank before the parameters of a content type',
      exchange('', 200, { ...images, headers: { ...headers, 'content-type': 'application/json ; charset=utf-8' } }),
    ],
    ['headers that nobody recorded', { ...exchange('', 200, {}), response: { status: 200, ...images } }],
    ['loose booleans', exchange('all=1&manifests=off&shared-size=', 200, images)],
    ['both spellings', exchange(filters('{"label":{"a":true}}'), 200, images)],
    ['filters of nothing', exchange(filters('null'), 200, images)],
    [
      'an unversioned path',
      setAtPointer(
        setAtPointer(exchange('', 200, images), '/request/path', '/images/json'),
        '/response/headers/api-version',
        '1.49',
      ) as Exchange,
    ],
    ['bad dangling', exchange(filters('{"dangling":["maybe"]}'), 400, no)],
    ['a query that cannot be decoded', exchange('all=%zz', 400, no)],
    ['an image that is not there', exchange(filters('{"before":["nope"]}'), 404, no)],
    ['no time', exchange(filters('{"until":["yesterday"]}'), 500, no)],
    [
      'a version refused',
      exchange('', 400, { body: { message: 'client version 1.49 is too new. Maximum supported API version is 1.45' } }),
    ],
    [
      'a version refused as text',
      exchange('', 400, {
        headers: { ...headers, 'content-type': 'text/plain' },
        bodyText: 'client version 1.49 is too old. Minimum',
      }),
    ],
  ];
  test.each(good)('%s', (_name, given) => {
    expect(checkExchange(given)).toEqual([]);
  });
});

describe('one fault, one finding', () => {
  const bad: [name: string, Exchange, rules: string[]][] = [
    ['a plugin that denies', exchange('', 403, no), ['response/refused']],
    ['an engine that fails', exchange('', 500, no), ['response/refused']],
    ['an engine without its containerd', exchange('', 503, no), ['response/refused']],
    ['an unlisted status', exchange('', 204, {}), ['response/status']],
    ['an unlisted status with a body', exchange('', 418, no), ['response/status']],
    [
      'a 400 of which nobody recorded a content type, without a message',
      { ...exchange('all=%zz', 400, {}), response: { status: 400, body: {} } },
      ['response/schema'],
    ],
    ['a 400 without a message that says that it is JSON', exchange('all=%zz', 400, { body: {} }), ['response/schema']],
    ['a 400 without a content type', exchange('all=%zz', 400, { ...no, headers: others }), ['response/content-type']],
    ['a 400 to a plain request', exchange('', 400, no), ['response/status']],
    ['a 404 to a plain request', exchange('', 404, no), ['response/status']],
    [
      'a 200 to an unknown filter',
      exchange(filters('{"nope":["x"]}'), 200, images),
      ['request/undocumented', 'response/status'],
    ],
    ['a 200 to malformed filters', exchange(filters('{'), 200, images), ['response/status']],
    ['a 200 to a bad escape', exchange('all=%zz', 200, images), ['response/status']],
    ['a 404 to no time', exchange(filters('{"until":["x"]}'), 404, no), ['response/status']],
    [
      'a wrong content type',
      exchange('', 200, { ...images, headers: { ...headers, 'content-type': 'text/json' } }),
      ['response/content-type'],
    ],
    ['no content type', exchange('', 200, { ...images, headers: others }), ['response/content-type']],
    ['no header at all', exchange('', 200, { ...images, headers: {} }), ['response/content-type']],
    [
      'the headers of another server',
      exchange('', 200, { ...images, headers: { 'Content-Type': 'application/json', date: 'today' } }),
      Array(4).fill('response/header'),
    ],
    ['a content type alone', exchange('', 200, { ...images, headers: { 'Content-Type': 'application/json' } }), []],
    [
      'a header of another form',
      exchange('', 200, { ...images, headers: { ...headers, ostype: '' } }),
      ['response/header'],
    ],
    [
      'an engine that does not serve the version',
      exchange('', 200, { ...images, headers: { ...headers, 'api-version': '1.48' } }),
      ['response/api-version'],
    ],
    [
      'a version that nobody asked for',
      exchange('', 400, { body: { message: 'client version 1.12 is too old' } }),
      ['response/status'],
    ],
    [
      'text for a 500',
      exchange('', 500, { headers: { ...headers, 'content-type': 'text/plain' }, bodyText: 'no' }),
      ['response/refused', 'response/content-type', 'response/body-not-json'],
    ],
    ['an empty 200', exchange('', 200, { bodyText: '' }), ['response/body-empty']],
    ['an empty 200 without a content type', exchange('', 200, { headers: others }), ['response/body-empty']],
    ['an empty 500', exchange('', 500, {}), ['response/refused', 'response/body-empty']],
    [
      'an HTML 200',
      exchange('', 200, { headers: { ...headers, 'content-type': 'text/html' }, bodyText: '<p>' }),
      ['response/content-type', 'response/body-not-json'],
    ],
    ['half a list', exchange('', 200, { bodyText: '[{"Id":' }), ['response/body-not-json']],
    [
      'a 400 that is JSON by its content type only',
      exchange(filters('{'), 400, { bodyText: 'no' }),
      ['response/body-not-json'],
    ],
    ['an error without a message', exchange('', 500, { body: {} }), ['response/refused', 'response/schema']],
    ['an empty message', exchange(filters('{'), 400, { body: { message: '' } }), ['response/schema']],
    ['null for a list', exchange('', 200, { body: null }), ['response/schema']],
    [
      'an unknown parameter',
      exchange('shared_size=1&ALL=1&ALL=2', 200, images),
      ['request/undocumented', 'request/undocumented'],
    ],
    [
      'a parameter without effect',
      exchange('digests=0&filter=x&sharedSize=1', 200, images),
      ['request/ineffective', 'request/ineffective', 'request/ineffective'],
    ],
    ['what docker-py sends with each list', exchange('only_ids=0', 200, images), ['request/ineffective']],
    ['a 500 that blames the engine', exchange(filters('{'), 500, no), ['response/server-error']],
    ['a 500 to a bad time', exchange(filters('{"until":["x"],"nope":["x"]}'), 500, no), ['request/undocumented']],
    ['a 500 to a bad glob', exchange(filters('{"reference":["["]}'), 500, no), []],
    ['a 500 to an image that may not be there', exchange(filters('{"since":["x"]}'), 500, no), []],
    [
      'a false that does not negate',
      exchange(filters('{"label":{"a":false,"b":true}}'), 200, images),
      ['request/ineffective'],
    ],
    [
      'another version',
      setAtPointer(exchange('', 500, {}), '/request/path', '/v1.23/images/json?nope=1'),
      ['request/version'],
    ],
    [
      'a version newer than known',
      setAtPointer(
        exchange('', 200, { ...images, headers: { ...headers, 'api-version': '1.57' } }),
        '/request/path',
        '/v1.57/images/json',
      ),
      ['request/version'],
    ],
    [
      'no version',
      setAtPointer(exchange('', 500, { headers: {} }), '/request/path', '/images/json'),
      ['request/version'],
    ],
  ];
  test.each(bad)('%s', (_name, given, rules) => {
    expect(found(given)).toEqual(rules);
  });
});

describe('what is about something else', () => {
  test.each([
    ['POST', PATH],
    ['GET', '/v1.49/images/json/'],
    ['GET', '/v1.49/images/alpine/json'],
    ['GET', '/v1.49/containers/json'],
  ])('%s %s is not checked', (method, path) => {
    const given = { request: { method, path }, response: { status: 418 } };
    expect(isChecked(given)).toBe(false);
    expect(checkExchange(given)).toEqual([]);
  });
});

describe('a request that can mean only one thing is checked', () => {
  test.each([
    ['get', PATH],
    ['Get', `${PATH}#top`],
    ['GET', `http://localhost:2375${PATH}?all=1`],
    ['GET', `HTTPS://example.com${PATH}`],
    ['GET', `localhost:2375${PATH}`],
    ['GET', PATH.slice(1)],
    ['GET', `${PATH.slice(1)}?all=1`],
  ])('%s %s', (method, path) => {
    const given = { request: { method, path }, response: { status: 200, body: [{}] } };
    expect(isChecked(given)).toBe(true);
    expect(checkExchange(given).map(({ rule }) => rule)).toContain('response/schema');
  });
});

describe('what is no exchange is thrown', () => {
  const response = { status: 200, body: [] };
  const request = { method: 'GET', path: PATH };
  test.each<[unknown, string]>([
    [{ request: { method: 'GET', path: '' }, response }, '`request.path` is not a path such as /v1.49/images/json'],
    [{ request: { method: 'GET', path: ' /v1.49/images/json' }, response }, '`request.path` is not a path'],
    [{ request: { method: 'GET', path: 'containers/json' }, response }, '`request.path` is not a path'],
    [{ request: { method: 'GET' }, response }, '`request.path` is not a path'],
    [{ request: { method: '', path: PATH }, response }, '`request.method` is not an HTTP method such as GET'],
    [{ request: { method: 'GET /', path: PATH }, response }, '`request.method` is not an HTTP method such as GET'],
    [{ request, response: { status: '200' } }, '`response.status` is not an integer'],
    [{ request }, '`response` is not an object with `status`'],
    [null, 'it is not an object with `request` and `response`'],
  ])('%j', (given, words) => {
    // What JavaScript can hand over and TypeScript refuses.
    expect(() => checkExchange(given as Exchange)).toThrow(words);
    expect(() => isChecked(given as Exchange)).toThrow(TypeError);
  });
});

describe('another API version', () => {
  const versions: [path: string, headers: Record<string, string> | undefined, checked: boolean, isKnown?: boolean][] = [
    ['/v1.23/images/json', {}, false],
    ['/v1.24/images/json', {}, true],
    ['/v1.56/images/json', {}, true],
    ['/v1.57/images/json', {}, true, false],
    ['/v1.1000/images/json', {}, true, false],
    ['/v2.57/images/json', {}, false],
    ['/v1.49.0/images/json', {}, true],
    ['/images/json', {}, false],
    ['/images/json', undefined, false],
    ['/images/json', { 'Api-Version': '1.57' }, true, false],
    ['/images/json', { 'Api-Version': '2.0' }, false],
    ['/images/json', { 'API-VERSION': '1.51' }, true],
    ['/v1.49/images/json', { 'api-version': '1.51' }, true],
  ];
  test.each(versions)('%s answered with %j', (path, headers, checked, isKnown = checked) => {
    const given = {
      request: { method: 'GET', path },
      response: {
        status: 200,
        ...(headers && { headers: { ...headers, 'content-type': 'application/json' } }),
        body: [],
      },
    };
    expect(isChecked(given)).toBe(checked);
    const rules = checkExchange(given).flatMap(({ rule }) => (rule === 'response/header' ? [] : rule));
    expect(rules).toEqual(isKnown ? [] : ['request/version']);
  });
});

describe('a million findings', () => {
  const many = (body: unknown) =>
    runExchangeCheck({ request: { method: 'GET', path: PATH }, response: { status: 200, body } });

  test('of one rule the first thousand are listed, and all are counted', () => {
    const { findings, omitted } = many(Array(120_000).fill({}));
    expect(findings).toHaveLength(1000);
    expect(omitted).toEqual(new Map([['response/schema', 9 * 120_000 - 1000]]));
  });

  test('undocumented members do not crowd out what breaks the schema', () => {
    const extras = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`extra${index}`, index]));
    const { findings, omitted } = many([{ ...image, ...extras }, {}]);
    expect(findings.filter(({ rule }) => rule === 'response/schema')).toHaveLength(9);
    expect(omitted).toEqual(new Map([['response/undocumented', 2000]]));
  });
});

describe('a finding', () => {
  const bad = (...Ids: string[]) =>
    Ids.map((Id) => ({ Id: Id + Id.at(-1)?.repeat(63), RepoTags: [1], Size: Id.endsWith('b') ? -1 : '1' }));
  const spoiled = exchange('', 200, { body: bad('sha256:a', 'sha256:b') });
  const turned = bad('sha256:b', 'sha256:a');
  const prints = (given: Exchange) => checkExchange(given).map(({ fingerprint }) => fingerprint);

  test('has a fingerprint of its own', () => {
    expect(new Set(prints(spoiled)).size).toBe(prints(spoiled).length);
    expect(prints(spoiled)[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each<[string, Exchange]>([
    ['images come in another order', exchange('', 200, { body: turned })],
    ['the body comes as text', exchange('', 200, { bodyText: JSON.stringify(spoiled.response.body) })],
    ['images come in another order, as text', exchange('', 200, { bodyText: JSON.stringify(turned) })],
    ['the request is a URL', { ...spoiled, request: { method: 'GET', path: `http://127.0.0.1:4711${PATH}` } }],
    ['the method is in lower case', { ...spoiled, request: { method: 'get', path: PATH } }],
  ])('keeps its fingerprint when %s', (_name, given) => {
    expect(prints(given).toSorted()).toEqual(prints(spoiled).toSorted());
  });

  test('says what was expected and what was found, fit for a terminal', () => {
    const given = exchange(filters('{"\\u001b[31m\\u202e":["x"]}'), 200, images);
    expect(checkExchange(given)).toMatchObject([
      { rule: 'request/undocumented', severity: 'warning', actual: '"\\u001b[31m\\u202e"' },
      {
        rule: 'response/status',
        severity: 'error',
        expected: '400 (unknown filter key "\\u001b[31m\\u202e")',
        actual: '200',
        pointer: '',
      },
    ]);
  });
});

describe('a request that was made on purpose', () => {
  const odd = exchange(`nope=1&digests=1&${filters('{"dangling":{"true":true,"false":false}}')}`, 200, images);
  const made = (purpose: string): Exchange => ({ ...odd, request: { ...odd.request, purpose } });

  test('is no finding for being odd', () => {
    expect(found(odd)).toEqual(['request/ineffective', 'request/undocumented', 'request/ineffective']);
    expect(found(made('probe'))).toEqual([]);
    for (const other of ['', 'Probe', 'nightly run']) expect(found(made(other))).toEqual(found(odd));
  });

  test('has its answer checked all the same', () => {
    const asked = made('probe');
    expect(found({ ...asked, response: { ...asked.response, status: 206 } })).toEqual(['response/status']);
    const old = { ...asked, request: { ...asked.request, path: '/v1.12/images/json' } };
    expect(found(old)).toEqual(['request/version']);
  });
});
