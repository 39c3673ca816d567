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

/** The compilers that the types are for, by the folder that each has in node_modules. */
const compilers = ['typescript-5.4', 'typescript', 'typescript-6', 'typescript-7'];

/** A project that has nothing but the package, as ESM and as CommonJS. */
let project = '';
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'types-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  for (const name of ['right', 'wrong']) {
    for (const extension of ['mts', 'cts']) {
      copyFileSync(join(root, `test/types/${name}.ts`), join(project, `${name}.${extension}`));
    }
  }
  const compilerOptions = { module: 'node16', target: 'es2022', strict: true, noEmit: true, types: [] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }));
});
afterAll(() => rmSync(project, { recursive: true }));

describe.each(compilers)('%s', (compiler) => {
  test('compiles what is right and refuses what is wrong, from ESM and CommonJS', () => {
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
