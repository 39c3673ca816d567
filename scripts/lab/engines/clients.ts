/** The clients that people use, and what they print of an engine: the same as of a mock engine in its place. */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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
  /** The command lines that it is tried with. */
  readonly lines: readonly string[];
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

/** For `docker`, with the names of the images that engines are filled with. */
const dockerLines = [
  ...['', '-a', '--digests', '--no-trunc', '-a --digests --no-trunc', '-aq --no-trunc', '--tree', '--tree -a'],
  // Dates alone show the order: images of one second come in any.
  ...['{{.CreatedAt}}', '{{.|json}}', 'table{{.Repository}}\\t{{.Size}}'].map((format) => `-a --format ${format}`),
  // An argument is a reference.
  ...['contract/many-names', 'contract/many-names:1', 'contract/kind-*', '*/*/*', 'solo', 'no/such', 'Contract/Solo'],
  ...['127.0.0.1:5000/contract/digest-only', 'example.com/team/app:1.2.3', 'contract/[', '--tree contract/multi'],
  ...[
    ...['dangling=true', 'dangling=false', 'dangling=1', 'dangling=maybe'],
    ...['label=com.example.kind', 'label=com.example.kind=app', 'label=', 'label!=com.example.kind', 'label!=nowhere'],
    ...['before=contract/kind-app:1', 'since=contract/kind-app', 'since=contract/no-labels:1', 'before=no/such:1'],
    ...[
      'since=contract/many-names:1 -f before=contract/multi:1',
      'label=com.example.kind -f label=com.example.tier=web',
    ],
    ...['reference=contract/multi*', 'reference=solo -f reference=*/team/*', 'reference=contract/many-names:latest'],
    ...['until=2021-01-01', 'until=2023-02-02T00:00:00Z', 'until=24h', 'until=tomorrow'],
    ...['dangling=false -f reference=contract/many-names', 'unknown=x', 'before=sha256:nonsense', 'since='],
  ].map((filter) => `--digests -f ${filter}`),
].map((words) => `images ${words}`.trim());

/** For python3-docker: a method and its arguments. */
const pythonLines = [
  ...[
    '{}',
    '{"all":true}',
    '{"quiet":true}',
    '{"name":"contract/many-names"}',
    '{"name":"contract/kind-*","all":true}',
  ],
  ...[
    ...['{"dangling":true}', '{"dangling":false}', '{"label":"com.example.kind=app"}', '{"dangling":"maybe"}'],
    ...['{"label":["com.example.kind","com.example.tier"]}', '{"before":"contract/kind-app:1"}', '{"since":"no/such"}'],
    ...['{"reference":["solo","*/team/*"]}', '{"until":"2023-02-02"}', '{"unknown":"x"}'],
  ].map((filters) => `{"filters":${filters}}`),
].map((words) => `images ${words}`);

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

/** Finds clients on the PATH and in the engines' trees. */
export function findClients(): readonly Client[] {
  const inTrees = (['bookworm', 'forky'] as const).map((suite) => join(treeOf(suite), 'usr/bin/docker'));
  const found = [...['docker', ...inTrees].map(findDocker), findPython()].flatMap((client) => client ?? []);
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}

function findDocker(program: string): Client | undefined {
  const version = readVersion(program, '--version');
  if (version === undefined) return undefined;
  const runLine = async (line: string, host: string): Promise<Output> => {
    const { status, out, problems } = await runProgram(program, line.split(' '), host);
    return { line, status, out: toComparable(out), problems };
  };
  return {
    name: `docker ${version}`,
    lines: dockerLines,
    run: (lines, host) => Promise.all(lines.map((line) => runLine(line, host))),
  };
}

function findPython(): Client | undefined {
  const version = readVersion('python3', '-c', 'import docker; print(docker.__version__)');
  if (version === undefined) return undefined;
  const run = async (lines: readonly string[], host: string): Promise<Output[]> => {
    const { status, out, problems } = await runProgram('python3', ['-c', python, ...lines], host);
    if (status !== 0) throw new Error(`python3: exit ${status}: ${problems}`);
    return out.split('\n').flatMap((json) => (json === '' ? [] : JSON.parse(json)));
  };
  return { name: `python3-docker ${version}`, lines: pythonLines, run };
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

/** Brotli, as gzip sees too little of a file at a time, and makes it three times as long. */
const fileOf = (engine: string): string => join(import.meta.dirname, '../../../test/mock/clients', `${engine}.json.br`);

export const readRecordedOutputs = (engine: string): RecordedOutputs =>
  JSON.parse(brotliDecompressSync(readFileSync(fileOf(engine))).toString());

/** Records what each client prints of an engine, for tests without an engine. Returns how many outputs those are. */
export async function recordClients(engine: Engine): Promise<number> {
  const host = hostOf(engine);
  // At the API version of the newest client, with all that the list can contain.
  const path = createListTarget('all=true&manifests=true&shared-size=true', '1.51');
  const { response } = await getExchange(findEngine({ host }), path, { timeout: 300_000 });
  const found = new Map<string, { clients: string[]; said: Output }>();
  const clients = new Map(findClients().map((client) => [kindOf(client), client]));
  for (const [kind, { lines, run }] of [...clients].sort(([one], [other]) => (one < other ? -1 : 1))) {
    // What a duration selects depends on the time.
    const lasting = lines.filter((line) => !/until=\d+h/.test(line));
    for (const output of await run(lasting, host)) {
      const key = JSON.stringify(output);
      const same = found.get(key) ?? { clients: [], said: output };
      found.set(key, same);
      same.clients.push(kind);
    }
  }
  const recorded = { engine: engine.label, images: response.body, said: [...found.values()] };
  writeFileSync(fileOf(engine.name), brotliCompressSync(`${JSON.stringify(recorded)}\n`));
  return recorded.said.length;
}
