import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { attachedTo, candidates } from '../../src/recordings/attached.js';

describe('where a file can be that another one names', () => {
  test.each<[path: string, name: string, folder: string | undefined, paths: string[]]>([
    ['/a/b.har', 'x.json', undefined, ['/a/x.json']],
    ['b.har', 'x.json', undefined, ['x.json']],
    [
      'a/b/mappings/c.json',
      'in/x',
      '__files',
      ['a/b/mappings', 'a/b', 'a', ''].map((up) => `${up && `${up}/`}__files/in/x`),
    ],
    ...['', '../x', '/etc/passwd', 'a/../../x', 'a//b', './x', 'a\\b', 'C:\\x', 'a\0'].map(
      (name): [string, string, undefined, string[]] => ['/a/b.har', name, undefined, []],
    ),
  ])('%s names %j in %s', (path, name, folder, paths) => {
    expect(candidates(path, name, folder).map((one) => one.path)).toEqual(paths);
  });
});

describe.skipIf(process.platform === 'win32')('the files beside one', () => {
  const root = mkdtempSync(join(tmpdir(), 'attached-'));
  afterAll(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'in/folder'), { recursive: true });
  writeFileSync(join(root, 'secret'), 'secret');
  writeFileSync(join(root, 'in/é.json'), '[]');
  symlinkSync('../secret', join(root, 'in/link'));
  symlinkSync('é.json', join(root, 'in/inner'));

  const attached = attachedTo({ path: Buffer.from(join(root, 'in/a.har')), name: 'a.har' });
  test.each<[name: string, found: string | RegExp]>([
    ['é.json', '[]'],
    ['inner', '[]'],
    ['link', /^names a file that is not there/],
    ['../secret', /^names a file that is not there/],
    ['nope', /^names a file that is not there/],
    ['folder', /^cannot be read: folder: it is a folder/],
  ])('%s', async (name, found) => {
    const read = await attached(name);
    if (typeof found === 'string') expect(String(read)).toBe(found);
    else expect(read).toMatch(found);
  });

  test('of standard input there are none', async () => {
    expect(await attachedTo({ path: '-', name: '-' })('x')).toMatch(/give the path in place of standard input/);
  });
});
