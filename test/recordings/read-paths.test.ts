import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, onTestFinished, test } from 'vitest';
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

test('of files in a folder with other names, those are read that begin as recordings do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'names-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const curl = '> GET /v1.49/images/json HTTP/1.1\r\n>\r\n< HTTP/1.1 500 Internal Server Error\r\n<\r\n';
  const files: Record<string, string | Buffer> = {
    'answer.txt': curl,
    'broken.txt': 'HTTP/1.1 500 Internal Server Error\r\n\r\n',
    'compose.yml': 'services: {}\n',
    'list.out': '[]',
    'notes.md': '> Read this first.\n',
    'package.lock': '{"lockfileVersion": 3}',
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47]),
    'recording.log.gz': gzipSync(line('/1')),
    'recording.txt': `\ufeff${line('/2')}`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const [read, problems, skipped]: [string[], string[], string[]] = [[], [], []];
  for await (const result of tryReadPaths([folder], (name) => void skipped.push(basename(name)))) {
    if (result instanceof InputError) problems.push(result.message.slice(folder.length + 1));
    else read.push(basename(result.file.name));
  }
  expect(read).toEqual(['answer.txt', 'list.out', 'recording.log.gz', 'recording.txt']);
  expect(problems).toEqual([expect.stringContaining('broken.txt:1:1: ')]);
  expect(skipped).toEqual(['compose.yml', 'notes.md', 'package.lock', 'picture.png']);
});
