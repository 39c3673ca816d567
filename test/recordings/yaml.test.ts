import { dump } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { nodeAt, parseYaml } from '../../src/recordings/yaml.js';

const textAt = (text: string, ...names: string[]): string => text.slice(nodeAt(parseYaml('y', text), names).start);

describe('a value with where it stands', () => {
  test.each<[text: string, names: string[], begins: string]>([
    ['a: 1\nb: two\n', ['b'], 'two'],
    ['a:\n- x\n-  y\n', ['a', '1'], 'y'],
    ['a:\nb: {c: [1, {d: e}]}\n', ['b', 'c', '1', 'd'], 'e}'],
    ['# a\n---\n# b\na: # c\n  # d\n  b:\n    "x"', ['a', 'b'], '"x"'],
    ['a: &one {b: 1}\nc: *one\n', ['c'], '*one'],
    ['a: &one {b: 1}\nc: *one\n', ['c', 'b'], '*one'],
    ['a: null\na1: b\nb: c', ['b'], 'c'],
    ['a:\n  b:\n  c: d\n', ['a', 'c'], 'd'],
    ['a: !ruby/object:X\n  b: !binary |-\n    W10=\n', ['a', 'b'], '!binary'],
    ['a: b\n', ['a', 'nope', 'x'], 'b'],
    ['a: b\n', ['nope'], 'a: b'],
    ['constructor: a\n__proto__: {b: c}\n', ['__proto__', 'b'], 'c}'],
  ])('%j %j', (text, names, begins) => {
    expect(
      textAt(text, ...names)
        .trimEnd()
        .slice(0, begins.length),
    ).toBe(begins);
  });

  test('binary is bytes, in the tags of Python and Ruby', () => {
    const { value } = parseYaml('y', 'a: !!binary W10=\nb: !binary |-\n  W10=\nc: !!python/unicode x\nd: 2026-01-01\n');
    expect(value).toEqual({ a: Buffer.from('[]'), b: Buffer.from('[]'), c: 'x', d: '2026-01-01' });
  });
});

describe('what cannot be read, in one line', () => {
  const levels = Array.from({ length: 30 }, (_, level) => `l${level}: &l${level} [${`*l${level - 1},`.repeat(10)}]`);
  const bomb = ['l0: &l0 [x]', ...levels.slice(1)].join('\n');
  const long = `a: &a "${'x'.repeat(2_000_000)}"\n${'- *a\n'.repeat(20).replace(/^/, 'b:\n')}`;
  test.each<[name: string, text: string, said: string]>([
    ['broken', 'a: [1\nb: 2', 'y:2:1: expected YAML, but missed comma between'],
    ['a member twice', 'a: 1\na: 2', 'y:2:1: expected YAML, but duplicated mapping key'],
    ['unseen characters', 'a: *x\u202e', 'y:1:7: expected YAML, but unidentified alias "x\\u202e"'],
    ['two documents', 'a: 1\n---\nb: 1', 'expected YAML, but expected a single document'],
    ['broken base64', 'a: !!binary "*"', 'expected YAML, but cannot resolve a node'],
    ['nested deep', `a: ${'['.repeat(100_000)}`, 'expected YAML, but nesting exceeded maxDepth'],
    [
      'nested deep in blocks',
      `a:\n${Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}-\n`).join('')}`,
      'nesting',
    ],
    ['aliases of aliases', bomb, 'y: YAML whose aliases stand for much more than there is: it may be a bomb'],
    ['aliases of a long text', long, 'y: YAML whose aliases stand for much more than there is: it may be a bomb'],
    ['an alias in what it stands for', 'a: &a [*a]', 'y: a YAML alias stands in what it stands for'],
  ])('%s', (_name, text, said) => {
    expect(() => parseYaml('y', text)).toThrow(said);
  });

  test('more values than memory has room for', () => {
    expect(() => parseYaml('y', 'a: [1, 2, 3]', 5)).toThrow('y: expected at most 5 values in one YAML document, found');
  });

  test('anchors and tags at each of many levels take no time', () => {
    const nested = Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth)}- &a${depth} !x\n`).join('');
    const flow = `a: ${Array.from({ length: 90 }, (_, depth) => `&a${depth} [`).join('')}`;
    const start = performance.now();
    for (const text of [nested, flow]) {
      try {
        parseYaml('y', text);
      } catch {
        // That it ends is what counts.
      }
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('what dump writes, with aliases for what is the same', () => {
    const same = { a: ['x'] };
    expect(parseYaml('y', dump({ one: same, two: same })).value).toEqual({ one: same, two: same });
  });
});
