import { chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/recordings/input-error.js';
import { listFiles, type RecordingFile } from '../../src/recordings/list-files.js';

/** The files that a PATH stands for, and what is said of the rest. */
function listAll(path: string, seen?: Set<string>): { files: RecordingFile[]; said: string[] } {
  const [files, said]: [RecordingFile[], string[]] = [[], []];
  for (const file of listFiles(path, seen)) {
    if (file instanceof InputError) said.push(file.message);
    else files.push(file);
  }
  return { files, said };
}

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

test('lists all files, in the order of code units, each target of a link once', () => {
  const { files } = listAll(`${folder}/`);
  expect(files.map(({ name, mayBeOther }) => name.slice(folder.length) + (mayBeOther ? ' ?' : ''))).toEqual([
    '/a.json.gz',
    '/b.json',
    '/json ?',
    '/readme.md ?',
    '/sub.jsonl',
    '/sub/Z/x.ndjson',
    '/sub/y.HAR',
    '/é.json',
  ]);
});

test('takes a file that is named outright, whatever its name', () => {
  const path = join(folder, 'readme.md');
  expect(listAll(path)).toEqual({ files: [{ path, name: path }], said: [] });
});

test.each([
  ['nope', /nope: no such file or folder$/],
  ['empty', /empty: expected files in the folder, found none$/],
  ['b.json/x', /b\.json\/x: a part of the path is no folder$/],
])('says what is wrong with %s', (name, message) => {
  expect(listAll(join(folder, name))).toEqual({ files: [], said: [expect.stringMatching(message)] });
});

describe('of several names of one file the first is read', () => {
  const root = mkdtempSync(join(tmpdir(), 'names-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const at = (name: string): string => join(root, name);
  for (const name of ['z', 'sub/deep', 'sub-x', 'loop/inner']) mkdirSync(at(name), { recursive: true });
  for (const name of ['z/f.json', 'sub/deep/g.json', 'sub-x/h.json', 'b.json', 'hard.json'])
    writeFileSync(at(name), '');
  symlinkSync('z', at('a'));
  symlinkSync('../z/f.json', at('sub/f.json'));
  symlinkSync('b.json', at('A.json'));
  symlinkSync('..', at('loop/inner/up'));
  symlinkSync('sub', at('sub.json'));
  linkSync(at('hard.json'), at('z/hard.json'));

  /** The names that are listed for these PATHs, one after another, below the root. */
  const listed = (...paths: string[]): string[] => {
    const seen = new Set<string>();
    const files = paths.flatMap((path) => listAll(path === '' ? root : at(path), seen).files);
    return files.map(({ name }) => name.slice(root.length + 1));
  };

  test.each<[paths: string[], names: string[]]>([
    // In the order of the whole relative paths: `-` and `.` come before `/`.
    [[''], ['A.json', 'a/f.json', 'a/hard.json', 'sub-x/h.json', 'sub.json/deep/g.json']],
    [['sub'], ['sub/deep/g.json', 'sub/f.json']],
    [
      ['z', 'sub'],
      ['z/f.json', 'z/hard.json', 'sub/deep/g.json'],
    ],
    [
      ['b.json', '', 'b.json', 'A.json', 'z/../b.json'],
      ['b.json', 'a/f.json', 'a/hard.json', 'sub-x/h.json', 'sub.json/deep/g.json'],
    ],
    [
      ['sub/f.json', 'a/f.json', 'hard.json', 'z', 'z'],
      ['sub/f.json', 'hard.json'],
    ],
  ])('%j', (paths, names) => {
    expect(listed(...paths)).toEqual(names);
  });

  test('a folder without recordings is said, though another PATH holds it', () => {
    expect(listAll(at('loop')).said).toEqual([expect.stringMatching(/loop: expected .* found none$/)]);
  });
});

describe.skipIf(process.platform === 'win32')('nothing in a folder is passed over in silence', () => {
  const root = mkdtempSync(join(tmpdir(), 'silent-'));
  afterAll(() => rmSync(root, { recursive: true }));

  test('a name that is no UTF-8 is read by its bytes, and shown with escapes', () => {
    const bytes = (name: string): Buffer => Buffer.from(join(root, 'bytes', name), 'latin1');
    mkdirSync(bytes('\xff'), { recursive: true });
    for (const name of ['é\xff.json', '\xff/b.json']) writeFileSync(bytes(name), '{"cut');
    const { files } = listAll(join(root, 'bytes'));
    expect(files.map(({ name }) => name.slice(root.length))).toEqual(['/bytes/\\xe9\\xff.json', '/bytes/\\xff/b.json']);
    expect(files.map(({ path }) => readFileSync(path, 'utf8'))).toEqual(['{"cut', '{"cut']);
  });

  test('what may not be entered, or not be looked at', ({ skip }) => {
    const { getuid, seteuid } = process;
    if (getuid?.() !== 0 || !seteuid) return skip('only root can ask as somebody else');
    for (const name of ['open', 'listed', 'entered']) {
      mkdirSync(join(root, 'modes', name), { recursive: true });
      for (const file of ['a.json', 'b.json', 'c']) writeFileSync(join(root, 'modes', name, file), '');
    }
    symlinkSync('../listed/c', join(root, 'modes/open/into'));
    chmodSync(join(root, 'modes/listed'), 0o444);
    chmodSync(join(root, 'modes/entered'), 0o111);
    chmodSync(root, 0o755);
    let problems: string[] = [];
    seteuid(65534);
    try {
      const { files, said } = listAll(join(root, 'modes'));
      problems = said.map((message) => message.slice(root.length));
      expect(files.map(({ name }) => name.slice(root.length))).toEqual(
        ['a.json', 'b.json', 'c'].map((file) => `/modes/open/${file}`),
      );
    } finally {
      seteuid(0);
    }
    expect(problems).toEqual([
      '/modes/entered: no permission to read it',
      '/modes/listed: no permission to read it',
      '/modes/open/into: no permission to read it',
    ]);
  });
});
