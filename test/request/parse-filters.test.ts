import { expect, test } from 'vitest';
import { parseFilters } from '../../src/request/parse-filters.js';

/** The parsed filters with arrays in place of maps. */
const read = (text: string) => {
  const { form, values } = parseFilters(text);
  return { form, values: [...values].map(([key, given]) => [key, [...given]]) };
};

test.each(['', 'null', '{}', ' {\n} '])('%j filters nothing', (text) => {
  expect(read(text)).toEqual({ form: 'none', values: [] });
});

const label = (...values: [string, boolean][]) => [['label', values]];

test.each([
  { text: '{"label":["a","b"]}', form: 'array', values: label(['a', true], ['b', true]) },
  { text: '{"label":{"a":true,"b":false}}', form: 'object', values: label(['a', true], ['b', false]) },
  { text: '{"label":[]}', form: 'array', values: label() },
  { text: '{"label":{}}', form: 'object', values: label() },
  { text: '{"label":null}', form: 'object', values: label() },
  { text: '{"label":{"a":null}}', form: 'object', values: label(['a', false]) },
  { text: '{"label":[null]}', form: 'array', values: label(['', true]) },
  { text: '{"label":["a"],"label":["b"]}', form: 'array', values: label(['b', true]) },
  { text: '{"label":{"a":true,"a":false}}', form: 'object', values: label(['a', false]) },
  { text: '\t{ "label" :\r\n["a"] } ', form: 'array', values: label(['a', true]) },
  { text: '{"l\\u0061bel":["\\ud800"]}', form: 'array', values: label(['\ufffd', true]) },
  { text: '{"label":["{\\"a\\":1}","\\\\"]}', form: 'array', values: label(['{"a":1}', true], ['\\', true]) },
])('reads $text', ({ text, form, values }) => {
  expect(read(text)).toEqual({ form, values });
});

test('null belongs to both forms', () => {
  expect(read('{"label":null,"until":["1h"]}').form).toBe('array');
  expect(read('{"label":null,"until":{"1h":true}}').form).toBe('object');
});

test('keeps the keys that the contract does not know', () => {
  const { values } = parseFilters('{"Label":["a"],"until":[],"nope":null,"__proto__":[]}');
  expect([...values.keys()]).toEqual(['Label', 'until', 'nope', '__proto__']);
});

test.each([
  ...[' ', '\n', '[]', '"x"', '1', 'true', '{', 'x', "{'label':['a']}", '{"label":["a"]}x', '\ufeff{}', '\u00a0{}'],
  ...['{"label":"a"}', '{"label":true}', '{"label":[1]}', '{"label":[["a"]]}', '{"label":{"a":1}}', '{"label":["a",]}'],
  ...['{"label":["a"],"until":{"1h":true}}', '{"label":["a\tb"]}', '{"label":["\\x"]}'],
  // Go rejects a wrong type even if the key is repeated.
  ...['{"label":1,"label":["a"]}', '{"label":["a"],"label":{"a":true}}', '{"label":{"a":1,"a":true}}'],
  `{"label":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
])('%j is malformed', (text) => {
  expect(read(text)).toEqual({ form: 'malformed', values: [] });
});

test('reads a long text', () => {
  const values = Array.from({ length: 50_000 }, (_, index) => `key-${index}\\n`);
  expect(parseFilters(`{"label":["${values.join('","')}"]}`).values.get('label')?.size).toBe(50_000);
  expect(parseFilters(`{"label":["${'a\\\\'.repeat(300_000)}"]}`).form).toBe('array');
});
