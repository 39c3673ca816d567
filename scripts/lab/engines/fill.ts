/** Fills a running engine with a set of images. Filling it again changes nothing. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requestEngine, wrapCommand } from './lifecycle.js';
import { archiveTar, image, layoutTar, manifestsOf, type OciContent } from './oci.js';
import { contract } from './sets/contract.js';
import { edgeCases } from './sets/edge-cases.js';
import { getStoreKind, type Step } from './step.js';
import { dataOf, type Engine, registry, treeOf } from './table.js';
import { tar } from './tar.js';

/** The sets of images. The recordings have the name `odd` for edge cases. */
export const sets: Readonly<Record<string, readonly Step[]>> = { contract, odd: edgeCases };

/** Takes each step of a set that the engine's store can take, and returns how many those were. */
export async function fillEngine(engine: Engine, set = 'contract'): Promise<number> {
  const steps = sets[set]?.filter((step) => isFor(engine, step)).map((step) => readProgram(engine, step));
  if (!steps) throw new Error(`no set "${set}": expected one of ${Object.keys(sets).join(', ')}`);
  const { text } = await requestEngine(engine, 'GET', '/images/json?all=1');
  const images: readonly { Id: string; RepoTags: readonly string[] | null }[] = JSON.parse(text);
  const present = new Set(images.flatMap(({ Id, RepoTags }) => [Id, ...(RepoTags ?? []).map(toCanonical)]));
  for (const step of steps) if (!isDone(engine, step, present)) await takeStep(engine, step);
  return steps.length;
}

function isFor(engine: Engine, step: Step): boolean {
  const store = getStoreKind(engine);
  if ((step.on && !step.on.includes(store)) || step.except?.includes(engine.name)) return false;
  if ('load' in step) return store === 'containerd' || step.load.archive?.platform.os === 'linux';
  return !('buildx' in step) || (engine.program === 'docker' && engine.suite !== 'bookworm');
}

/** Turns a program into an image to load. */
function readProgram(engine: Engine, step: Step): Step {
  if (!('program' in step)) return step;
  const { program, as, created, command = [] } = step;
  const layer = tar({ [program]: readFileSync(join(treeOf(engine.suite), program)) });
  return { load: image({ created, layers: [layer], command }), as: [as] };
}

/** Whether a step was taken before. A second load leaves a dangling image, a second buildx makes another image. */
function isDone(engine: Engine, step: Step, present: ReadonlySet<string>): boolean {
  if ('buildx' in step) return present.has(toCanonical(step.as));
  if (!('load' in step)) return false;
  const { load, as, verbatim } = step;
  const id = getStoreKind(engine) === 'containerd' ? load.descriptor.digest : load.archive?.config;
  return [id ?? '', ...(verbatim ? [] : as.map(toCanonical))].every((one) => present.has(one));
}

async function takeStep(engine: Engine, step: Step): Promise<void> {
  const sendTar = (path: string, body: Buffer) => post(engine, path, { body, type: 'application/x-tar' });
  if ('load' in step) {
    const { load, as, verbatim } = step;
    const names = verbatim ? as : as.map(toCanonical);
    const isLayout = getStoreKind(engine) === 'containerd' || !load.archive;
    await sendTar('/images/load', isLayout ? layoutTar(load, names) : archiveTar(load.archive, names));
  } else if ('pull' in step) {
    const [repository = '', tag] = step.from.split(':');
    writeToRegistry(engine, step.pull, repository, tag);
    const query = { fromImage: `${registry}/${repository}`, tag: tag ?? step.pull.descriptor.digest };
    await post(engine, `/images/create?${new URLSearchParams(query)}`);
  } else if ('build' in step) {
    const query = new URLSearchParams({ t: step.as, rm: '1', layers: '1' });
    await sendTar(`/build?${query}`, tar({ Dockerfile: step.build }));
  } else if ('buildx' in step) {
    const fixed = ['--quiet', '--build-arg=SOURCE_DATE_EPOCH=1600000000', '--tag', step.as, ...(step.options ?? [])];
    const [program, ...args] = wrapCommand(engine, ['docker', 'buildx', 'build', ...fixed, '-']);
    const { status, stderr } = spawnSync(program, args, { input: tar({ Dockerfile: step.buildx }), encoding: 'utf8' });
    if (status !== 0) throw new Error(`${engine.name}: buildx ${step.as}: exit ${status}: ${stderr.trim()}`);
  } else if ('tag' in step) {
    const [repo = '', tag = 'latest'] = step.as.split(':');
    await post(engine, `/images/${step.tag}/tag?${new URLSearchParams({ repo, tag })}`);
  } else if ('use' in step) {
    const { use, container, command, start } = step;
    if ((await requestEngine(engine, 'GET', `/containers/${container}/json`)).status !== 200) {
      // A container that ignores signals would delay the end of the engine.
      const body = { Image: use, Cmd: command, StopSignal: 'SIGKILL', HostConfig: { NetworkMode: 'none' } };
      await post(engine, `/containers/create?name=${container}`, { body: JSON.stringify(body) });
    }
    if (start) await post(engine, `/containers/${container}/start`);
  }
}

/** Posts. An error may be in the status, or in the stream of progress. */
async function post(engine: Engine, path: string, options: Parameters<typeof requestEngine>[3] = {}): Promise<void> {
  const { status, text } = await requestEngine(engine, 'POST', path, options);
  const failure = /"error(?:Detail)?":\s*[{"].*/.exec(text)?.[0];
  if ((status < 300 || status === 304) && !failure) return;
  throw new Error(`${engine.name}: POST ${path}: status ${status}, ${failure ?? text.trim()}`);
}

/** Writes a content into the storage of the engine's registry, so that it can be pulled. */
function writeToRegistry(engine: Engine, content: OciContent, repository: string, tag?: string): void {
  const root = join(dataOf(engine), 'registry/docker/registry/v2');
  const home = `repositories/${repository}`;
  const { digest } = content.descriptor;
  const hexOf = (one: string): string => one.replace('sha256:', '');
  const files: Record<string, Buffer | string> = {};
  for (const [one, bytes] of content.blobs) {
    files[`blobs/sha256/${hexOf(one).slice(0, 2)}/${hexOf(one)}/data`] = bytes;
    files[`${home}/_layers/sha256/${hexOf(one)}/link`] = one;
  }
  for (const one of manifestsOf(content)) files[`${home}/_manifests/revisions/sha256/${hexOf(one)}/link`] = one;
  if (tag) {
    files[`${home}/_manifests/tags/${tag}/current/link`] = digest;
    files[`${home}/_manifests/tags/${tag}/index/sha256/${hexOf(digest)}/link`] = digest;
  }
  for (const [path, bytes] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, bytes);
  }
}

/** Gives a name with its domain, as containerd keeps it. */
function toCanonical(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && /[.:]/.test(first)) return name;
  return rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`;
}
