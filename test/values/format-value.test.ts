import { expect, test } from 'vitest';
import { escapeControlCharacters, previewValue } from '../../src/values/format-value.js';

test.each<[unknown, string]>([
  [undefined, 'nothing'],
  [null, 'null'],
  [1.5, '1.5'],
  [Infinity, 'Infinity'],
  [true, 'true'],
  ['', '""'],
  ['a"b', '"a\\"b"'],
  ['\u001b[31m\u202e\u2028\u0000', '"\\u001b[31m\\u202e\\u2028\\u0000"'],
  ['\ud800', '"\\ud800"'],
  ['\u{1f433} é', '"\u{1f433} é"'],
  ['x'.repeat(200), `"${'x'.repeat(80)}..."`],
  [[], '[]'],
  [[1, 2], 'a list of 2'],
  [{}, '{}'],
  [{ a: 1, '\u001b': 2 }, 'an object with a, \\u001b'],
  [{ a: 1, b: 2, c: 3, d: 4 }, 'an object with a, b, c, ... (4 members)'],
])('%j is shown as %s', (value, text) => {
  expect(previewValue(value)).toBe(text);
});

/** Runners of GitHub and Azure read `##[` and `##vso[` as commands anywhere in a line, `::` only at its start. */
test.each([
  ['##[group]x ##[command]', '#\\u0023[group]x #\\u0023[command]'],
  ['###[x', '##\\u0023[x'],
  ['##vso[task.setvariable] ##VSO[', '#\\u0023vso[task.setvariable] #\\u0023VSO['],
  ['::error::x', '\\u003a:error::x'],
  ['\u3000 ::x', '\u3000 \\u003a:x'],
  ['# [x] #[x] ## [x] a::b :x', '# [x] #[x] ## [x] a::b :x'],
])('%j is not a command as %s', (text, shown) => {
  expect(escapeControlCharacters(text)).toBe(shown);
  expect(escapeControlCharacters(shown)).toBe(shown);
});

test('invisible characters are escaped, also beyond 16 bits', () => {
  expect(escapeControlCharacters('a\n\u{e0001}\u009b')).toBe('a\\n\\udb40\\udc01\\u009b');
});
