import { expect, test } from 'vitest';
import { parseListRequest as read } from '../../src/request/parse-request.js';

const readRequest = (path: string) => read({ method: 'GET', path });

test('reads a request', () => {
  const filters = encodeURIComponent('{"label":{"a":true,"b":false},"reference":{"x":true}}');
  const path = '/v1.49/images/json';
  expect(readRequest(`${path}?all=yes&shared-size=0&filters=${filters}&digests=&ALL=0`)).toMatchObject({
    path,
    apiVersion: '1.49',
    all: true,
    sharedSize: false,
    manifests: false,
    digests: true,
    pairs: [
      ['all', 'yes'],
      ['shared-size', '0'],
      ['filters', decodeURIComponent(filters)],
      ['digests', ''],
      ['ALL', '0'],
    ],
    filters: { form: 'object' },
    faults: [],
  });
});

test.each([
  ['/images/json', undefined],
  ['/v1.49/images/json?', '1.49'],
  ['/v1.49.0/images/json', '1.49'],
  ['/v1.51/images/json?x', '1.51'],
])('%s has a version', (target, apiVersion) => {
  expect(readRequest(target)).toMatchObject({ apiVersion, pairs: target.endsWith('x') ? [['x', '']] : [] });
});

test('only the first question mark begins the query', () => {
  expect(readRequest('/v1.49/images/json?all=1?x&digests=a?b')?.pairs).toEqual([
    ['all', '1?x'],
    ['digests', 'a?b'],
  ]);
});

test.each(['', '/', '/images', '/v1.49/images/json/', '/vX/images/json', '/1.49/images/json', '//v1.49/images/json'])(
  '%j is not the list of images',
  (target) => {
    expect(readRequest(target)).toBeUndefined();
  },
);

test('the first value counts', () => {
  const request = readRequest('/v1.49/images/json?all=0&all=1&filters={}&filters=x');
  expect(request).toMatchObject({ all: false, faults: [] });
});

const hex = 'b'.repeat(64);

test.each([
  { query: 'a;b&filters=x', faults: [['query', 'a;b']] },
  { query: 'filters=x', faults: [['filters', 'x']] },
  { query: 'filters={"nope":[],"Label":[]}', faults: [['unknown-key', 'nope'], ['unknown-key', 'Label']] }, // biome-ignore format: a table
  { query: 'filters={"__proto__":[]}', faults: [['unknown-key', '__proto__']] },
  { query: 'filters={"dangling":[]}', faults: [['dangling', '']] },
  { query: 'filters={"dangling":["true","0"]}', faults: [['dangling', 'true, 0']] },
  {
    query: 'filters={"dangling":{"1":true,"0":false}}',
    faults: [
      ['dangling-digit', '0'],
      ['dangling-digit', '1'],
    ],
  },
  { query: 'filters={"dangling":["false","0","maybe"]}', faults: [['dangling-digit', '0']] },
  { query: 'filters={"label!":[]}', faults: [['not-label', 'label!']] },
  { query: `filters={"label":["${'é'.repeat(2048)}"]}`, faults: [] },
  { query: `filters={"label":["${'é'.repeat(2049)}"]}`, faults: [['long-label', 'é'.repeat(2049)]] },
  { query: 'filters={"before":["x:1"],"since":["X"]}', faults: [['image', 'x:1'], ['malformed-reference', 'X']] }, // biome-ignore format: a table
  { query: `filters={"since":["x@foo:${hex}"]}`, faults: [['ambiguous-reference', `x@foo:${hex}`]] },
  {
    query: 'filters={"until":["1h","now"]}',
    faults: [
      ['unsupported-until', 'until'],
      ['invalid-until', 'now'],
    ],
  },
  { query: 'filters={"reference":["*","["]}', faults: [['malformed-glob', '[']] },
  { query: 'filters={"reference":[],"until":[],"before":null}', faults: [['unsupported-until', 'until']] },
])('the faults of $query', ({ query, faults }) => {
  const request = readRequest(`/v1.49/images/json?${query}`);
  expect(request?.faults.map(({ name, offendingValue }) => [name, offendingValue])).toEqual(faults);
});
