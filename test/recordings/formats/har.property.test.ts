import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHar } from '../../../src/recordings/formats/har.js';
import { InputError } from '../../../src/recordings/input-error.js';
import { getIn } from '../../../src/values/pointer.js';
import { arrayOf, json, objectOf } from '../../arbitraries.js';

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

test('every entry of a HAR is read or refused, at its position', async () => {
  await fc.assert(
    fc.asyncProperty(hars, async (text) => {
      const entries = getIn(JSON.parse(text), 'log', 'entries');
      if (!Array.isArray(entries)) return;
      const lines = text.split('\n');
      let count = 0;
      for await (const result of readHar('x.har', text, entries)) {
        const [, line = 0, column = 0] =
          result instanceof InputError ? (result.message.match(/^x\.har:(\d+):(\d+): /) ?? []) : [];
        const rest = lines.slice(Number(line) - 1).join('\n');
        expect(rest.slice(Number(column) - 1)).toSatisfy((from: string) => startsWithJson(from, entries[count]));
        count++;
      }
      expect(count).toBe(entries.length);
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** Whether a text begins with the JSON of a value, whatever follows. */
function startsWithJson(text: string, value: unknown): boolean {
  for (let end = 1; end <= text.length; end++) {
    try {
      expect(JSON.parse(text.slice(0, end))).toEqual(value);
      return true;
    } catch {}
  }
  return false;
}
