import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesOf } from '../../src/recordings/files.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
  for (const name of ['sub/Z', 'empty/sub', 'loop']) mkdirSync(join(folder, name), { recursive: true });
  const names = ['b.json', 'a.json.gz', 'sub/Z/x.ndjson', 'sub/y.HAR', 'sub.jsonl', 'readme.md', 'json', 'é.json'];
  for (const name of names) writeFileSync(join(folder, name), '');
  symlinkSync(folder, join(folder, 'loop/back'));
  symlinkSync(join(folder, 'b.json'), join(folder, 'c.json'));
  symlinkSync(join(folder, 'nowhere.json'), join(folder, 'dead.json'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('lists what can be read, in the order of code units, each target of a link once', () => {
  expect(filesOf(`${folder}/`).map(({ name }) => name.slice(folder.length))).toEqual([
    '/a.json.gz',
    '/b.json',
    '/sub.jsonl',
    '/sub/Z/x.ndjson',
    '/sub/y.HAR',
    '/é.json',
  ]);
});

test('takes a file that is named outright, whatever its name', () => {
  const path = join(folder, 'readme.md');
  expect(filesOf(path)).toEqual([{ path, name: path }]);
});

test.each([
  ['nope', /nope: no such file or folder$/],
  ['empty', /empty: expected \*\.json, .* in the folder, found none$/],
  ['b.json/x', /b\.json\/x: a part of the path is no folder$/],
])('says what is wrong with %s', (name, message) => {
  expect(() => filesOf(join(folder, name))).toThrow(message);
});
