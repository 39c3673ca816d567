import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { unitsOfScalar } from '../../src/recordings/scalar.js';

const value = JSON.stringify({
  Id: "it's",
  'é\u{1f433}': ['a  b\\', '\u0001'],
  Labels: { long: 'word '.repeat(60) },
  z: 1,
});

/** The same text as YAML in each way, long lines folded. */
const styles = ['QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'PLAIN'] as const;

describe.each(styles)('%s', (defaultStringType) => {
  test.each([
    ['one line', value],
    ['several lines', JSON.stringify(JSON.parse(value), null, 2)],
    ['a line feed at the end', `${value}\n`],
  ])('%s: each unit that stands for itself is found', (_name, body) => {
    const text = stringify({ a: { body } }, { defaultStringType, defaultKeyType: 'PLAIN', lineWidth: 60 });
    const start = text.indexOf('body: ') + 'body: '.length;
    expect(parse(text)).toEqual({ a: { body } });
    const inWhole = unitsOfScalar(text, start);
    if (text[start] === '>') expect(inWhole).toBeUndefined();
    else {
      const offsets = [...body].flatMap((unit, offset) => (/[\w:,[\]{}]/.test(unit) ? [offset] : []));
      const units = body.split('');
      for (const offset of offsets.filter((at) => /[\w:,[\]{}]/.test(units[at] ?? ''))) {
        expect(text[inWhole?.(offset) ?? 0]).toBe(units[offset]);
      }
    }
  });
});

test('escapes of what takes two units, and lines that go on', () => {
  const text = '"\\U0001F433\\x41\\u0042\\\n   C\n\n  D"';
  const inWhole = unitsOfScalar(text, 0);
  const read: string = parse(text);
  expect(read).toBe('\u{1f433}ABC\nD');
  expect([2, 3, 4, 6].map((unit) => text.slice(inWhole?.(unit)).charAt(0))).toEqual(['\\', '\\', 'C', 'D']);
});
