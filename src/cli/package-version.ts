import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this package, from its package.json, which stands two folders above this file when built. */
export function readPackageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  return String(version);
}
