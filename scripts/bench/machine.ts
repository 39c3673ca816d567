import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { type Peers, versionIn } from './peers.js';
import { root } from './program.js';

/** On what it was measured, in words. */
export function machine(): string {
  const [first] = os.cpus();
  const memory = Math.round(os.totalmem() / 1e9);
  return `${os.cpus().length} cores of ${first?.model.trim()}, ${memory} GB of memory, ${os.type()} on ${os.arch()}`;
}

/** Peers that the project has anyway. */
const OWN = ['ajv', '@redocly/cli', 'typescript', 'tinybench'];

/** What ran, with versions. */
export function versions({ folder }: Peers): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return [
    `Node ${process.versions.node}`,
    `Node ${versionIn(folder, 'node-22')} where it says so`,
    ...OWN.map((name) => `${name} ${versionIn(root, name)}`),
    ...Object.keys(dependencies).map((name) => `${name} ${versionIn(folder, name)}`),
  ];
}
