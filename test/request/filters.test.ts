import { expect, test } from 'vitest';
import { readFilters } from '../../src/request/filters.js';

/** The values as plain objects, which a table can show. */
const read = (text: string) => {
  const { spelling, values, unknown } = readFilters(text);
  return { spelling, values: [...values].map(([key, given]) => [key, [...given]]), unknown };
};

test.each(['', 'null', '{}', ' {\n} '])('%j filters nothing', (text) => {
  expect(read(text)).toEqual({ spelling: 'none', values: [], unknown: [] });
});

const label = (...values: [string, boolean][]) => [['label', values]];

test.each([
  { text: '{"label":["a","b"]}', spelling: 'list', values: label(['a', true], ['b', true]) },
  { text: '{"label":{"a":true,"b":false}}', spelling: 'set', values: label(['a', true], ['b', false]) },
  { text: '{"label":[]}', spelling: 'list', values: label() },
  { text: '{"label":{}}', spelling: 'set', values: label() },
  { text: '{"label":null}', spelling: 'set', values: label() },
  { text: '{"label":{"a":null}}', spelling: 'set', values: label(['a', false]) },
  { text: '{"label":[null]}', spelling: 'list', values: label(['', true]) },
  { text: '{"label":["a"],"label":["b"]}', spelling: 'list', values: label(['b', true]) },
  { text: '{"label":{"a":true,"a":false}}', spelling: 'set', values: label(['a', false]) },
  { text: '\t{ "label" :\r\n["a"] } ', spelling: 'list', values: label(['a', true]) },
  { text: '{"l\\u0061bel":["\\ud800"]}', spelling: 'list', values: label(['\ufffd', true]) },
  { text: '{"label":["{\\"a\\":1}","\\\\"]}', spelling: 'list', values: label(['{"a":1}', true], ['\\', true]) },
])('reads $text', ({ text, spelling, values }) => {
  expect(read(text)).toEqual({ spelling, values, unknown: [] });
});

test('a null goes with either spelling', () => {
  expect(read('{"label":null,"until":["1h"]}').spelling).toBe('list');
  expect(read('{"label":null,"until":{"1h":true}}').spelling).toBe('set');
});

test('names the keys that the contract does not know', () => {
  expect(read('{"Label":["a"],"until":[],"nope":null,"__proto__":[]}').unknown).toEqual(['Label', 'nope', '__proto__']);
});

test.each([
  ...[' ', '\n', '[]', '"x"', '1', 'true', '{', 'x', "{'label':['a']}", '{"label":["a"]}x', '\ufeff{}', '\u00a0{}'],
  ...['{"label":"a"}', '{"label":true}', '{"label":[1]}', '{"label":[["a"]]}', '{"label":{"a":1}}', '{"label":["a",]}'],
  ...['{"label":["a"],"until":{"1h":true}}', '{"label":["a\tb"]}', '{"label":["\\x"]}'],
  // Go refuses a wrong type even in a key that comes again
  ...['{"label":1,"label":["a"]}', '{"label":["a"],"label":{"a":true}}', '{"label":{"a":1,"a":true}}'],
  `{"label":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
])('%j is malformed', (text) => {
  expect(read(text)).toEqual({ spelling: 'malformed', values: [], unknown: [] });
});

test('reads a long text', () => {
  const values = Array.from({ length: 50_000 }, (_, index) => `key-${index}\\n`);
  expect(readFilters(`{"label":["${values.join('","')}"]}`).values.get('label')?.size).toBe(50_000);
  expect(readFilters(`{"label":["${'a\\\\'.repeat(300_000)}"]}`).spelling).toBe('list');
});
