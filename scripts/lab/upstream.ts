/**
 * `npm run upstream -- [--write] FILE...`: says what the files that Docker publishes say otherwise of GET /images/json since
 * the last run, and what of the recorded lists they reject, as they are and fixed by generated/docker.overlay.yaml.
 *
 * Exit status 1 if anything changed or a fixed file rejects a list. `--write` keeps the parts in the lock.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, withFileErrors } from '../../src/recordings/input-error.js';
import { parseMinorVersion } from '../../src/values/api-version.js';
import type { JsonObject } from '../generate/bundle.js';
import { hashTexts, listChanges, readPart, type UpstreamPart } from './upstream/part.js';
import { checkRecordings, readDockerOverlay, repair } from './upstream/repair.js';

/** What Docker says of GET /images/json at some API versions, without its sentences. A version has several while its files differ. */
export interface LockedPart {
  readonly versions: readonly string[];
  readonly part: JsonObject;
}

const LOCK = join(import.meta.dirname, '../../openapi/upstream.lock.json');

export const readLock = (): LockedPart[] => JSON.parse(readFileSync(LOCK, 'utf8'));

/** What is said of some files. */
export interface UpstreamReport {
  readonly text: string;
  readonly isAsExpected: boolean;
  readonly lock: readonly LockedPart[];
}

/** Compares files with the lock, and checks the recordings by them; throws InputError where one cannot be read. */
export async function compareFiles(files: readonly string[], lock: readonly LockedPart[]): Promise<UpstreamReport> {
  const overlay = readDockerOverlay();
  const parts: UpstreamPart[] = [];
  const sections: string[] = [];
  let isAsExpected = true;
  for (const file of files) {
    const part = readPart(
      withFileErrors('read', file, () => readFileSync(file, 'utf8')),
      file,
    );
    const changes = compareWithLock(part, lock);
    const [as, fixed] = [checkRecordings(part), checkRecordings(await repair(part, overlay))];
    parts.push(part);
    isAsExpected &&= changes.length === 0 && fixed.reasons.length === 0;
    sections.push(
      [
        `## ${basename(file)}, API ${part.version}`,
        ...(changes.length === 0 ? ['Nothing changed.'] : changes),
        `It rejects ${as.rejected} of ${as.lists} recorded lists; fixed by docker.overlay.yaml, ${fixed.rejected}.`,
        ...fixed.reasons.map((reason) => `- fixed, it still does not take: ${reason}`),
      ].join('\n'),
    );
  }
  return { text: `${sections.join('\n\n')}\n`, isAsExpected, lock: updateLock(lock, parts) };
}

/** Lists what differs from the locked part of the version, else of the newest older version. */
function compareWithLock({ version, document }: UpstreamPart, lock: readonly LockedPart[]): string[] {
  const fresh = toLocked(document);
  const known = lock.filter(({ versions }) => versions.includes(version));
  const changes = known.map(({ part }) => listChanges(part, fresh)).sort((a, b) => a.length - b.length);
  if (changes[0]) return changes[0];
  const isOlder = (own: string): boolean => parseMinorVersion(own) < parseMinorVersion(version);
  const older = lock.findLast(({ versions }) => versions.some(isOlder));
  if (!older) return ['A new version, and none is older.'];
  const last = older.versions.findLast(isOlder);
  const differing = listChanges(older.part, fresh);
  return differing.length > 0
    ? [`A new version. Since ${last}:`, ...differing]
    : [`A new version, the same as ${last}.`];
}

/** The part that the lock keeps: without the version. */
function toLocked({ swagger, paths, definitions }: JsonObject): JsonObject {
  return hashTexts({ swagger, paths, definitions } as JsonObject) as JsonObject; // an object stays one
}

/** Replaces the parts of all versions that were read; equal parts of several versions are one. */
function updateLock(lock: readonly LockedPart[], parts: readonly UpstreamPart[]): LockedPart[] {
  const isKept = (version: string): boolean => parts.every((part) => part.version !== version);
  const kept = lock.map(({ versions, part }) => ({ versions: versions.filter(isKept), part }));
  for (const { version, document } of parts) {
    const part = toLocked(document);
    const same = kept.find((one) => listChanges(one.part, part).length === 0);
    if (!same) kept.push({ versions: [version], part });
    else if (!same.versions.includes(version)) same.versions.push(version);
  }
  const minors = ({ versions }: LockedPart): number[] => versions.map(parseMinorVersion).sort((a, b) => a - b);
  return kept
    .filter(({ versions }) => versions.length > 0)
    .map((one) => ({ versions: minors(one).map((minor) => `1.${minor}`), part: one.part }))
    .sort((a, b) => Math.min(...minors(a)) - Math.min(...minors(b)));
}

if (process.argv[1] === import.meta.filename) {
  const words = process.argv.slice(2);
  const files = words.filter((word) => word !== '--write');
  try {
    if (files.length === 0) throw new InputError('expected FILE..., descriptions as Docker publishes them');
    const { text, isAsExpected, lock } = await compareFiles(files, readLock());
    process.stdout.write(text);
    process.exitCode = isAsExpected ? 0 : 1;
    if (words.includes('--write')) writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`upstream: ${error.message}\n`);
    process.exitCode = 2;
  }
}
