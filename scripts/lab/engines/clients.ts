/** Clients as people have them, and what they print of an engine: the same as of a stand-in in its place. */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { findEngine } from '../../../src/client/find-engine.js';
import { getExchange } from '../../../src/client/get-exchange.js';
import type { ImageSummary } from '../../../src/index.js';
import { mockEngine, serve } from '../../../src/mock/index.js';
import { createListTarget } from '../../../src/probes/probes.js';
import { hostOf, treeOf } from './paths.js';
import type { Engine } from './table.js';

/** A client of this machine. */
export interface Client {
  /** What it is, with its version: `docker 28.5.2`. */
  readonly name: string;
  /** What it can be told: words between blanks. */
  readonly lines: readonly string[];
  /** Tells it some lines, at a host. */
  readonly tell: (lines: readonly string[], host: string) => Promise<readonly Said[]>;
}

/** What a client made of a line. */
export interface Said {
  readonly line: string;
  readonly status: number;
  /** Its lines, as `comparable` leaves them. */
  readonly out: readonly string[];
  readonly problems: string;
}

/** For `docker`; the names are those of the images that engines are filled with. */
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

/** For python3-docker: a method, and its arguments. */
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

/** Answers all lines in one process, which takes a second to start. */
const python = `
import docker, json, sys
api = docker.from_env().api
for line in sys.argv[1:]:
    said = {'line': line, 'status': 0, 'out': [], 'problems': ''}
    try:
        images = api.images(**json.loads(line.split(' ', 1)[1]))
        said['out'] = sorted(json.dumps(image, sort_keys=True, ensure_ascii=False) for image in images)
    except docker.errors.APIError as error:
        said.update(status=error.status_code, problems=error.explanation)
    print(json.dumps(said))
`;

/** The clients that are here: on the PATH, and in the engines' trees. */
export function clientsHere(): readonly Client[] {
  const inTrees = (['bookworm', 'forky'] as const).map((suite) => join(treeOf(suite), 'usr/bin/docker'));
  const found = [...['docker', ...inTrees].map(docker), python3()].flatMap((client) => client ?? []);
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}

function docker(program: string): Client | undefined {
  const name = versioned('docker', program, '--version');
  const tellOne = async (line: string, host: string): Promise<Said> => {
    const { status, out, problems } = await run(program, line.split(' '), host);
    return { line, status, out: comparable(out), problems };
  };
  return name === undefined
    ? undefined
    : { name, lines: dockerLines, tell: (lines, host) => Promise.all(lines.map((line) => tellOne(line, host))) };
}

function python3(): Client | undefined {
  const name = versioned('python3-docker', 'python3', '-c', 'import docker; print(docker.__version__)');
  const tell: Client['tell'] = async (lines, host) => {
    const { status, out, problems } = await run('python3', ['-c', python, ...lines], host);
    if (status !== 0) throw new Error(`${name}: exit ${status}: ${problems}`);
    // What the program above prints.
    return out.split('\n').flatMap((text) => (text === '' ? [] : (JSON.parse(text) as Said)));
  };
  return name === undefined ? undefined : { name, lines: pythonLines, tell };
}

/** What a program is called with the version that it says, if it is here at all. */
function versioned(name: string, program: string, ...words: readonly string[]): string | undefined {
  const { stdout, status } = spawnSync(program, words, { encoding: 'utf8' });
  const version = status === 0 ? /\d+(?:\.\d+)+/.exec(stdout)?.[0] : undefined;
  return version && `${name} ${version}`;
}

/** Runs a program at a host, with none of the user's own settings. */
function run(program: string, words: readonly string[], host: string) {
  const env = { ...process.env, DOCKER_CONFIG: '/nonexistent', DOCKER_HOST: host, TZ: 'UTC' };
  return new Promise<{ status: number; out: string; problems: string }>((resolve) => {
    const child = execFile(program, words, { env, maxBuffer: 2 ** 26 }, (_, out, problems) => {
      resolve({ status: child.exitCode ?? -1, out, problems });
    });
  });
}

/**
 * Output that two moments have alike: without ages, and so without the widths of columns; its lines sorted but for dates
 * alone, since engines list images of one second in any order.
 */
