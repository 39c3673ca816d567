import { expect, test } from 'vitest';
import { readHarEntries } from '../../../src/recordings/formats/har-entries.js';

const entries = [
  { request: { url: 'quotes "\\" and brackets ]}[{ in a string' }, ö: 'ü€😀\ud800' },
  { log: { entries: [{ no: 'entry of the HAR' }] } },
  ['\\', '\\\\', '"', '\u2028'],
  {},
  // No entry of a HAR, and a value all the same.
  'quotes "\\" and brackets ]}[{,',
  -1.5e3,
  null,
  [],
];
/** The member names escaped, and others of the same name around. */
const text = `{"_log": {"entries": [{"x": 1}]}, "l\\u006fg" : {"entries": ${JSON.stringify(entries, null, 1)}, "pages": [{"entries": [[]]}]},
  "entries": [{"a": [{}]}]}`;
const bytes = Buffer.from(text);

/** The entries of the HAR whose bytes arrive in chunks of one buffer, as a file is read. */
async function entriesIn(chunks: readonly Buffer[]) {
  const buffer = Buffer.alloc(bytes.length);
  async function* arriving() {
    for (const chunk of chunks) {
      buffer.fill('"').set(chunk);
      yield buffer.subarray(0, chunk.length);
    }
  }
  const found: { value: unknown; text: string; start: unknown }[] = [];
  for await (const { value, slice } of readHarEntries('x.har', arriving(), 0)) found.push({ value, ...slice });
  return found;
}

const whole = await entriesIn([bytes]);

test('entries, and no other objects, are found where they stand', () => {
  expect(whole.map(({ value }) => value)).toEqual(entries);
  const lines = text.split('\n');
  for (const { start, text } of whole) {
    const { line, column } = start as { line: number; column: number };
    expect(
      lines
        .slice(line - 1)
        .join('\n')
        .slice(column - 1, column - 1 + text.length),
    ).toBe(text);
  }
});

test('wherever the bytes are cut', async () => {
  for (let at = 1; at < bytes.length; at++) {
    expect(await entriesIn([bytes.subarray(0, at), bytes.subarray(at)]), `cut at ${at}`).toEqual(whole);
  }
  expect(await entriesIn([...bytes].map((byte) => Buffer.of(byte)))).toEqual(whole);
});
