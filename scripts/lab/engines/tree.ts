/** The file system of an engine: a small Debian made of packages, so that nothing is installed on the host. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inside, treeOf } from './paths.js';
import { EngineProblem, lastLines } from './problem.js';
import { bases, packages, type Suite } from './table.js';

/** Builds the tree of a suite unless it stands; it appears under its name only when it is whole. */
export function ensureTree(suite: Suite): string {
  const tree = treeOf(suite);
  if (existsSync(tree)) return tree;
  requireDebian();
  requireMmdebstrap();
  const building = `${tree}.${process.pid}`;
  console.error(`engine: building ${tree} from Debian packages, about a minute`);
  try {
    bootstrap(suite, building);
    mkdirSync(join(building, inside.data), { recursive: true });
    // Another process may have been faster: its tree is as good.
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
    // A mirror that stands still, or a clock that does not, is no reason to stop.
    ...['Acquire::Check-Valid-Until "false"', 'Acquire::Check-Date "false"'].map((line) => `--aptopt=${line}`),
    ...['Acquire::Languages "none"', 'APT::Install-Recommends "false"'].map((line) => `--aptopt=${line}`),
    ...['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  ];
  const base = bases[suite] ?? suite;
  const mirror = debianMirror();
  const sources = [...new Set([base, suite])].map((name) => `deb [signed-by=${keyring}] ${mirror} ${name} main`);
  const { status, stderr } = spawnSync('mmdebstrap', [...options, base, tree, ...sources], { encoding: 'utf8' });
  if (status === 0) return;
  throw new EngineProblem(
    `mmdebstrap could not make ${tree} (exit ${status}):\n${lastLines(stderr)}\nMend the cause and start again.`,
  );
}

/** The mirror that the host's own apt uses for Debian itself. */
function debianMirror(): string {
  const format = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const mirrors = execFileSync('apt-get', format, { encoding: 'utf8' }).split('\n');
  const mirror = mirrors.find((uri) => /\/debian\/?$/.test(uri));
  if (mirror) return mirror;
  throw new EngineProblem(
    'no Debian mirror in the apt configuration of this host: expected a URI that ends in /debian',
  );
}

function requireDebian(): void {
  if (succeeds('apt-get', '--version')) return;
  throw new EngineProblem('engines are made of Debian packages, and this host has no apt-get: run it on Debian');
}

function requireMmdebstrap(): void {
  if (succeeds('mmdebstrap', '--version')) return;
  console.error('engine: installing mmdebstrap');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq']);
  const install = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap'], { env });
  if (install.status === 0) return;
  throw new EngineProblem('mmdebstrap is not here and apt-get cannot install it: install it by hand, then start again');
}

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
