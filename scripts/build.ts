/** `npm run build`: the code of the entries and the command, and the declarations of what consumers import, into dist/. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
// What is there from an older build goes; the pages are made by `npm run docs`, and stay.
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name !== 'docs') rmSync(join(dist, name), { recursive: true, force: true });
}

// In a few files, the command starts a third faster than in seventy.
await build({
  absWorkingDir: root,
  outbase: 'src',
  outdir: 'dist',
  platform: 'node',
  target: 'node20',
  entryPoints: [
    ...['client', 'contract', 'stand-in', 'fixtures'].map((name) => `src/${name}/index.ts`),
    ...['src/matchers/vitest.ts', 'src/matchers/jest.ts', 'src/cli/main.ts'],
  ],
  format: 'esm',
  bundle: true,
  splitting: true,
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  minifyWhitespace: true,
  minifySyntax: true,
});
// The types entry has nothing that runs.
writeFileSync(join(root, 'dist/index.js'), 'export {};\n');
writeFileSync(join(root, 'dist/index.cjs'), '"use strict";\n');
chmodSync(join(root, 'dist/cli/main.js'), 0o755);

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
