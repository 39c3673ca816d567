import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../../src/recordings/input-error.js';
import { readPaths, tryReadPaths } from '../../src/recordings/read-paths.js';

const root = mkdtempSync(join(tmpdir(), 'recordings-'));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, 'sub'));
const line = (path: string): string =>
  `${JSON.stringify({ request: { method: 'GET', path }, response: { status: 0 } })}\n`;
writeFileSync(join(root, 'a.ndjson'), `${line('/1')}{\n${line('/2')}`);
writeFileSync(join(root, 'bad.json'), '{');
writeFileSync(join(root, 'sub/b.json'), line('/3'));
symlinkSync('sub/b.json', join(root, 'z.json'));

/** What is read of these PATHs below the root, and what is said of the rest. */
async function readOf(...paths: string[]) {
  const [found, said]: [string[], string[]] = [[], []];
  for await (const result of tryReadPaths(paths.map((path) => join(root, path)))) {
    if (result instanceof InputError) said.push(result.message.replaceAll(`${root}/`, ''));
    else found.push(`${result.file.name.slice(root.length + 1)} ${result.index} ${result.exchange.request.path}`);
  }
  return { found, said };
}

test.each<[paths: string[], found: string[], said: RegExp[]]>([
  [['.'], ['a.ndjson 0 /1', 'a.ndjson 2 /2', 'sub/b.json 0 /3'], [/^a.ndjson:2:2: /, /^bad.json:1:2: /]],
  [
    ['z.json', 'nope', '.'],
    ['z.json 0 /3', 'a.ndjson 0 /1', 'a.ndjson 2 /2'],
    [/^nope: /, /^a.ndjson:2:2: /, /^bad.json:1:2: /],
  ],
  [['sub', 'bad.json', 'bad.json', 'sub/b.json'], ['sub/b.json 0 /3'], [/^bad.json:1:2: /]],
])('%j', async (paths, found, said) => {
  const all = await readOf(...paths);
  expect(all.found).toEqual(found);
  expect(all.said).toEqual(said.map((pattern) => expect.stringMatching(pattern)));
});

test('readPaths throws the first error', async () => {
  const reading = readPaths([root]);
  expect((await reading.next()).value?.exchange.request.path).toBe('/1');
  await expect(reading.next()).rejects.toThrow('a.ndjson:2:2');
});
