/** Builds the file system of an engine: a small Debian, so that nothing is installed on the host. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bases, inside, packages, type Suite, treeOf } from './table.js';

/** Builds the tree of a suite unless it is there. It appears under its name when it is complete. */
export function ensureTree(suite: Suite): string {
  const tree = treeOf(suite);
  if (existsSync(tree)) return tree;
  if (spawnSync('mmdebstrap', ['--version']).status !== 0) {
    throw new Error('engines are made of Debian packages by mmdebstrap: run `apt-get install mmdebstrap`');
  }
  const building = `${tree}.${process.pid}`;
  console.error(`engine: building ${tree} from Debian packages, about a minute`);
  try {
    bootstrap(suite, building);
    mkdirSync(join(building, inside.data), { recursive: true });
    // Another process may have been faster. Its tree is as good.
    if (!existsSync(tree)) renameSync(building, tree);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return tree;
}

function bootstrap(suite: Suite, tree: string): void {
  mkdirSync(tree, { recursive: true });
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const options = [
    ...['--quiet', '--mode=root', '--variant=minbase', `--include=${packages[suite].join(',')}`],
    // A mirror that is not updated any more, or a wrong clock, is no reason to stop.
    ...['Acquire::Check-Valid-Until "false"', 'Acquire::Check-Date "false"'].map((line) => `--aptopt=${line}`),
    ...['Acquire::Languages "none"', 'APT::Install-Recommends "false"'].map((line) => `--aptopt=${line}`),
    ...['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  ];
  const base = bases[suite] ?? suite;
  const mirror = findMirror();
  const sources = [...new Set([base, suite])].map((name) => `deb [signed-by=${keyring}] ${mirror} ${name} main`);
  const { status, stderr } = spawnSync('mmdebstrap', [...options, base, tree, ...sources], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mmdebstrap could not make ${tree} (exit ${status}):\n${stderr.slice(-2000)}`);
}

/** Finds the mirror that the host's own apt uses for Debian itself. */
function findMirror(): string {
  const format = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const mirrors = execFileSync('apt-get', format, { encoding: 'utf8' }).split('\n');
  const mirror = mirrors.find((uri) => /\/debian\/?$/.test(uri));
  if (mirror) return mirror;
  throw new Error('no Debian mirror in the apt configuration of this host: expected a URI that ends in /debian');
}
