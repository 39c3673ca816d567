import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './cli/run.js';

/** What the package may cost its users, at most. */
const budgets = {
  /** The types entry with all that it reaches, in bytes; and every name of it used once, over an empty file. */
  types: { bytes: 32_000, gzipped: 6_400, instantiations: 100, megabytes: 2 },
  /** One call of `listImages`, over the import of the client alone. */
  listImages: { instantiations: 150 },
  /** The contract entry bundled and minified, in bytes: nine contracts, the words of the rules, sessions and the model. */
  contract: { gzipped: 29_000 },
  /** What is downloaded, in bytes. */
  tarball: 250_000,
  /** What has to be read, in lines: whoever adds, deletes. */
  lines: { src: 12_570, scripts: 10_800 },
};

let project = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'budgets-'));
  mkdirSync(join(project, 'node_modules'));
  for (const name of ['@types', 'openapi-fetch', 'openapi-typescript-helpers', 'undici-types']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
});
afterAll(() => rmSync(project, { recursive: true }));

/** What TypeScript needs for a file; of the memory, which is noisy, the least of so many runs. */
function cost(
  code: string,
  { types = [], times = 1 }: { types?: readonly string[]; times?: number } = {},
): { instantiations: number; megabytes: number } {
  writeFileSync(join(project, 'index.mts'), code);
  // What TypeScript brings itself is the same on both sides, and most of the time.
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true },
    // Declarations of Node are on both sides too.
    ...{ skipDefaultLibCheck: true, skipLibCheck: types.length > 0, types },
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.mts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const runs = Array.from({ length: times }, () => {
    const words = ['--expose-gc', tsc, '-p', project, '--extendedDiagnostics'];
    const { stdout, status } = spawnSync(process.execPath, words, { encoding: 'utf8', cwd: project });
    expect({ stdout, status }).toMatchObject({ status: 0 });
    const figure = (name: string): number => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(stdout)?.[1]);
    return { instantiations: figure('Instantiations'), megabytes: figure('Memory used') / 1024 };
  });
  const least = (name: 'instantiations' | 'megabytes') => Math.min(...runs.map((run) => run[name]));
  return { instantiations: least('instantiations'), megabytes: least('megabytes') };
}

test('the types entry: what TypeScript needs for it', { timeout: 240_000 }, () => {
  const declarations = readFileSync(join(root, 'generated/images-json.d.ts'), 'utf8');
  const names = [...declarations.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(15);
  const uses = names.map((name) => `declare const _${name}: ${name};`).join('\n');
  const all = cost(`import type { ${names.join(', ')} } from 'docker-images-contract';\n${uses}\nexport {};\n`, {
    times: 3,
  });
  const empty = cost('export {};\n', { times: 3 });
  expect(all.instantiations - empty.instantiations).toBeLessThan(budgets.types.instantiations);
  expect(all.megabytes - empty.megabytes).toBeLessThan(budgets.types.megabytes);
});

test('one call of listImages: what TypeScript needs for it', { timeout: 240_000 }, () => {
  const head = "import { listImages } from 'docker-images-contract/client';\n";
  const call = "export const images = await listImages({ filters: { label: ['a'] } }, { timeout: 1 });\n";
  const [all, alone] = [head + call, `${head}export { listImages };\n`].map((code) => cost(code, { types: ['node'] }));
  expect(Number(all?.instantiations) - Number(alone?.instantiations)).toBeLessThan(budgets.listImages.instantiations);
});

test('the types entry: its size', () => {
  const text = ['dist/index.d.ts', 'generated/images-json.d.ts'].map((name) => readFileSync(join(root, name), 'utf8'));
  expect(Buffer.byteLength(text.join(''))).toBeLessThan(budgets.types.bytes);
  expect(gzipSync(text.join(''), { level: 9 }).length).toBeLessThan(budgets.types.gzipped);
});

test('the contract entry: its size in a browser, without anything of Node', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'dist/contract/index.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  expect(code).not.toMatch(/["']node:|\brequire\(/);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(budgets.contract.gzipped);
});

test.each(Object.entries(budgets.lines))('%s/: its size', (folder, lines) => {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const counts = files.map(
    ({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8').match(/\n/g)?.length ?? 0,
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(lines);
});

test('the tarball: its size', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)[0].size).toBeLessThan(budgets.tarball);
});
