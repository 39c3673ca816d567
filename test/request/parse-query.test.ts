import { expect, test } from 'vitest';
import { isLenientTrue, parseQuery } from '../../src/request/parse-query.js';

test.each([
  { text: '', pairs: [] },
  { text: '&&', pairs: [] },
  { text: 'all=1', pairs: [['all', '1']] },
  { text: 'all', pairs: [['all', '']] },
  { text: '=', pairs: [['', '']] },
  { text: 'a=b=c', pairs: [['a', 'b=c']] },
  { text: 'a=1&a=2', pairs: [['a', '1'], ['a', '2']] }, // biome-ignore format: a table
  { text: '%61ll=a+b%20c%2B', pairs: [['all', 'a b c+']] },
  { text: 'a=%E2%82%ac€', pairs: [['a', '€€']] },
  { text: 'a=%ff%61', pairs: [['a', '\ufffda']] },
  { text: 'a=%EF%BB%BF', pairs: [['a', '\ufeff']] },
  { text: 'a?b=c#d', pairs: [['a?b', 'c#d']] },
])('reads $text', ({ text, pairs }) => {
  expect(parseQuery(text)).toEqual({ pairs, undecodablePairs: [] });
});

test.each(['a;b', ';', 'a=%', 'a=%4', 'a=%zz', '%=1', 'a%4=1'])('%s is undecodable', (text) => {
  expect(parseQuery(`x=1&${text}`)).toEqual({ pairs: [['x', '1']], undecodablePairs: [text] });
});

test.each(['', '0', 'no', 'false', 'none', 'FALSE', 'None', ' 0\t', '\u0085no\u2003'])('%j is false', (text) => {
  expect(isLenientTrue(text)).toBe(false);
});

test.each(['1', 'yes', 'true', 'one', '100', 'f', 'off', 'n', 'null', '-1', '00', 'no no', '\ufeff0', 'fal\u017fe'])(
  '%j is true',
  (text) => {
    expect(isLenientTrue(text)).toBe(true);
  },
);
