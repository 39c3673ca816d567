import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What nobody can review: the build makes it, git ignores it, and generated/lock.json has its hashes. */
export const BUILT: readonly string[] = [
  'generated/validators.js',
  'generated/report-validator.js',
  'generated/fixtures.json',
];

/** Everything that a build reads: files, and folders with all that they hold. */
const INPUTS = [
  ...['src', 'generated', 'openapi', 'scripts/build.ts', 'scripts/build', 'scripts/generate'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'redocly.yaml'],
  ...['test/recordings/docker-28.5.2-containerd', 'test/recordings/docker-28.5.2-overlay2'],
];

/** The hash of all that a build reads. A build that has this hash in `dist/` need not run again. */
export function hashInputs(root: string): string {
  const hash = createHash('sha256');
  const names = INPUTS.flatMap((name) => {
    if (!statSync(join(root, name)).isDirectory()) return [name];
    const found = readdirSync(join(root, name), { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  });
  for (const name of names.filter((name) => !BUILT.includes(name)).sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether the last build read the same and its results are there. */
export function isFresh(root: string, stamp: string, inputs: string): boolean {
  return [stamp, ...BUILT.map((name) => join(root, name))].every(existsSync) && readFileSync(stamp, 'utf8') === inputs;
}
