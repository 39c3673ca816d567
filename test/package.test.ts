import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUILT } from '../scripts/build/stamp.js';
import { root } from './cli/run.js';

const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

let folder = '';
let tarball = '';
let shipped: string[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = spawnSync('npm', words, { cwd: root, encoding: 'utf8' });
  const [{ filename, files }] = JSON.parse(stdout);
  tarball = join(folder, filename);
  shipped = files.map(({ path }: { path: string }) => path);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (bin: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', bin), ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};

const bundles = Object.keys(exports).filter((path) => path.startsWith('./openapi/v'));

test('attw finds the types right, except that Vitest and its matcher cannot be required', () => {
  const attw = '@arethetypeswrong/cli/dist/index.js';
  // attw skips entries that a pattern covers unless they are named.
  const types = bundles.map((path) => path.replace('./openapi/', '').replace('.json', ''));
  expect(types.length).toBeGreaterThan(30);
  const rows = [
    [
      '--include-entrypoints',
      ...types,
      '--exclude-entrypoints',
      'docker.overlay.yaml',
      'openapi.yaml',
      'vitest',
      ...bundles,
    ],
    // Under node10 the bundles of API versions have no types: typesVersions would need a line for each.
    ['--profile', 'node16', '--entrypoints', ...bundles],
    ['--entrypoints', 'vitest', '--ignore-rules', 'cjs-resolves-to-esm'],
  ];
  for (const words of rows) expect(run(attw, tarball, ...words)).toMatchObject({ status: 0 });
});

test('publint finds nothing', () => {
  const { status, said } = run('publint/src/cli.js', 'run', tarball, '--strict');
  expect({ status, said }).toMatchObject({ status: 0, said: expect.stringContaining('All good') });
});

/** The files that package.json declares, at any depth of conditions; `*` stands for a part of a name. */
function declared(value: unknown): string[] {
  if (typeof value !== 'string') return Object.values(Object(value)).flatMap(declared);
  const [before = '', after] = value.replace('./', '').split('*');
  if (after === undefined) return [before];
  const folder = before.slice(0, before.lastIndexOf('/') + 1);
  const names = readdirSync(join(root, folder)).map((name) => `${folder}${name}`);
  return names.filter((name) => name.startsWith(before) && name.endsWith(after));
}

/** The files that a file imports, or whose types it does. */
function imported(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const own = [...text.matchAll(/(?:from|import|require)\s*\(?["'](\.[^"']+)["']/g)].map(([, path = '']) =>
    join(file, '..', path),
  );
  const read = [...text.matchAll(/new URL\(["']([^"']+)["']/g)].map(([, path = '']) => join(file, '..', path));
  const types = (path: string) => path.replace(/\.(c?)js$/, '.d.$1ts');
  return /\.d\.c?ts$/.test(file) ? own.map(types) : [...own, ...read];
}

test('what is shipped is what the entries, the command and their readers need, and no more', () => {
  // The command is CommonJS, and nearest to it a package.json that says so.
  const needed = new Set(['package.json', 'dist/cli/package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']);
  // The licences of what is bundled into the command.
  needed.add('dist/LICENSES.txt');
  for (const name of ['compat', 'errata']) needed.add(`openapi/${name}.schema.json`);
  const open = [...declared(exports), ...declared(bin)];
  for (let file = open.pop(); file; file = open.pop()) {
    if (needed.has(file)) continue;
    needed.add(file);
    if (/\.(c?js|d\.c?ts)$/.test(file)) open.push(...imported(file));
  }
  expect(shipped.sort()).toEqual([...needed].sort());
});

test('git ignores what nobody can review, and the tarball has it', () => {
  const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining([...BUILT]));
  expect(shipped).toEqual(expect.arrayContaining(['dist/chunks/validators.cjs', 'generated/fixtures.json']));
});

test('the contact of the contract is that of the package', () => {
  const { name, homepage, repository, bugs, author } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { info } = JSON.parse(readFileSync(join(root, 'generated/openapi.json'), 'utf8'));
  const url = repository.url.replace(/^git\+|\.git$/g, '');
  expect(info.contact).toEqual({ name, url });
  expect([homepage, bugs, typeof author]).toEqual([`${url}#readme`, `${url}/issues`, 'string']);
});

/** What may stand at the top level, beside dot files and what git ignores. */
const topLevel = [
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md'],
  ...['generated', 'openapi', 'scripts', 'src', 'test'],
  ...['package-lock.json', 'package.json', 'redocly.yaml', 'vitest.config.ts'],
  ...['tsconfig.build.json', 'tsconfig.docs.json', 'tsconfig.json'],
];
const IGNORED = /^(\..*|node_modules|dist|.*\.tgz)$/;

test('everything at the top level has a reason', () => {
  const names = readdirSync(root).filter((name) => !IGNORED.test(name));
  expect(names.sort()).toEqual(topLevel.sort());
});

test('the licence of every bundled package is shipped', () => {
  const licenses = readFileSync(join(root, 'dist/LICENSES.txt'), 'utf8');
  expect(licenses).toMatch(/^jsonc-parser \d.*\n\n.*MIT License/s);
  expect(licenses).toContain('Copyright (c) Microsoft');
});
