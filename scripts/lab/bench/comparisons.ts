import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FOLDERS, type ListOptions, makeList, RECORDING, root, writeHar } from './inputs.js';
import type { Pair } from './measure.js';

const require = createRequire(import.meta.url);

/** A row of the table. `prepare` makes its inputs, in an empty folder where they are files. */
export interface Comparison {
  readonly ours: string;
  readonly theirs: string;
  readonly prepare: (folder: string) => Pair | Promise<Pair>;
}

/** `check` runs as a process from start to end, and so do its peers. */
const commands: readonly Comparison[] = [
  {
    ours: '`check`: one recording',
    theirs: '`node -e 0`',
    prepare: () => ({ ours: () => check(RECORDING), theirs: () => runNode('-e', '0') }),
  },
  {
    ours: '`check`: 360 recordings',
    theirs: 'read and parse them',
    prepare: () => ({ ours: () => check(...FOLDERS), theirs: () => runNode('-e', PARSE_FOLDERS, ...FOLDERS) }),
  },
  compareHar('read and parse it with its bodies', (file) => runNode('-e', PARSE_HAR, file)),
  compareHar('`redocly drift`', (file) => {
    const options = ['--api', 'generated/openapi.json', '--match-mode', 'basepath'];
    runNode('node_modules/@redocly/cli/bin/cli.js', 'drift', ...options, file);
  }),
];

function compareHar(theirs: string, run: (file: string) => void): Comparison {
  return {
    ours: '`check`: a HAR of 420 entries, 12 MB',
    theirs,
    prepare: (folder) => {
      const file = join(folder, 'exchanges.har');
      writeHar(file, 420);
      return { ours: () => check(file), theirs: () => run(file) };
    },
  };
}

const PARSE_FOLDERS = `for (const folder of process.argv.slice(1)) for (const name of fs.readdirSync(folder)) {
  const bytes = fs.readFileSync(folder + '/' + name);
  if (name.includes('.json')) JSON.parse(name.endsWith('.gz') ? zlib.gunzipSync(bytes) : bytes);
}`;
const PARSE_HAR = `for (const { response } of JSON.parse(fs.readFileSync(process.argv[1], 'utf8')).log.entries) {
  try { JSON.parse(response.content.text) } catch {}
}`;

const check = (...paths: readonly string[]): void => runNode('dist/cli/main.js', 'check', ...paths);

function runNode(...args: readonly string[]): void {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`bench: node ${args.join(' ')} exits ${status}: ${stdout}${stderr}`);
}

/** A list is parsed and checked in this process, beside parsed alone. */
const lists: readonly Comparison[] = [false, true].flatMap((manifests) =>
  [false, true].flatMap((findings) =>
    [10, 100, 1000, 10_000, 100_000].map((count) => compareCheckedList({ count, manifests, findings })),
  ),
);

function compareCheckedList(options: ListOptions): Comparison {
  const { count, manifests, findings } = options;
  return {
    ours: `\`checkExchange\`: ${imagesOf(count)}${manifests ? ' with manifests' : ''}, ${findings ? 'with' : 'without'} findings`,
    theirs: '`JSON.parse`',
    prepare: () => {
      const {
        checkExchange,
      }: typeof import('../../../src/contract/index.js') = require('docker-images-contract/contract');
      const text = makeList(options);
      const request = { method: 'GET', path: `/v1.49/images/json${manifests ? '?manifests=true' : ''}` };
      return {
        ours: () => {
          const found = checkExchange({ request, response: { status: 200, body: JSON.parse(text) } });
          if (findings === (found.length === 0)) throw new Error(`bench: ${found.length} findings in ${count} images`);
        },
        theirs: () => JSON.parse(text),
      };
    },
  };
}

/** A client, made once, calls a server on a unix socket, and parses the list. */
const clients = [10, 1000, 10_000].map(
  (count): Comparison => ({
    ours: `\`listImages\`: ${imagesOf(count)} with manifests`,
    theirs: 'dockerode',
    prepare: async (folder) => {
      const [socket, file] = [join(folder, 'engine.sock'), join(folder, 'images.json')];
      writeFileSync(file, makeList({ count, manifests: true, findings: false }));
      const engine = spawn(process.execPath, ['-e', SERVE, socket, file], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      await once(engine, 'message');
      const entry: typeof import('../../../src/client/index.js') = require('docker-images-contract/client');
      const { createImagesClient, listImages } = entry;
      const Docker = requireDockerode();
      const client = createImagesClient({ host: `unix://${socket}` });
      const docker = new Docker({ socketPath: socket, version: 'v1.49' });
      return { ours: () => listImages({}, { client }), theirs: () => docker.listImages({}) };
    },
  }),
);

/** Responds to every request on a unix socket with the bytes of a file. */
const SERVE = `const [socket, file] = process.argv.slice(1);
const body = fs.readFileSync(file);
http.createServer((request, response) => {
  response.writeHead(200, { 'api-version': '1.51', 'content-type': 'application/json' }).end(body);
}).listen(socket, () => process.send('listening'));
process.on('disconnect', () => process.exit());`;

/** The part of dockerode that is called here. */
type Dockerode = new (options: object) => { listImages(query: object): Promise<unknown[]> };

/** Loads dockerode. It is installed apart from the dependencies of the project, unless it is there. */
function requireDockerode(): Dockerode {
  const folder = join(root, 'node_modules/.cache/bench/dockerode-5.0.1');
  if (!existsSync(folder)) {
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
    const { status, stderr } = spawnSync('npm', ['install', ...options, 'dockerode@5.0.1'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`bench: npm could not install dockerode: ${stderr}`);
  }
  return require(join(folder, 'node_modules/dockerode'));
}

function imagesOf(count: number): string {
  return `${count.toLocaleString('en')} images`;
}

export const comparisons: readonly Comparison[] = [...lists, ...commands, ...clients];
