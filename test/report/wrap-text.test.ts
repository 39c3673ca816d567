import { expect, test } from 'vitest';
import { wrapText } from '../../src/report/wrap-text.js';

test.each([
  ['', 10, '', '', ['']],
  ['a b', 10, '', '', ['a b']],
  ['aaa bbb ccc', 7, '', '', ['aaa bbb', 'ccc']],
  ['aaa bbb ccc', 7, '- ', '  ', ['- aaa', '  bbb', '  ccc']],
  ['a longer-than-that b', 5, '', ' ', ['a', ' longer-than-that', ' b']],
  ['aaa bbb', Number.POSITIVE_INFINITY, '', '', ['aaa bbb']],
])('%j in %d columns', (text, columns, first, rest, lines) => {
  expect(wrapText(text, columns, first, rest)).toEqual(lines);
});
