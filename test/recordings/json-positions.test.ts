import { describe, expect, test } from 'vitest';
import { findJsonSyntaxError, findOffsets, findOffsetsInString } from '../../src/recordings/json-positions.js';

describe('findOffsets', () => {
  const text = '{\r\n  "a": [1, {"b": "é\u{1f433}", "c": null}],\n  "a/b": {}, "twice": 1, "twice": 2 }\n';
  const cases: [path: string[], points: string][] = [
    [[], '{\r\n'],
    [['a'], '[1'],
    [['a', '0'], '1,'],
    [['a', '1'], '{"b"'],
    [['a', '1', 'b'], '"é'],
    [['a', '1', 'c'], 'null'],
    [['a/b'], '{}'],
    [['twice'], '2 }'],
    // What is not there is placed at the last value on the way.
    [['a', '1', 'nope', 'x'], '{"b"'],
    [['nope'], '{\r\n'],
  ];
  test.each(cases)('%j', (path, points) => {
    expect(findOffsets(text, [path])[0]).toBe(text.indexOf(points));
  });

  test('places many paths in one pass, each as it would alone', () => {
    const paths = cases.map(([path]) => path);
    expect(findOffsets(text, paths)).toEqual(paths.map((path) => findOffsets(text, [path])[0]));
  });

  test('no depth of brackets exhausts the stack', () => {
    const deep = `{"deep": ${'['.repeat(200_000)}${']'.repeat(200_000)}, "after": 1}`;
    expect(findOffsets(deep, [['after']])[0]).toBe(deep.length - 2);
  });

  const repeated: [name: string, text: string, path: string[], points: string][] = [
    ['below a repeated object', '{"a": {"b": 1}, "a": {"b": 2}}', ['a', 'b'], '2}'],
    ['in the dead object only', '{"a": {"b": 1}, "a": {"c": 2}}', ['a', 'b'], '{"c"'],
    ['when the last is no object', '{"a": {"b": 1}, "a": 2}', ['a', 'b'], '2}'],
    ['in a list that is repeated', '{"a": [[1], [2]], "a": [[3]]}', ['a', '1', '0'], '[[3'],
    ['at two depths', '{"a": {"b": 1, "b": {"c": 2}}, "a": {"b": {"c": 3}, "b": {"c": 4}}}', ['a', 'b', 'c'], '4}'],
  ];
  test.each(repeated)('of a repeated member, the living counts: %s', (_name, text, path, points) => {
    expect(findOffsets(text, [path])[0]).toBe(text.indexOf(points));
  });
});

describe('findOffsetsInString', () => {
  const inner = '[\n "é\u{1f433}\\"\\\\", 1]';
  test.each([
    ['as JSON.stringify writes it', JSON.stringify(inner)],
    [
      'every unit escaped',
      `"${[...Array(inner.length)].map((_, at) => `\\u${inner.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`,
    ],
  ])('%s', (_name, string) => {
    const text = `{"body": ${string}, "x": 0}`;
    const [one, all, none] = findOffsetsInString(text, 9, inner, [['1'], [], ['0', 'nope']]);
    expect(all).toBe(10);
    for (const [offset, rest] of [
      [one, '1]'],
      [none, inner.slice(3)],
    ] as const) {
      expect(JSON.parse(`"${text.slice(offset, 9 + string.length)}`)).toBe(rest);
    }
  });
});

describe('findJsonSyntaxError', () => {
  test.each([
    ['', 0, 'a value'],
    ['{', 1, 'a property name in double quotes'],
    ['{"a" 1}', 5, '":"'],
    ['{"a":1 "b":2}', 7, '"," or "}"'],
    ['[1,]', 3, 'a value'],
    ['[1 2]', 3, '"," or "]"'],
    ['{"a":1,}', 7, 'a property name in double quotes'],
    ['[1] x', 4, 'the end of the text'],
    ['[1] // no', 4, 'the end of the text'],
    ['{"a": nul}', 6, 'a value'],
    ['["a\n"]', 1, 'a well-formed string or number'],
    ['["\\x"]', 1, 'a well-formed string or number'],
    [`${'['.repeat(100_000)}`, 100_000, 'a value'],
  ])('%.20j: at %i expects %s', (text, offset, expected) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findJsonSyntaxError(text)).toMatchObject({ offset, expected });
  });

  test('finds none in what JSON.parse takes', () => {
    expect(findJsonSyntaxError(' {"a": [1, -2.5e3, true, null, "\\u0000"], "b": {}} ')).toBeUndefined();
  });
});
