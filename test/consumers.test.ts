import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
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
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { root } from './cli/run.js';
import { errorsIn, programOf } from './compile.js';
import {
  installed,
  jestConsumers,
  printed,
  type RunConsumer,
  runConsumers,
  typesConsumers,
} from './consumers/table.js';
import { type Engine, startEngine } from './engine.js';

const consumers = join(root, 'test/consumers');
/** `npm run test:consumers` asks for all. */
const all = process.env.CONSUMERS === 'all';
const wanted = <T extends { fast: boolean }>(rows: readonly T[]): T[] => rows.filter(({ fast }) => all || fast);

let project = '';
let engine: Engine;
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'consumers-'));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies: all ? installed : {} }),
  );
  if (all) succeed('npm', 'install', '--no-audit', '--no-fund');
  const packed = join(project, 'node_modules/docker-images-contract');
  mkdirSync(packed, { recursive: true });
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const { stdout } = spawnSync('npm', words, { cwd: root, encoding: 'utf8' });
  succeed('tar', '-xzf', JSON.parse(stdout)[0].filename, '-C', packed, '--strip-components', '1');
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'openapi-fetch', 'openapi-typescript-helpers', 'undici-types', 'vitest']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  for (const { name } of readdirSync(consumers, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    copyFileSync(join(consumers, name), join(project, name));
  }
  engine = await startEngine('containerd');
});
afterAll(async () => {
  await engine?.close();
  rmSync(project, { recursive: true });
});

const succeed = (program: string, ...words: string[]): void => succeedIn(project, program, ...words);

function succeedIn(cwd: string, program: string, ...words: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${status}: ${error ?? stdout + stderr}`);
}

test.each(wanted(typesConsumers))('$name', ({ compiler, compilerOptions, files }) => {
  // The project's own TypeScript runs in this process, and reads what it brings once.
  if (compiler === 'typescript') {
    const paths = files.map((name) => join(project, name));
    expect(errorsIn(programOf(project, compilerOptions, paths))).toBe('');
    return;
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  // What runs in a folder below would find it.
  onTestFinished(() => rmSync(join(project, 'tsconfig.json')));
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8', cwd: project });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test.each(wanted(runConsumers))('$name runs $file', async (consumer) => {
  const file = await bundled(consumer);
  if (consumer.platform === 'browser')
    expect(readFileSync(join(project, file), 'utf8')).not.toMatch(/["']node:|\brequire\(|\bBuffer\b/);
  const [program = '', ...words] = consumer.words;
  const { status, out } = await run(program === 'node' ? process.execPath : join(project, program), [...words, file]);
  expect({ status, out }).toEqual({ status: 0, out });
  expect(JSON.parse(out)).toEqual(printed[consumer.file]);
});

test.runIf(all).each(jestConsumers)('$name', ({ name, installs, files }) => {
  const folder = join(project, name.replace(/\W+/g, '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: installs }));
  for (const file of files) copyFileSync(join(consumers, 'jest', file), join(folder, file));
  succeedIn(folder, 'npm', 'install', '--no-audit', '--no-fund');
  succeedIn(folder, process.execPath, 'node_modules/jest/bin/jest.js', '--ci');
});

/** The file to run: the consumer's own, or what its bundler makes of it. */
async function bundled({ file, bundler, platform = 'node' }: RunConsumer): Promise<string> {
  if (!bundler) return file;
  const out = `${bundler}-${file}`;
  if (bundler === 'esbuild') {
    await build({
      absWorkingDir: project,
      entryPoints: [file],
      outfile: out,
      bundle: true,
      format: 'esm',
      platform,
      minify: true,
    });
    return out;
  }
  writeFileSync(
    join(project, 'vite.config.js'),
    `export default { build: { ${platform === 'node' ? 'ssr: true, ' : ''}outDir: '.', emptyOutDir: false, rollupOptions: {
       input: '${file}', preserveEntrySignatures: 'strict', output: { entryFileNames: '${out}', format: 'es' } } },
       ssr: { noExternal: true } };`,
  );
  succeed('node_modules/.bin/vite', 'build', '--logLevel', 'error');
  return out;
}

/** Runs a program without keeping the engine from answering. */
const run = (program: string, words: readonly string[]) =>
  new Promise<{ status: number | null; out: string }>((resolve, reject) => {
    const child = spawn(program, words, { cwd: project, env: { ...process.env, DOCKER_HOST: engine.host } });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out }));
  });
