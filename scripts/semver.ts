/**
 * `npm run semver [-- BASE]`: the step of the version that the changes of all contracts demand since the last release:
 * those of their documents by `redocly diff`, those of their types by the compiler. Exits 1 when the pending changesets
 * announce less. BASE is a commit, or an earlier `generated/`, or an earlier generated/openapi.json alone; without it the
 * last tag is taken.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { apiVersion } from '../generated/constants.js';
import { type ContractPair, type Contracts, pairContracts, parseContracts } from './semver/contracts.js';
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

/** A change, in words, with the step that it demands. */
interface RatedChange {
  readonly step: Step;
  readonly what: string;
}

/** Rates the changes from a contract to the one in its place. */
function rateChanges({ base, revision }: ContractPair, folder: string): RatedChange[] {
  if (!base) return [{ step: 'minor', what: 'added' }];
  if (!revision) return [{ step: 'major', what: 'removed' }];
  if (base.bundle === revision.bundle && base.types === revision.types) return [];
  const files = { base: join(folder, 'base.json'), revision: join(folder, 'revision.json') };
  writeFileSync(files.base, base.bundle);
  writeFileSync(files.revision, revision.bundle);
  return [
    ...diffDescriptions(files.base, files.revision).map((change) => ({
      step: rateChange(change),
      what: `${change.kind} ${change.property ?? ''} ${change.path}`,
    })),
    ...listTypeChanges(base.types, revision.types).map((change) => ({
      step: rateTypeChange(change),
      what: `${change.kind} type ${change.name}`,
    })),
  ];
}

const GENERATED = 'generated';
const isDocument = (name: string): boolean => /^openapi(\/v1\.\d+)?\.json$/.test(name);

/** Reads the contracts of a folder such as `generated/`. */
function readContractsOfFolder(folder: string): Contracts {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isDocument);
  return parseContracts(names, (name) => readFileSync(join(folder, name), 'utf8'));
}

/** Reads the contracts of a commit. */
function readContractsOfCommit(ref: string): Contracts {
  const listed = git('ls-tree', '-r', '--name-only', ref, '--', GENERATED).split('\n');
  const names = listed.map((path) => path.slice(GENERATED.length + 1)).filter(isDocument);
  return parseContracts(names, (name) => git('show', `${ref}:${GENERATED}/${name}`));
}

function git(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** Finds the tag of the last release; `undefined` before the first. */
const findLastTag = (): string | undefined =>
  git('tag', '--merged', 'HEAD', '--sort=-v:refname', 'v*').split('\n')[0] || undefined;

/** Reads the earlier contracts: of a folder, of one document with the types of now, or of a commit. */
function readContracts(base: string, now: Contracts): Contracts {
  if (!existsSync(base)) return readContractsOfCommit(base);
  if (statSync(base).isDirectory()) return readContractsOfFolder(base);
  const types = now.get(apiVersion)?.types ?? '';
  const alone = parseContracts(['openapi.json'], (name) =>
    name === 'openapi.json' ? readFileSync(base, 'utf8') : types,
  );
  const others = [...now].filter(([version]) => !alone.has(version));
  return new Map([...others, ...alone]);
}

function main([base]: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'semver-'));
  try {
    const from = base ?? findLastTag();
    if (from === undefined) {
      console.log('There is no release yet, so nothing to compare with.');
      return;
    }
    const now = readContractsOfFolder(join(root, GENERATED));
    const before = readContracts(from, now);
    if (before.size === 0) throw new Error(`${from}: expected openapi.json or openapi/v1.NN.json, found neither`);
    const rated = pairContracts(before, now).flatMap((pair) =>
      rateChanges(pair, folder).map(({ step, what }) => ({ step, what: `API ${formatSpan(pair.versions)}: ${what}` })),
    );
    for (const { step, what } of rated) console.log(`${step}: ${what}`);
    const [demanded, pending] = [
      findGreatest(rated.map(({ step }) => step)),
      readAnnouncedStep(join(root, '.changeset')),
    ];
    console.log(`The contract demands ${demanded}, the changesets announce ${pending}.`);
    if (steps.indexOf(pending) < steps.indexOf(demanded)) process.exitCode = 1;
  } catch (error) {
    console.error(`semver: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const formatSpan = (versions: readonly string[]): string => [...new Set([versions[0], versions.at(-1)])].join('-');

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
