import { describe, expect, test } from 'vitest';
import { createCodeFrame, findPositions, START_POSITION } from '../../src/recordings/positions.js';

const long = `${'a'.repeat(200)}X${'b'.repeat(200)}`;

describe('createCodeFrame', () => {
  test.each([
    ['alone', 'X', { firstLine: 7, lines: ['X'], caret: 0 }],
    ['at the start', 'X\nb\nc\nd', { firstLine: 7, lines: ['X', 'b', 'c'], caret: 0 }],
    ['in the middle', 'a\nb\nc\n  X\nd\ne\nf', { firstLine: 5, lines: ['b', 'c', '  X', 'd', 'e'], caret: 2 }],
    ['at the end', 'a\nb\nc\nX\n', { firstLine: 5, lines: ['b', 'c', 'X'], caret: 0 }],
    ['after one line', '\nX', { firstLine: 6, lines: ['', 'X'], caret: 0 }],
    ['with other line ends', 'a\r\nX\r\nb\r\n', { firstLine: 6, lines: ['a', 'X', 'b'], caret: 0 }],
    [
      'in a long line',
      `short\n\n${long}\n${'c'.repeat(150)}`,
      {
        firstLine: 5,
        lines: ['...', '', `...${'a'.repeat(60)}X${'b'.repeat(39)}...`, `...${'c'.repeat(10)}`],
        caret: 63,
      },
    ],
    ['at the start of a long line', `X${long}`, { firstLine: 7, lines: [`X${'a'.repeat(99)}...`], caret: 0 }],
  ])('%s', (_name, text, expected) => {
    const frame = createCodeFrame(text, text.indexOf('X'), 7);
    expect(frame).toEqual(expected);
    expect(frame.lines[7 - frame.firstLine]?.[frame.caret]).toBe('X');
  });
});

describe('findPositions', () => {
  test.each([
    ['', 0, 1, 1],
    ['abc', 2, 1, 3],
    ['a\nb', 2, 2, 1],
    ['a\r\nb', 3, 2, 1],
    ['\n\n', 2, 3, 1],
    ['\u{1f433}x', 2, 1, 3],
  ])('%j at %i is line %i, column %i', (text, offset, line, column) => {
    expect(findPositions({ text, start: START_POSITION }, [offset])).toEqual([{ line, column }]);
  });

  test('places many offsets in one walk, in the order in which they are asked for', () => {
    const text = 'a\nbc\n\nd';
    const slice = { text, start: { line: 3, column: 5 } };
    expect(findPositions(slice, [6, 0, 3, 6])).toEqual(
      [6, 0, 3, 6].flatMap((offset) => findPositions(slice, [offset])),
    );
    expect(findPositions(slice, [0, 2])).toEqual([slice.start, { line: 4, column: 1 }]);
  });
});
