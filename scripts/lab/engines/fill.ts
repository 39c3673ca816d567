/** Fills a running engine with a set of images; filling it again changes nothing. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ask, ask } from './http.js';
import { engineVersion, insideEngine } from './lifecycle.js';
import { archiveTar, image, layoutTar } from './oci.js';
import { registry, socketOf, treeOf } from './paths.js';
import { EngineProblem } from './problem.js';
import { seedRegistry } from './registry.js';
import { contract } from './sets/contract.js';
import { odd } from './sets/edge-cases.js';
import { other } from './sets/other.js';
import { type Build, type Buildx, type Load, type Pull, type Step, storeOf, type Tag, type Use } from './step.js';
import type { Engine } from './table.js';
import { tar } from './tar.js';

export const sets = { contract, other, odd } as const;
export type SetName = keyof typeof sets;
export const isSetName = (name: string): name is SetName => Object.hasOwn(sets, name);

/** Takes each step of a set that the engine's store can take; gives how many those were. */
export async function fillEngine(engine: Engine, set: SetName = 'contract'): Promise<number> {
  if (!(await engineVersion(engine))) throw new EngineProblem(`${engine.name} is down: start it first`);
  const steps = sets[set].filter((step) => isFor(engine, step)).map((step) => withProgram(engine, step));
  const there = await imagesOf(engine);
  for (const step of steps) if (!isThere(engine, step, there)) await take(engine, step);
  return steps.length;
}

function isFor(engine: Engine, step: Step): boolean {
  const store = storeOf(engine);
  if ((step.on && !step.on.includes(store)) || step.except?.includes(engine.name)) return false;
  if ('load' in step) return store === 'containerd' || step.load.archive?.platform.os === 'linux';
  return !('buildx' in step) || (engine.program === 'docker' && engine.suite !== 'bookworm');
}

/** A program is loaded like any image, once its file is read. */
function withProgram(engine: Engine, step: Step): Step {
  if (!('program' in step)) return step;
  const { program, as, created, command = [] } = step;
  const layer = tar({ [program]: readFileSync(join(treeOf(engine.suite), program)) });
  return { load: image({ created, layers: [layer], command }), as: [as] };
}

/** The ids and names of all images of an engine. */
async function imagesOf(engine: Engine): Promise<ReadonlySet<string>> {
  const { text } = await ask(socketOf(engine), '/images/json?all=1');
  // The two members that every engine has; older ones write null for an empty list.
  const images = JSON.parse(text) as readonly { Id: string; RepoTags: readonly string[] | null }[];
  return new Set(images.flatMap(({ Id, RepoTags }) => [Id, ...(RepoTags ?? []).map(canonical)]));
}

/** Whether a step was taken before; a second load leaves a dangling record, a second buildx another image. */
function isThere(engine: Engine, step: Step, there: ReadonlySet<string>): boolean {
  if ('buildx' in step) return there.has(canonical(step.as));
  if (!('load' in step)) return false;
  const { load, as, verbatim } = step;
  const names = verbatim ? [] : as.map(canonical);
  const id = storeOf(engine) === 'containerd' ? load.descriptor.digest : load.archive?.config;
  return [id ?? '', ...names].every((one) => there.has(one));
}

function take(engine: Engine, step: Step): Promise<void> | void {
  if ('load' in step) return load(engine, step);
  if ('pull' in step) return pull(engine, step);
  if ('build' in step) return build(engine, step);
  if ('buildx' in step) return buildx(engine, step);
  if ('tag' in step) return tag(engine, step);
  if ('use' in step) return use(engine, step);
}

async function load(engine: Engine, { load, as, verbatim }: Load): Promise<void> {
  const names = verbatim ? as : as.map(canonical);
  const inLayout = storeOf(engine) === 'containerd' || !load.archive;
  const body = inLayout ? layoutTar(load, names) : archiveTar(load.archive, names);
  await tell(engine, `load ${as[0] ?? 'without a name'}`, '/images/load', { body, type: 'application/x-tar' });
}

async function pull(engine: Engine, { pull, from }: Pull): Promise<void> {
  const [repository = from, tag] = from.split(':');
  seedRegistry(engine, pull, repository, tag);
  const query = new URLSearchParams({ fromImage: `${registry}/${repository}`, tag: tag ?? pull.descriptor.digest });
  await tell(engine, `pull ${from}`, `/images/create?${query}`);
}

async function build(engine: Engine, { build, as }: Build): Promise<void> {
  const body = tar({ Dockerfile: build });
  const query = new URLSearchParams({ t: as, rm: '1', layers: '1' });
  await tell(engine, `build ${as}`, `/build?${query}`, { body, type: 'application/x-tar' });
}

function buildx(engine: Engine, { buildx, as, options = [] }: Buildx): void {
  const fixed = ['--quiet', '--build-arg=SOURCE_DATE_EPOCH=1600000000', '--tag', as];
  const [program, ...args] = insideEngine(engine, ['docker', 'buildx', 'build', ...fixed, ...options, '-']);
  const { status, stderr } = spawnSync(program, args, { input: tar({ Dockerfile: buildx }), encoding: 'utf8' });
  if (status !== 0) throw new EngineProblem(`${engine.name}: buildx ${as}: exit ${status}: ${stderr.trim()}`);
}

async function tag(engine: Engine, { tag, as }: Tag): Promise<void> {
  const [repo = as, name = 'latest'] = as.split(':');
  await tell(engine, `tag ${as}`, `/images/${tag}/tag?${new URLSearchParams({ repo, tag: name })}`);
}

async function use(engine: Engine, { use, container, command, start }: Use): Promise<void> {
  const known = await ask(socketOf(engine), `/containers/${container}/json`);
  if (known.status !== 200) {
    // A container that heeds no signal would hold up the engine's own end.
    const body = { Image: use, Cmd: command, StopSignal: 'SIGKILL', HostConfig: { NetworkMode: 'none' } };
    await tell(engine, `create ${container}`, `/containers/create?name=${container}`, { body: JSON.stringify(body) });
  }
  if (start) await tell(engine, `start ${container}`, `/containers/${container}/start`);
}

/** Posts; an error in a stream of progress is as much an error as a status is. */
async function tell(engine: Engine, what: string, path: string, options: Ask = {}): Promise<void> {
  const { status, text } = await ask(socketOf(engine), path, { method: 'POST', ...options });
  const failure = /"error(?:Detail)?":\s*[{"].*/.exec(text)?.[0];
  const isDone = status < 300 || status === 304;
  if (isDone && !failure) return;
  throw new EngineProblem(`${engine.name}: ${what}: status ${status}, ${failure ?? text.trim()}`);
}

/** A name as containerd keeps it: with its domain. */
function canonical(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length && /[.:]/.test(first)) return name;
  return rest.length ? `docker.io/${name}` : `docker.io/library/${name}`;
}
