import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonSyntaxError, findOffsets } from '../../src/recordings/json-positions.js';
import { getIn } from '../../src/values/pointer.js';
import { damaged, json } from '../arbitraries.js';

/** The scalar that begins at an offset, or the bracket there. */
function valueAtOffset(text: string, offset: number): unknown {
  const scalar = /"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/y;
  scalar.lastIndex = offset;
  const [found] = scalar.exec(text) ?? [];
  return found === undefined ? text[offset] : JSON.parse(found);
}

/** All values of a document by their paths; an object or array is its opening bracket. */
function* listValues(value: unknown, path: readonly string[] = []): Generator<[path: readonly string[], unknown]> {
  if (typeof value !== 'object' || value === null) return yield [path, value];
  yield [path, Array.isArray(value) ? '[' : '{'];
  for (const [name, property] of Object.entries(value)) yield* listValues(property, [...path, name]);
}

test('a syntax error is found where JSON.parse finds one; else every value has its offset', () => {
  fc.assert(
    fc.property(damaged(json), (text) => {
      let document: unknown;
      try {
        document = JSON.parse(text);
      } catch {
        expect(findJsonSyntaxError(text)).toBeDefined();
        return;
      }
      expect(findJsonSyntaxError(text)).toBeUndefined();
      const values = [...listValues(document)];
      const paths = values.map(([path]) => path);
      const offsets = findOffsets(text, paths);
      expect(offsets.map((offset) => valueAtOffset(text, offset))).toEqual(values.map(([, value]) => value));
      // A path that leads nowhere has the offset of the last value on its way.
      const withoutB = paths.filter((path) => getIn(document, ...path, 'b') === undefined);
      const leadNowhere = withoutB.map((path) => [...path, 'b']);
      expect(findOffsets(text, leadNowhere)).toEqual(findOffsets(text, withoutB));
    }),
    { seed: 1, numRuns: 1000 },
  );
});
