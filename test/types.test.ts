import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './cli/run.js';
import { errorsIn, programOf } from './compile.js';

/** The other compilers that the types are for, by the folder that each has in node_modules. */
const compilers = ['typescript-5.4', 'typescript-6', 'typescript-7'];
// The types need neither a browser's names nor Node's, and what TypeScript brings itself is not ours to look through.
const compilerOptions = {
  module: 'node16',
  target: 'es2022',
  lib: ['es2022'],
  strict: true,
  noEmit: true,
  skipDefaultLibCheck: true,
  types: [],
};
const files = ['right', 'wrong'].flatMap((name) => [`${name}.mts`, `${name}.cts`]);

/** A project that has nothing but the package, as ESM and as CommonJS. */
let project = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'types-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  for (const file of files) {
    copyFileSync(join(root, 'test/types', file.replace(/\.[mc]ts$/, '.ts')), join(project, file));
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
});
afterAll(() => rmSync(project, { recursive: true }));

describe('compiles what is right and refuses what is wrong, from ESM and CommonJS', () => {
  test('typescript', () => {
    const paths = files.map((file) => join(project, file));
    expect(errorsIn(programOf(project, compilerOptions, paths))).toBe('');
  });

  test.each(compilers)('%s', (compiler) => {
    const tsc = join(root, 'node_modules', compiler, 'bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});

test('the types entry has no run-time code', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const { types, default: module } of Object.values<{ types: string; default: string }>(exports['.'])) {
    expect(existsSync(join(root, types))).toBe(true);
    expect(readFileSync(join(root, module), 'utf8')).toMatch(/^(export \{\}|"use strict");\n$/);
  }
});
