import { expect, test } from 'vitest';
import { encodeQuery } from '../../src/client/encode-query.js';
import { encodeFilters } from '../../src/client/index.js';

const filters = [
  { input: {}, out: '%7B%7D' },
  {
    input: { dangling: ['true'] },
    out: '%7B%22dangling%22%3A%5B%22true%22%5D%7D',
  },
  {
    input: { dangling: { true: true } },
    out: '%7B%22dangling%22%3A%7B%22true%22%3Atrue%7D%7D',
  },
  {
    input: { 'label!': ['a=b c+d&e'] },
    out: '%7B%22label!%22%3A%5B%22a%3Db%20c%2Bd%26e%22%5D%7D',
  },
  {
    input: { label: ['ä💡'] },
    out: '%7B%22label%22%3A%5B%22%C3%A4%F0%9F%92%A1%22%5D%7D',
  },
  {
    input: { label: undefined, until: ['24h'] },
    out: '%7B%22until%22%3A%5B%2224h%22%5D%7D',
  },
  // Half a surrogate pair, which encodeURIComponent alone refuses.
  {
    input: { label: ['\ud83d'] },
    out: '%7B%22label%22%3A%5B%22%5Cud83d%22%5D%7D',
  },
] as const;

test.each(filters)('encodeFilters($input)', ({ input, out }) => {
  // Undefined and readonly, which the type leaves out, come from JavaScript.
  expect(encodeFilters(input as never)).toBe(out);
  expect(JSON.parse(decodeURIComponent(out))).toEqual(JSON.parse(JSON.stringify(input)));
});

const wrong = [
  { input: undefined, found: 'Undefined' },
  { input: null, found: 'Null' },
  { input: '{"dangling":["true"]}', found: 'String' },
  { input: ['dangling'], found: 'Array' },
  { input: new Map([['dangling', ['true']]]), found: 'Map' },
  { input: 1, found: 'Number' },
];

test.each(wrong)('encodeFilters takes no $found', ({ input, found }) => {
  expect(() => encodeFilters(input as never)).toThrow(
    new TypeError(`filters: expected an object such as { dangling: ['true'] }, found ${found}`),
  );
});

const queries = [
  { input: {}, out: '' },
  { input: { all: true, digests: false }, out: 'all=true&digests=false' },
  { input: { all: undefined, 'shared-size': true }, out: 'shared-size=true' },
  { input: { filters: undefined }, out: '' },
  {
    input: { manifests: true, filters: { label: ['a b'] } },
    out: 'manifests=true&filters=%7B%22label%22%3A%5B%22a%20b%22%5D%7D',
  },
];

test.each(queries)('encodeQuery($input)', ({ input, out }) => {
  expect(encodeQuery(input)).toBe(out);
});
