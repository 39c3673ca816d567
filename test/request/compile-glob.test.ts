import { expect, test } from 'vitest';
import { compileGlob } from '../../src/request/compile-glob.js';

const matchGlob = (pattern: string, name: string): string => {
  const matches = compileGlob(pattern);
  return matches ? (matches(name) ? 'matched' : 'not') : 'malformed';
};

test.each([
  ['', ''],
  ['bb', 'bb'],
  ['*', 'bb:1'],
  ['*', ''],
  ['**', 'bb'],
  ['*/*', 'org/bb'],
  ['b?', 'bb'],
  ['?', '😀'],
  ['*:1*', 'bb:1.2'],
  ['a*b*c', 'aXbXbXc'],
  ['*b', 'abab'],
  ['[a-c]b', 'bb'],
  ['[^a-c]b', 'xb'],
  ['[^^]', 'a'],
  ['[a^]', '^'],
  ['[[]', '['],
  ['[\\]\\-]', '-'],
  ['[\\*-z]', 'b'],
  ['a[*]b', 'a*b'],
  [']', ']'],
  ['a-b', 'a-b'],
  ['\\*', '*'],
  ['\\\\', '\\'],
  ['[\uffff-😀]', '\u{10000}'],
  ['a[^b]c', 'a/c'],
  ['*[^a]b', 'x/b'],
])('%s matches %s', (pattern, name) => {
  expect(matchGlob(pattern, name)).toBe('matched');
});

test.each([
  ['', 'a'],
  ['bb', 'bb:1'],
  ['*', 'org/bb'],
  ['**', 'org/bb'],
  ['?', '/'],
  ['?', ''],
  ['[z-a]', 'b'],
  ['[^a]', 'a'],
  ['[a]', ''],
  ['*a', 'ab'],
  ['docker.io/library/*', 'bb'],
  // A regular expression would match here. Go takes the first place for `[^a]` and does not backtrack.
  ['*[^a]*b', 'x/b'],
])('%s does not match %s', (pattern, name) => {
  expect(matchGlob(pattern, name)).toBe('not');
});

/** Docker 28.5.2 with overlay2 responds with 500 "syntax error in pattern" to these. */
test.each([
  ...[
    '[',
    '[a',
    '[]',
    '[]a]',
    '[a-',
    '[a-]',
    '[-x]',
    '[x-]',
    '[^',
    '[^]',
    '[^]]',
    '[^-f]',
    '[a-b-c]',
    '[+--]',
    'a\\',
    '[\\',
  ],
  ...['zz*[', '*[^]*', '[^]*]*', 'bb[', 'a*b\\'],
])('%s is malformed, whatever the name', (pattern) => {
  for (const name of ['', 'a', 'bb:1', 'zz']) expect(matchGlob(pattern, name)).toBe('malformed');
});

test('is fast even with many stars', () => {
  expect(matchGlob('*a'.repeat(2000), `${'a'.repeat(5000)}b`)).toBe('not');
});
