import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readErrata } from '../scripts/generate/errata.js';
import { countRejectedLists } from '../scripts/lab/errata/list-schema.js';
import { recordingsOfRecord } from '../scripts/lab/errata/prove.js';
import { findExchangeError } from '../src/contract/exchange.js';
import { main, root } from './cli/run.js';
import { type Engine, startEngine } from './engine.js';
import scores from './scripts/lab/mutate/scores.json' with { type: 'json' };

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** What whoever works on the project is told. */
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const blocks = [...`${readme}\n${contributing}`.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
);
const inLanguage = (wanted: string) => blocks.filter(({ language }) => language === wanted).map(({ text }) => text);
const commands = inLanguage('sh')
  .flatMap((text) => text.split('\n').map((line) => line.replace(/\s+#.*/, '')))
  .filter(Boolean);

/** A project of a user's, with an engine that answers as a recorded one did. */
let project = '';
let engine: Engine;
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'readme-'));
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  symlinkSync(join(root, 'node_modules/vitest'), join(project, 'node_modules/vitest'));
  symlinkSync(main, join(project, 'node_modules/.bin/docker-images-contract'));
  writeFileSync(join(project, 'package.json'), '{"type": "module"}');
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(project, { recursive: true });
});

/** Runs a program in the project, without keeping the engine from answering. */
const inProject = (program: string, ...words: string[]) =>
  new Promise<{ status: number | null; out: string }>((resolve) => {
    const child = spawn(program, words, { cwd: project, env: { ...process.env, DOCKER_HOST: engine.host } });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
    child.on('close', (status) => resolve({ status, out }));
  });

describe('every command of the README', () => {
  test.each(commands.filter((line) => line.startsWith('npx docker-images-contract ')))('%s', async (line) => {
    const { status, out } = await inProject('sh', '-c', line);
    expect({ status, out }).toMatchObject({ status: 0 });
  });

  test.each(commands.filter((line) => /^npm (run|test)/.test(line)))('%s is a script of the package', (line) => {
    const name = /^npm (?:run )?(\S+)/.exec(line)?.[1];
    expect(scripts).toHaveProperty([name ?? '']);
  });

  test('there is no other, but for the installations', () => {
    const rest = commands.filter((line) => !/^(npx docker-images-contract|npm run|npm test)/.test(line));
    expect(rest).toEqual([
      'npm ci && npm run demo',
      'npm ci && npm test',
      'npm install --save-dev ./docker-images-contract-*.tgz',
      'npm ci',
    ]);
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/^npm ci$.*^npm run check$.*^npm test$/ms);
  });
});

describe('every TypeScript block of the README', () => {
  const sources = inLanguage('ts');

  test('compiles', () => {
    for (const [index, text] of sources.entries()) writeFileSync(join(project, `block-${index}.test.ts`), text);
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      strict: true,
      types: [],
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  test.each(sources.map((_, index) => index))('block %i runs', async (index) => {
    const file = join(project, `block-${index}.test.js`);
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project];
    const isTest = sources[index]?.includes("from 'vitest'");
    const { status, out } = await inProject(process.execPath, ...(isTest ? vitest : []), file);
    expect({ status, out }).toEqual({ status: 0, out: expect.not.stringContaining('Error') });
  });
});

test('every JSON block of the README is a recording', () => {
  for (const text of inLanguage('json')) expect(findExchangeError(JSON.parse(text))).toBeUndefined();
});

/** The rooms of src/. */
const rooms = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `src/${name}/`);

const linksTo = (site: RegExp): string[] => [...readme.matchAll(site)].map(([, path = '']) => path);

describe('what the README says', () => {
  const said = (name: string): string => new RegExp(`<!-- ${name} -->(.*?)<!-- /${name} -->`).exec(readme)?.[1] ?? '';

  test('of the demo is what it prints', async () => {
    const { status, out } = await inProject(
      process.execPath,
      join(root, 'node_modules/tsx/dist/cli.mjs'),
      join(root, 'scripts/demo.ts'),
    );
    expect({ status, out }).toMatchObject({ status: 0 });
    const printed = out.split('\n');
    const [shown = ''] = inLanguage('text');
    for (const line of shown.trim().split('\n')) {
      const index = printed.indexOf(line);
      expect({ line, isPrintedInThisOrder: index >= 0 }).toEqual({ line, isPrintedInThisOrder: true });
      printed.splice(0, index + 1);
    }
  });

  test.each(linksTo(/\]\((?!https?:)([^)#]+)\)/g))('of a file is true: %s', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });

  test('of the published description is so', async () => {
    const { rejected, lists } = countRejectedLists(
      readErrata(),
      [...recordingsOfRecord().values()].map(({ exchange }) => exchange),
    );
    expect(said('rejected')).toBe(`${rejected} of ${lists}`);
    expect(said('errata')).toBe(String(readErrata().length));
  });

  test.each(Object.entries(scores))('of the score of %s is so', (part, rows) => {
    const sum = (count: 'noticed' | 'changed') => rows.reduce((total, row) => total + row[count], 0);
    expect(said(part)).toBe(`${sum('noticed')} of ${sum('changed')}`);
  });

  test('is short, and every room that it names is there', () => {
    expect(readme.split('\n').length).toBeLessThan(180);
    const rows = [...contributing.matchAll(/^\| `((?!npm )[^`]+)`/gm)].map(([, room = '']) => room);
    expect(rows).toEqual(expect.arrayContaining(rooms));
    for (const room of rows) expect(existsSync(join(root, room))).toBe(true);
    const files = [...contributing.matchAll(/`((?:src|scripts|openapi|test)\/[^`*X]+)`/g)].map(([, file = '']) => file);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
