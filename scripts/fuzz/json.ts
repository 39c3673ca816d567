import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { offsetsOf, syntaxFault } from '../../src/recordings/places.js';
import { child } from '../../src/values/pointer.js';
import { fuzz } from './fuzz.js';
import { json, mangled, parsed } from './texts.js';

const SCALAR = /"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/y;

/** What stands at an offset, as far as it can be told without a parser: the value of a scalar, or which bracket. */
function standsAt(text: string, offset: number): unknown {
  SCALAR.lastIndex = offset;
  const [scalar] = SCALAR.exec(text) ?? [];
  return scalar === undefined ? text[offset] : JSON.parse(scalar);
}

/** All values below one, with their paths, each as it must stand in the text. */
function* values(value: unknown, path: readonly string[] = []): Generator<[path: readonly string[], stands: unknown]> {
  const holds = typeof value === 'object' && value !== null;
  yield [path, holds ? (Array.isArray(value) ? '[' : '{') : value];
  if (holds) for (const [key, member] of Object.entries(value)) yield* values(member, [...path, key]);
}

export const jsonTexts = fuzz(
  'a text has a fault where JSON.parse finds one, and else every value has its place',
  { full: 470_000, small: 2_000 },
  mangled(json),
  async (text) => {
    const read = parsed(text);
    strictEqual(syntaxFault(text) === undefined, read !== undefined);
    if (!read) return;
    const all = [...values(read.value)];
    const paths = all.map(([path]) => path);
    // What is not there, though perhaps in an object that is dead, has the place of what lacks it.
    const beyond = paths.map((path) =>
      child(path.reduce<unknown>(child, read.value), 'b') === undefined ? [...path, 'b'] : path,
    );
    const offsets = offsetsOf(text, [...paths, ...beyond]);
    deepStrictEqual(
      offsets.map((offset) => standsAt(text, offset)),
      [...all, ...all].map(([, stands]) => stands),
    );
    deepStrictEqual(offsets.slice(all.length), offsets.slice(0, all.length));
  },
);
