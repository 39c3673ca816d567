/**
 * `npm run semver [-- BASE]`: the step of the version that the changes of all contracts demand since the last release:
 * those of their documents by `redocly diff`, those of their types by the compiler. Exits 1 when the pending changesets
 * announce less. BASE is a commit or a folder like `generated/`; without it the last tag is taken.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compareVersions } from './docs/content/versions.js';
import { listTypeChanges, type TypeChange } from './semver/types.js';

const root = join(import.meta.dirname, '..');
const steps = ['none', 'patch', 'minor', 'major'] as const;
type Step = (typeof steps)[number];
const findGreatest = (all: readonly Step[]): Step =>
  steps[Math.max(0, ...all.map((step) => steps.indexOf(step)))] ?? 'none';

/** A change as `redocly diff` lists it. */
interface Change {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'modified';
  readonly property?: string;
}

/** Keywords for people: no check and no type depends on them. */
const PROSE = /^(description|summary|title|examples?|x-.*|externalDocs|contact|license|tags|comment|\$comment)$/;

/** A new branch of a union, such as a new `Kind`: exhaustive code stops compiling. */
const BRANCH = /\/(discriminator\/mapping|oneOf|anyOf|enum)\/[^/]+$/;

/**
 * The step that one change demands. Its own ratings call the loss of a parameter or a filter key a patch, so they do not
 * count: what is new is minor, what is said otherwise is a patch, and all else turns an exchange into an error or stops
 * code from compiling.
 */
export function rateChange({ path, kind, property }: Change): Step {
  const isProse =
    PROSE.test(property ?? '') || path.split('/').some((token) => PROSE.test(token)) || /^#\/(info|tags)\b/.test(path);
  if (isProse) return 'patch';
  return kind === 'added' && !BRANCH.test(path) ? 'minor' : 'major';
}

/** Lists the changes from one description to another. */
export function diffDescriptions(base: string, revision: string): Change[] {
  const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const words = [redocly, 'diff', base, revision, '--format', 'json', '--fail-on', 'none'];
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`redocly diff ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.slice(stdout.indexOf('{'))).changes;
}

/** Reads the greatest step that the pending changesets announce. */
export const readAnnouncedStep = (folder: string): Step =>
  findGreatest(
    readdirSync(folder)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .flatMap((name) => {
        const [, head = ''] = /^---\n(.*?)^---/ms.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
        const found = Object.values<unknown>(parse(head) ?? {});
        return steps.filter((step) => found.includes(step));
      }),
  );

/** Types of what callers send. One more way to request breaks no code. */
const REQUEST_TYPES = /^(FilterKey|ImageList(Query|Filters\w*)|ValueSet)$/;

/** Decides the step that a change of a type demands: a response type that is widened breaks exhaustive code. */
export const rateTypeChange = ({ kind, name }: TypeChange): Step =>
  kind === 'added' || (kind === 'widened' && REQUEST_TYPES.test(name)) ? 'minor' : 'major';

/** The OpenAPI document and the types of a contract, as texts. */
interface PublishedContract {
  readonly bundle: string;
  readonly types: string;
}

/** Reads the contracts in a folder like `generated/`, by API version: file names change with the boundaries between them. */
function readContracts(folder: string): Map<string, PublishedContract> {
  const found = new Map<string, PublishedContract>();
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const [isDocument, version] = /^openapi(?:[\\/](v1\.\d+))?\.json$/.exec(name) ?? [];
    if (!isDocument) continue;
    const contract = { bundle: read(name), types: read(version ? `types/${version}.d.ts` : 'images-json.d.ts') };
    for (const { url } of JSON.parse(contract.bundle).servers) found.set(url.replace('/v', ''), contract);
  }
  if (found.size === 0) throw new Error(`${folder}: expected openapi.json or openapi/v1.NN.json, found neither`);
  return found;
}

/** Writes `generated/` of a commit below a folder, and returns its path. */
function extractCommit(ref: string, folder: string): string {
  const archive = join(folder, 'generated.tar');
  run('git', 'archive', '-o', archive, ref, 'generated');
  run('tar', '-xf', archive, '-C', folder);
  return join(folder, 'generated');
}

function run(file: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(file, words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${file} ${words.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** Rates the changes from a contract to the one in its place, by what they are in words. */
function rateContract(
  base: PublishedContract | undefined,
  revision: PublishedContract | undefined,
  folder: string,
): [what: string, step: Step][] {
  if (!base) return [['added', 'minor']];
  if (!revision) return [['removed', 'major']];
  if (base.bundle === revision.bundle && base.types === revision.types) return [];
  const files = [join(folder, 'base.json'), join(folder, 'revision.json')] as const;
  writeFileSync(files[0], base.bundle);
  writeFileSync(files[1], revision.bundle);
  const changes = diffDescriptions(...files).map((change): [string, Step] => [
    `${change.kind} ${change.property ?? ''} ${change.path}`,
    rateChange(change),
  ]);
  const typeChanges = listTypeChanges(base.types, revision.types).map((change): [string, Step] => [
    `${change.kind} type ${change.name}`,
    rateTypeChange(change),
  ]);
  return [...changes, ...typeChanges];
}

/** Lists each change once, with the API versions at which it is made. */
function listChanges(from: string, folder: string): { what: string; step: Step; versions: string[] }[] {
  const before = readContracts(existsSync(from) ? from : extractCommit(from, folder));
  const now = readContracts(join(root, 'generated'));
  const found = new Map<string, { what: string; step: Step; versions: string[] }>();
  const rated = new Map<string, ReturnType<typeof rateContract>>();
  for (const version of [...new Set([...before.keys(), ...now.keys()])].sort(compareVersions)) {
    const [base, revision] = [before.get(version), now.get(version)];
    // Neighbouring versions share a contract.
    const key = JSON.stringify([base, revision]);
    const changes = rated.get(key) ?? rateContract(base, revision, folder);
    rated.set(key, changes);
    for (const [what, step] of changes) {
      const change = found.get(what) ?? { what, step, versions: [] };
      change.versions.push(version);
      found.set(what, change);
    }
  }
  return [...found.values()];
}

function main([base]: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'semver-'));
  try {
    const from = base ?? run('git', 'tag', '--merged', 'HEAD', '--sort=-v:refname', 'v*').split('\n')[0];
    if (!from) {
      console.log('There is no release yet, so nothing to compare with.');
      return;
    }
    const changes = listChanges(from, folder);
    for (const { step, what, versions } of changes) console.log(`${step}: API ${versions.join(', ')}: ${what}`);
    const demanded = findGreatest(changes.map(({ step }) => step));
    const pending = readAnnouncedStep(join(root, '.changeset'));
    console.log(`The contract demands ${demanded}, the changesets announce ${pending}.`);
    if (steps.indexOf(pending) < steps.indexOf(demanded)) process.exitCode = 1;
  } catch (error) {
    console.error(`semver: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
