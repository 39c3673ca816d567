/**
 * `npm run semver [-- BASE]`: the step of the version that the changes of the contract demand since the last release, by
 * `redocly diff`; exits 1 when the pending changesets announce less. BASE is an earlier generated/openapi.json; without
 * it the one of the last tag is taken.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const steps = ['none', 'patch', 'minor', 'major'] as const;
type Step = (typeof steps)[number];
const greatest = (all: readonly Step[]): Step =>
  steps[Math.max(0, ...all.map((step) => steps.indexOf(step)))] ?? 'none';

/** A change as `redocly diff` lists it. */
interface Change {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly property?: string;
}

/** What is for people: no exchange is judged by it, and no type made of it. */
const PROSE = /^(description|summary|title|examples?|x-.*|externalDocs|contact|license|tags|comment|\$comment)$/;

/** A new branch of a union, such as a new `Kind`: code that tells all of them apart stops compiling. */
const BRANCH = /\/(discriminator\/mapping|oneOf)\//;

/**
 * The step that one change demands. Its own ratings call the loss of a parameter or a filter key a patch, so they do not
 * count: what is new is minor, what is said otherwise is a patch, and all else turns an exchange into an error or stops
 * code from compiling.
 */
export function stepOf({ path, kind, property }: Change): Step {
  const isProse =
    PROSE.test(property ?? '') || path.split('/').some((token) => PROSE.test(token)) || /^#\/(info|tags)\b/.test(path);
  if (isProse) return 'patch';
  return kind === 'added' && !BRANCH.test(path) ? 'minor' : 'major';
}

/** What changed from one description to the other. */
export function changesBetween(base: string, revision: string): Change[] {
  const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const words = [redocly, 'diff', base, revision, '--format', 'json', '--fail-on', 'none'];
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`redocly diff ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.indexOf('{'))).changes;
}

/** The greatest step that the pending changesets announce. */
export const announced = (folder: string): Step =>
  greatest(
    readdirSync(folder)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .flatMap((name) => {
        const [, head = ''] = /^---\n(.*?)^---/ms.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
        const found = Object.values<unknown>(parse(head) ?? {});
        return steps.filter((step) => found.includes(step));
      }),
  );

/** The bundle of the last release, in a file of its own; undefined before the first. */
function released(folder: string): string | undefined {
  const git = (...words: string[]) => spawnSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const tag = git('describe', '--tags', '--abbrev=0', '--match', 'v*');
  if (tag.status !== 0) return undefined;
  const { status, stdout, stderr } = git('show', `${tag.stdout.trim()}:generated/openapi.json`);
  if (status !== 0) throw new Error(`git show ${tag.stdout.trim()}:generated/openapi.json: ${stderr}`);
  const file = join(folder, 'released.json');
  writeFileSync(file, stdout);
  return file;
}

function main([base]: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'semver-'));
  try {
    const from = base ?? released(folder);
    if (from === undefined) {
      console.log('There is no release yet, so nothing to compare with.');
      return;
    }
    const changes = changesBetween(from, join(root, 'generated/openapi.json'));
    for (const change of changes)
      console.log(`${stepOf(change)}: ${change.kind} ${change.property ?? ''} ${change.path}`);
    const [demanded, pending] = [greatest(changes.map(stepOf)), announced(join(root, '.changeset'))];
    console.log(`The contract demands ${demanded}, the changesets announce ${pending}.`);
    if (steps.indexOf(pending) < steps.indexOf(demanded)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
