import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './program.js';

/** What test/bench/package.json names, and a newer Node, installed apart from the project. */
export interface Peers {
  /** The folder with its node_modules. */
  readonly folder: string;
  /** The program of Node 22. */
  readonly node22: string;
}

const folder = join(root, 'node_modules/.cache/bench');
const file = join(folder, 'package.json');
/** The binary alone: the package `node` would download it in a script. */
const NODE_22 = `node-22@npm:node-${process.platform}-${process.arch}@22.23.3`;

/** Installs them, where this has not been done since they were last changed. */
export function peers(): Peers {
  const wanted = readFileSync(join(root, 'test/bench/package.json'), 'utf8');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, wanted);
    const quietly = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--no-save'];
    const { status, stderr } = spawnSync('npm', ['install', '--prefix', folder, ...quietly, NODE_22], {
      encoding: 'utf8',
      cwd: folder,
    });
    if (status !== 0) {
      rmSync(folder, { recursive: true });
      throw new Error(`bench: npm could not install test/bench/package.json: ${stderr}`);
    }
  }
  return { folder, node22: join(folder, 'node_modules/node-22/bin/node') };
}

/** A module as the packages of a folder find it, this one by its own name; whoever asks says what is in it. */
export async function load<Module>(folder: string, name: string): Promise<Module> {
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href);
}

/** The version of a package that is installed in a folder. */
export const versionIn = (folder: string, name: string): string =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
