import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHarEntries } from '../../src/recordings/formats/har-entries.js';
import { InputError } from '../../src/recordings/input-error.js';
import { getIn } from '../../src/values/pointer.js';
import { arrayOf, chunkSizes, damaged, json, objectOf, streamChunks } from '../arbitraries.js';

/** Objects that have the property `name` once, seldom never or twice, and other properties around it. */
function objectWith(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const escaped = `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
  const property = fc.tuple(fc.constantFrom(`"${name}"`, `"${escaped}"`), value);
  const others = fc.array(fc.tuple(fc.constantFrom('"version"', '"_log"', '"pages"'), json), { maxLength: 2 });
  const properties = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(property) },
    { weight: 1, arbitrary: fc.oneof(fc.tuple(), fc.tuple(property, property)) },
  );
  return objectOf(fc.tuple(others, properties, others).map((all) => all.flat()));
}

const orAnyJson = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof({ weight: 19, arbitrary: text }, json);
const hars = objectWith('log', orAnyJson(objectWith('entries', orAnyJson(arrayOf(json)))));

/** The entries that JSON.parse finds, or the error that a HAR without them is refused with. */
function expectedEntries(text: string): unknown[] | RegExp {
  try {
    const entries = getIn(JSON.parse(text), 'log', 'entries');
    return Array.isArray(entries) ? entries : /`log.entries` is not a list|found a second/;
  } catch {
    return /^x\.har:\d+:\d+: expected .* found |found a second/;
  }
}

/** Whether a property that must be unique may be repeated. */
const mayRepeat = (text: string): boolean =>
  [/"(l|\\u006c)og"/g, /"(e|\\u0065)ntries"/g].some((name) => [...text.matchAll(name)].length > 1);

test('a HAR has the entries that JSON.parse finds, each at its position, or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(damaged(hars), chunkSizes, async (har, sizes) => {
      const bytes = Buffer.from(har);
      // Half a surrogate pair is replaced in UTF-8.
      const text = bytes.toString();
      const lines = text.split('\n');
      const expected = expectedEntries(text);
      const found: unknown[] = [];
      try {
        for await (const { value, slice } of readHarEntries('x.har', streamChunks(bytes, sizes), 0)) {
          found.push(value);
          const { line, column } = slice.start;
          const rest = lines.slice(line - 1).join('\n');
          expect(rest.slice(column - 1, column - 1 + slice.text.length)).toBe(slice.text);
        }
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        if (!Array.isArray(expected)) expect(error.message).toMatch(expected);
        else expect([error.message, mayRepeat(text)]).toEqual([expect.stringContaining('found a second'), true]);
        return;
      }
      expect(found).toEqual(expected);
    }),
    { seed: 1, numRuns: 500 },
  );
});
