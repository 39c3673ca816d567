import { describe, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';

describe('setAtPointer', () => {
  const value = { a: 1, b: [{ c: 2 }, 3], 'd/e': null };
  test.each<[pointer: string, replacement: unknown, expected: unknown]>([
    ['', 5, 5],
    ['/a', 5, { ...value, a: 5 }],
    ['/a', undefined, { b: value.b, 'd/e': null }],
    ['/b/0/c', [], { ...value, b: [{ c: [] }, 3] }],
    ['/b/0', undefined, { ...value, b: [3] }],
    ['/b/2', 5, { ...value, b: [...value.b, 5] }],
    ['/d~1e', 5, { ...value, 'd/e': 5 }],
    ['/none/c', undefined, value],
  ])('%s: %j', (pointer, replacement, expected) => {
    const changed = setAtPointer(value, pointer, replacement);
    expect(JSON.stringify(changed)).toBe(JSON.stringify(expected));
    expect(value).toEqual({ a: 1, b: [{ c: 2 }, 3], 'd/e': null });
  });

  test('throws where nothing can hold the value', () => {
    expect(() => setAtPointer(value, '/a/b', 5)).toThrow('that holds /a/b');
  });
});
