import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = join(import.meta.dirname, '../../..');

/** The folder that the peers are installed in, apart from the dependencies of the project. */
export const peersFolder = join(root, 'node_modules/.cache/bench');

/** The versions of Node that everything is measured on, each with its executable. */
export const nodes = ['20.20.2', '24.22.3'].map((version) => ({
  version,
  program: join(peersFolder, `node_modules/node-${version}/bin/node`),
}));

/** The package `node` downloads the executable in an install script; the packages by platform contain it. */
const platformPackage = `node-${process.platform}-${process.arch}`;
const dependencies = {
  dockerode: '5.0.1',
  ...Object.fromEntries(nodes.map(({ version }) => [`node-${version}`, `npm:${platformPackage}@${version}`])),
};

/** Installs the peers, unless the same versions are installed already. */
export function installPeers(): void {
  const file = join(peersFolder, 'package.json');
  const manifest = JSON.stringify({ private: true, dependencies });
  if (existsSync(file) && readFileSync(file, 'utf8') === manifest) return;
  rmSync(peersFolder, { recursive: true, force: true });
  mkdirSync(peersFolder, { recursive: true });
  writeFileSync(file, manifest);
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  const { status, stderr } = spawnSync('npm', ['install', ...options], { cwd: peersFolder, encoding: 'utf8' });
  if (status === 0) return;
  rmSync(peersFolder, { recursive: true });
  throw new Error(`bench: npm could not install ${Object.keys(dependencies).join(', ')}: ${stderr}`);
}

/** Imports a module as a package in `folder` resolves it. The caller states its type. */
export async function load<Module>(folder: string, name: string): Promise<Module> {
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href);
}
