import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Plugin, transform } from 'esbuild';
import { declarations } from './build/declarations.js';
import { hashInputs, isFresh } from './build/stamp.js';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stamp = join(dist, 'inputs.sha256');
const inputs = hashInputs(root);
// Several scripts begin with a build. To build all the same, remove dist/.
if (isFresh(root, stamp, inputs)) process.exit();
// The generators take a second to load.
await (await import('./build/built.js')).writeBuilt(root);
// What is there from an older build goes; the pages are made by `npm run docs`, and stay.
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (name !== 'docs') rmSync(join(dist, name), { recursive: true, force: true });
}

const entries = ['client', 'contract', 'mock', 'fixtures'].map((name) => `src/${name}/index.ts`);
const target = { platform: 'node', target: 'node20.19', minify: true } as const;
// In a few files, the command starts a third faster than in seventy.
const options = {
  ...target,
  absWorkingDir: root,
  outbase: 'src',
  outdir: 'dist',
  format: 'esm',
  bundle: true,
  splitting: true,
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
} satisfies BuildOptions;

/** What is in the tarball once, for both kinds of modules: it is a third of all code. Each importer is two folders deep. */
const once: Plugin = {
  name: 'once',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/generated\/fixtures\.json$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /\/generated\/validators\.js$/ }, () => ({ path: '../chunks/validators.cjs', external: true }));
  },
};

/** Packages that only the command needs, so that nobody else installs them, and the ES module to bundle of each. */
const bundled = { 'jsonc-parser': 'lib/esm/impl/scanner.js' };

await build({
  ...options,
  entryPoints: [
    ...entries,
    ...['src/client/browser.ts', 'src/mock/browser.ts'],
    ...['src/matchers/vitest.ts', 'src/matchers/jest.ts'],
  ],
  plugins: [once],
});

// As CommonJS, for `import` and `require` in Node, Deno and Bun. Vitest is none of its users: it cannot be required. The
// command starts in half the time so: Node takes its time to link ES modules, and more to look for names in CommonJS.
const { outputFiles } = await build({
  ...options,
  entryPoints: [...entries, 'src/matchers/jest.ts', 'src/cli/main.ts'],
  outExtension: { '.js': '.cjs' },
  alias: Object.fromEntries(
    Object.entries(bundled).map(([name, file]) => [name, join(root, 'node_modules', name, file)]),
  ),
  plugins: [once],
  write: false,
});
const validators = readFileSync(join(root, 'generated/validators.js'), 'utf8');
for (const { path, text } of [...outputFiles, { path: join(dist, 'chunks/validators.cjs'), text: validators }]) {
  const { code } = await transform(text, {
    ...target,
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    // ES modules are strict without a word.
    banner: '"use strict";',
    // A name of another file is a getter of a getter, which is felt until it is optimised; but what a file gives is
    // constant once it has run.
    ...(path.includes('/chunks/chunk-') && { footer: 'module.exports = { ...module.exports };' }),
    // Jest's sandbox has no `import()`.
    supported: { 'dynamic-import': false },
  });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}
// The command keeps its name.
renameSync(join(dist, 'cli/main.cjs'), join(dist, 'cli/main.js'));
writeFileSync(join(dist, 'cli/package.json'), '{ "type": "commonjs" }\n');

const licenses = Object.keys(bundled).map((name) => {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  if (file === undefined) throw new Error(`${name} has no licence`);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
});
writeFileSync(join(dist, 'LICENSES.txt'), licenses.join('\n\n'));

// The types entry has nothing that runs.
writeFileSync(join(root, 'dist/index.js'), 'export {};\n');
writeFileSync(join(root, 'dist/index.cjs'), '"use strict";\n');
chmodSync(join(root, 'dist/cli/main.js'), 0o755);

const tsc = join(root, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
if (status === 0) {
  declarations(dist);
  writeFileSync(stamp, inputs);
}
process.exitCode = status ?? 1;
