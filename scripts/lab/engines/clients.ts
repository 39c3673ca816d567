/** The clients that people use, and what they print of an engine: the same as of a mock engine in its place. */
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { findEngine } from '../../../src/client/find-engine.js';
import { getExchange } from '../../../src/client/get-exchange.js';
import type { ImageSummary } from '../../../src/index.js';
import { createListTarget } from '../../../src/probes/probes.js';
import { type Engine, hostOf, treeOf } from './table.js';

/** A client on this machine. */
export interface Client {
  /** Its name with its version: `docker 28.5.2`. */
  readonly name: string;
  /** Runs command lines at a host. */
  readonly run: (lines: readonly string[], host: string) => Promise<readonly Output[]>;
}

/** The output of a client for a command line. */
export interface Output {
  readonly line: string;
  readonly status: number;
  /** Its lines, as `toComparable` leaves them. */
  readonly out: readonly string[];
  readonly problems: string;
}

/** Runs all lines in one process, which takes a second to start. */
const python = `
import docker, json, sys
api = docker.from_env().api
for line in sys.argv[1:]:
    output = {'line': line, 'status': 0, 'out': [], 'problems': ''}
    try:
        images = api.images(**json.loads(line.split(' ', 1)[1]))
        output['out'] = sorted(json.dumps(image, sort_keys=True, ensure_ascii=False) for image in images)
    except docker.errors.APIError as error:
        output.update(status=error.status_code, problems=error.explanation)
    print(json.dumps(output))
`;

/** Finds clients on the PATH and in the engines' trees, each version once. */
export function findClients(): readonly Client[] {
  const inTrees = (['bookworm', 'forky'] as const).map((suite) => join(treeOf(suite), 'usr/bin/docker'));
  const found = [...['docker', ...inTrees].map(findDocker), findPython()].flatMap((client) => client ?? []);
  return [...new Map(found.map((client) => [client.name, client])).values()];
}

function findDocker(program: string): Client | undefined {
  const version = readVersion(program, '--version');
  const runLine = async (line: string, host: string): Promise<Output> => {
    const { status, out, problems } = await runProgram(program, line.split(' '), host);
    return { line, status, out: toComparable(out), problems };
  };
  const run: Client['run'] = (lines, host) => Promise.all(lines.map((line) => runLine(line, host)));
  return version === undefined ? undefined : { name: `docker ${version}`, run };
}

function findPython(): Client | undefined {
  const version = readVersion('python3', '-c', 'import docker; print(docker.__version__)');
  const run: Client['run'] = async (lines, host) => {
    const { status, out, problems } = await runProgram('python3', ['-c', python, ...lines], host);
    if (status !== 0) throw new Error(`python3: exit ${status}: ${problems}`);
    return out.split('\n').flatMap((json) => (json === '' ? [] : JSON.parse(json)));
  };
  return version === undefined ? undefined : { name: `python3-docker ${version}`, run };
}

function readVersion(program: string, ...args: readonly string[]): string | undefined {
  const { stdout, status } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? /\d+(?:\.\d+)+/.exec(stdout)?.[0] : undefined;
}

/** Runs a program at a host, without the user's own settings. */
function runProgram(program: string, args: readonly string[], host: string) {
  const env = { ...process.env, DOCKER_CONFIG: '/nonexistent', DOCKER_HOST: host, TZ: 'UTC' };
  return new Promise<{ status: number; out: string; problems: string }>((resolve) => {
    const child = execFile(program, args, { env, maxBuffer: 2 ** 26 }, (_, out, problems) => {
      resolve({ status: child.exitCode ?? -1, out, problems });
    });
  });
}

/**
 * Splits output into lines that are the same at any time: without ages, and so without the widths of columns, and sorted.
 * Dates alone are not sorted; engines list images of one second in any order.
 */
function toComparable(output: string): string[] {
  const lines = output
    .replace(/(?:Less than a second|About an? [a-z]+|\d+ [a-z]+) ago/g, 'some time ago')
    .replace(/ {2,}/g, '  ')
    .replace(/ \n/g, '\n')
    .split('\n');
  return lines.every((line) => /^(?:-?\d+-\d.* UTC|N\/A)?$/.test(line)) ? lines : lines.sort();
}

/** Compares outputs: a text for each line that differs, with what only the first (`-`) and only the second (`+`) has. */
export function compareOutputs(some: readonly Output[], others: readonly Output[]): string[] {
  return some.flatMap((one, index) => {
    const toTexts = (output?: Output) => [`exit ${output?.status}`, ...(output?.out ?? []), output?.problems ?? ''];
    const [ours, theirs] = [toTexts(one), toTexts(others[index])];
    if (ours.join('\n') === theirs.join('\n')) return [];
    const removed = ours.filter((text) => !theirs.includes(text)).map((text) => `- ${text}`);
    const added = theirs.filter((text) => !ours.includes(text)).map((text) => `+ ${text}`);
    const changes = removed.length + added.length > 0 ? [...removed, ...added] : ['another order'];
    return [[one.line, ...changes].join('\n  ')];
  });
}

/** All images of an engine, and what each kind of client printed of them at that moment. */
export interface RecordedOutputs {
  readonly engine: string;
  readonly images: readonly ImageSummary[];
  readonly said: readonly { readonly clients: readonly string[]; readonly said: Output }[];
}

/** Gives a client's name up to its minor version, which decides what it sends: `docker 28.5`. */
export const kindOf = ({ name }: Pick<Client, 'name'>): string => name.replace(/(\d+\.\d+).*/, '$1');

const folder = join(import.meta.dirname, '../../../test/mock/clients');

/** Brotli, as gzip sees too little of a file at a time, and makes it three times as long. */
const fileOf = (engine: string): string => join(folder, `${engine}.json.br`);

export const readRecordedOutputs = (engine: string): RecordedOutputs =>
  JSON.parse(brotliDecompressSync(readFileSync(fileOf(engine))).toString());

/**
 * Records again what each client prints of an engine, for tests without an engine: for the command lines of all recordings
 * and for more of them, each with the name of its program in front: `docker images --tree`. Returns how many outputs those are.
 */
export async function recordClients(engine: Engine, more: readonly string[]): Promise<number> {
  const engines = readdirSync(folder).flatMap((name) => /^(.*)\.json\.br$/.exec(name)?.[1] ?? []);
  const before = engines
    .flatMap((name) => readRecordedOutputs(name).said)
    .flatMap(({ clients, said }) => clients.map((client) => `${programOf(client)} ${said.line}`));
  const host = hostOf(engine);
  // At the API version of the newest client, with all that the list can contain.
  const path = createListTarget('all=true&manifests=true&shared-size=true', '1.51');
  const { response } = await getExchange(findEngine({ host }), path, { timeout: 300_000 });
  const found = new Map<string, { clients: string[]; said: Output }>();
  const clients = new Map(findClients().map((client) => [kindOf(client), client]));
  for (const [kind, { run }] of [...clients].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const own = `${programOf(kind)} `;
    const lines = new Set([...before, ...more].flatMap((line) => (line.startsWith(own) ? line.slice(own.length) : [])));
    for (const output of await run([...lines], host)) {
      const key = JSON.stringify(output);
      const same = found.get(key) ?? { clients: [], said: output };
      found.set(key, same);
      same.clients.push(kind);
    }
  }
  const recorded = { engine: engine.name.replaceAll('-', ' '), images: response.body, said: [...found.values()] };
  writeFileSync(fileOf(engine.name), brotliCompressSync(`${JSON.stringify(recorded)}\n`));
  return recorded.said.length;
}

const programOf = (kind: string): string => kind.replace(/ .*/, '');
