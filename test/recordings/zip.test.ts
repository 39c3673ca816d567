import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { arriving } from '../../scripts/fuzz/bytes.js';
import type { Problem } from '../../src/recordings/problem.js';
import { readBytes } from '../../src/recordings/read.js';
import { Zip } from '../../src/recordings/zip.js';
import { zip } from '../dialects.js';

const recording = JSON.stringify({
  request: { method: 'GET', path: '/v1.49/images/json' },
  response: { status: 200, body: [] },
});
const plain = zip({ 'a.json': recording, 'b.json': recording });

/** A zip with a field of its first file changed, in both places. */
function changed(bytes: Buffer, field: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16LE(value, 4 + field);
  copy.writeUInt16LE(value, copy.indexOf('PK\x01\x02', 0, 'latin1') + 6 + field);
  return copy;
}

async function readOf(bytes: Buffer) {
  const [files, said]: [number[], string[]] = [[], []];
  try {
    for await (const { index } of readBytes('z', arriving(bytes, []), ({ message }) => void said.push(message))) {
      files.push(index);
    }
  } catch (error) {
    said.push((error as Problem).message); // anything else fails below
  }
  return { files, said };
}

test('the files of a zip by their paths', () => {
  const found = new Zip('z', zip({ 'b/c.json': '1', 'a.json': '22', 'd/': '' }));
  expect(found.paths).toEqual(['a.json', 'b/c.json']);
  expect(found.paths.map((path) => String(found.read(path)))).toEqual(['22', '1']);
  expect(found.read('nope')).toBeUndefined();
});

describe('what cannot be read of a zip, in one line', () => {
  const packed = deflateRawSync(Buffer.alloc(2_000));
  test.each<[name: string, bytes: Buffer, files: number[], said: string[]]>([
    ['whole', plain, [0, 1], []],
    [
      'cut off',
      plain.subarray(0, -30),
      [],
      ['z: expected a zip, found no list of its files at the end: it is cut off'],
    ],
    ['of nothing', zip({}), [], ['z: expected a HAR or recordings in the zip, found none']],
    ['of what is not read', zip({ 'a.txt': 'x' }), [], ['z: expected a HAR or recordings in the zip, found none']],
    ['with one broken', zip({ 'a.json': '{"cut', 'b.json': recording }), [0], ['z/a.json:1:2: expected a well-formed']],
    ['encrypted', changed(plain, 2, 1), [0], ['z: a file in it is encrypted: unpack it, and give the folder']],
    ['by another method', changed(plain, 4, 12), [0], ['z: a file in it is compressed by method 12: unpack it']],
    ['in a zip', zip({ 'a.zip': plain }), [], ['z/a.zip: a zip in a zip is not read: unpack it']],
    ['with unseen characters', zip({ 'a\x1b[2J.json': '5' }), [], ['z/a\\u001b[2J.json: expected a recording, but it']],
    ['with bytes of something', zip({ 'a.json': packed }), [], ['z/a.json: expected UTF-8']],
  ])('%s', async (_name, bytes, files, said) => {
    const found = await readOf(bytes);
    expect(found.files).toEqual(files);
    expect(found.said).toEqual(said.map((line) => expect.stringContaining(line)));
  });

  test('however it is broken', async () => {
    for (let at = 0; at < plain.length; at += 3) {
      const copy = Buffer.from(plain);
      copy[at] = (copy[at] ?? 0) ^ 0xff;
      await readOf(copy);
      await readOf(plain.subarray(0, at));
    }
  });

  test('many files that stand for one and the same, which grows', () => {
    const files = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`${index}.json`, '']));
    files['0.json'] = '\0'.repeat(60 * 1024 * 1024);
    const bytes = zip(files);
    // Each is where the first is.
    const list = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    const entry = Buffer.from(bytes.subarray(list, list + 46));
    for (let index = 1; index < 4; index++) entry.subarray(8, 46).copy(bytes, list + index * 52 + 8);
    const found = new Zip('z', bytes);
    const sizes = ['0', '1'].map((name) => found.read(`${name}.json`)?.length);
    expect(sizes).toEqual([60 * 1024 * 1024, 60 * 1024 * 1024]);
    expect(() => found.read('2.json')).toThrow('z: it grows to more than can be read: it may be a bomb');
  });
});
