import { expect, test } from 'vitest';
import { findReferenceFault, toFamiliarNames } from '../../src/request/image-reference.js';

const hex = 'b'.repeat(64);

/** In `before`, Docker 28.5.2 responds to these with 404 (no such image), with both image stores. */
test.each([
  ...['alpine', 'x:1', 'docker.io/library/x', 'index.docker.io/x', 'localhost/x', 'r.io:5000/a/b:t', '[::1]:50/x'],
  ...['UPPER/x', 'a_b.c/x', 'a--b', 'a__b', 'a.b', `x@sha256:${hex}`, `x:1@sha256:${hex}`, hex, `sha256:${hex}`],
  ...['sha256:abc', `sha512:${hex}${hex}`, `sha256:${'A'.repeat(64)}`, `x:${'t'.repeat(128)}`, 'abcd'],
])('%s is well-formed', (text) => {
  expect(findReferenceFault(text)).toBe('image');
});

/** To these it responds with 400. */
test.each([
  ...['', ' ', '/x', 'x/', 'a//b', 'x@', 'x:', '-a', 'a-', 'a___b', 'a..b', 'é', 'x y', 'Foo', 'UPPER/Bad::ref'],
  ...[
    'A'.repeat(64),
    `x@sha256:${'A'.repeat(64)}`,
    `x@sha256:${'b'.repeat(63)}`,
    `x@sha256:${'b'.repeat(65)}`,
    'x@sha256:abc',
    'x:1:2',
    'É/x',
  ],
  ...[`x:${'t'.repeat(129)}`, 'x:-t', '[::1/x', 'r.io:port/x', `@sha256:${hex}`, 'not a ref !!'],
])('%s is malformed', (text) => {
  expect(findReferenceFault(text)).toBe('malformed-reference');
});

test.each([`x@sha512:${hex}${hex}`, `x@foo:${hex}`, 'a'.repeat(256), `r.io/${'a'.repeat(252)}`])(
  '%s is ambiguous',
  (text) => {
    expect(findReferenceFault(text)).toBe('ambiguous-reference');
  },
);

test.each([
  { text: 'bb:1', names: ['bb', 'bb:1'] },
  { text: 'docker.io/library/bb:1', names: ['bb', 'bb:1'] },
  { text: 'library/bb', names: ['bb'] },
  { text: 'library/a/bb', names: ['library/a/bb'] },
  { text: 'index.docker.io/org/bb:1', names: ['org/bb', 'org/bb:1'] },
  { text: '127.0.0.1:5000/org/bb:1', names: ['127.0.0.1:5000/org/bb', '127.0.0.1:5000/org/bb:1'] },
  { text: 'r.io/library/bb', names: ['r.io/library/bb'] },
  { text: `bb@sha256:${hex}`, names: ['bb', `bb@sha256:${hex}`] },
  { text: `sha256:${hex}`, names: undefined },
  { text: hex, names: undefined },
  { text: 'not a ref !!', names: undefined },
  { text: 'Upper/Case', names: undefined },
  { text: '<none>:<none>', names: undefined },
  { text: '', names: undefined },
])('the familiar names of $text', ({ text, names }) => {
  expect(toFamiliarNames(text)).toEqual(names);
});