export function comparable(text: string): string[] {
  const lines = text
    .replace(/(?:Less than a second|About an? [a-z]+|\d+ [a-z]+) ago/g, 'some time ago')
    .replace(/ {2,}/g, '  ')
    .replace(/ \n/g, '\n')
    .split('\n');
  return lines.every((line) => /^(?:-?\d+-\d.* UTC|N\/A)?$/.test(line)) ? lines : lines.sort();
}

/** What two clients said otherwise: a line each, with what only the first (`-`) and only the second (`+`) said. */
export function differences(some: readonly Said[], others: readonly Said[]): string[] {
  return some.flatMap((one, index) => {
    const other = others[index];
    const texts = (said: Said | undefined) => [`exit ${said?.status}`, ...(said?.out ?? []), said?.problems ?? ''];
    const [ours, theirs] = [texts(one), texts(other)];
    if (ours.join('\n') === theirs.join('\n')) return [];
    const gone = ours.filter((text) => !theirs.includes(text)).map((text) => `- ${text}`);
    const come = theirs.filter((text) => !ours.includes(text)).map((text) => `+ ${text}`);
    return [[one.line, ...(gone.length + come.length > 0 ? [...gone, ...come] : ['another order'])].join('\n  ')];
  });
}

/** What clients print of a running engine and, at the same moment, of a stand-in with its images otherwise. */
export async function clientsTell(host: string): Promise<string[]> {
  const standing = await serve(mockEngine({ images: await imagesOf(host) }), 'tcp://127.0.0.1:0');
  const found: string[] = [];
  for (const { name, lines, tell } of clientsHere()) {
    const [some, others] = [await tell(lines, host), await tell(lines, standing.host)];
    found.push(...differences(some, others).map((difference) => `${name}: ${difference}`));
  }
  await standing.close();
  return found;
}

/** All images of an engine, and what each kind of client said of it at that moment. */
export interface Recorded {
  readonly engine: string;
  readonly images: readonly ImageSummary[];
  readonly said: readonly { readonly clients: readonly string[]; readonly said: Said }[];
}

/** A client's name up to its minor version, which says what it asks for: `docker 28.5`. */
export const kindOf = ({ name }: Pick<Client, 'name'>): string => name.replace(/(\d+\.\d+).*/, '$1');

/** An age counts from the moment at which it is asked. */
export const isLasting = (line: string): boolean => !/until=\d+h/.test(line);

/** Where what clients said of an engine is kept; gzip sees too little of it at a time, and takes three times as much. */
const placeOf = (engine: string): string =>
  join(import.meta.dirname, '../../../test/mock/clients', `${engine}.json.br`);

/** What clients said of an engine when they were last written down. */
export const recordedClients = (engine: string): Recorded =>
  JSON.parse(brotliDecompressSync(readFileSync(placeOf(engine))).toString()) as Recorded; // as written below

/** Writes down what each client says of an engine, for the tests that have none; gives how many lines those were. */
export async function recordClients(engine: Engine): Promise<number> {
  const images = await imagesOf(hostOf(engine));
  const found = new Map<string, { clients: string[]; said: Said }>();
  const clients = new Map(clientsHere().map((client) => [kindOf(client), client]));
  for (const [client, { lines, tell }] of [...clients].sort(([one], [other]) => (one < other ? -1 : 1))) {
    for (const said of await tell(lines.filter(isLasting), hostOf(engine))) {
      const same = found.get(JSON.stringify(said));
      if (same) same.clients.push(client);
      else found.set(JSON.stringify(said), { clients: [client], said });
    }
  }
  const recorded: Recorded = { engine: engine.label, images, said: [...found.values()] };
  writeFileSync(placeOf(engine.name), brotliCompressSync(`${JSON.stringify(recorded)}\n`));
  return recorded.said.length;
}

/** All images, at the version that the newest client speaks with it, with all that the list can tell. */
export async function imagesOf(host: string): Promise<readonly ImageSummary[]> {
  const path = createListTarget('all=true&manifests=true&shared-size=true', '1.51');
  const { response } = await getExchange(findEngine({ host }), path, { timeout: 300_000 });
  return response.body as ImageSummary[]; // the engine's own list
}
