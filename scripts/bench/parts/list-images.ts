import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { manyImages } from '../inputs.js';
import type { Part, Side } from '../part.js';
import { load, type Peers } from '../peers.js';
import { root } from '../program.js';

const [BARE, KEPT] = ['`node:http` without keep-alive', '`node:http` with keep-alive'];
const [OURS, NEGOTIATING] = ['`listImages`', 'negotiating `listImages`'];
const [DOCKERODE, SDK] = ['dockerode', '`@docker/node-sdk`'];
const PATH = '/v1.49/images/json';

export const listImages: Part = {
  name: 'listImages',
  title: 'Listing images over a unix socket',
  text: 'One call after another, to one server in a process of its own that answers with so many images with manifests: `node:http` and `JSON.parse` alone, without anything judged or refused, with and without keep-alive; and clients, each made once.',
  // A call with many images takes long and varies, for it leaves much to the collector.
  rows: [10, 1000, 10_000].map((size) => ({ name: `${size.toLocaleString('en')} images`, size, turns: 25 })),
  columns: [BARE, KEPT, OURS, NEGOTIATING, DOCKERODE, SDK],
  comparisons: [
    { by: 'time', ours: OURS, theirs: DOCKERODE, goal: 1 },
    { by: 'time', ours: NEGOTIATING, theirs: DOCKERODE, goal: 1 },
    { by: 'time', ours: OURS, theirs: SDK },
    { by: 'time', ours: OURS, theirs: KEPT },
    { by: 'time', ours: OURS, theirs: BARE },
  ],
  curves: [{ file: 'list-images', title: 'Listing images over a unix socket', of: 'images', up: { timesOf: KEPT } }],
  async: true,
  run: async ({ size = 0 }, { folder, peers }) => {
    const [socket, file] = [join(folder, 'engine.sock'), join(folder, 'images.json')];
    writeFileSync(file, manyImages(size));
    const engine = fork(join(root, 'scripts/bench/engine.ts'), [socket, file], { execArgv: ['--import', 'tsx'] });
    await once(engine, 'message');
    const agent = new http.Agent({ keepAlive: true });
    const { sdk, sides } = await clients(peers, socket);
    return {
      sides: { [BARE]: () => get(socket, false), [KEPT]: () => get(socket, agent), ...sides },
      end: async () => {
        agent.destroy();
        await sdk.close();
        engine.disconnect();
        await once(engine, 'exit');
      },
    };
  },
};

const get = (socketPath: string, agent: http.Agent | false): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const call = http.get({ socketPath, agent, path: PATH }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    call.on('error', reject);
  });

/** What is used of the peers. */
interface Dockerode {
  readonly default: new (options: object) => { listImages(query: object): Promise<unknown[]> };
}
interface Sdk {
  readonly DockerClient: {
    fromDockerHost(host: string): Promise<{ imageList(query: object): Promise<unknown[]>; close(): Promise<void> }>;
  };
}

async function clients({ folder }: Peers, socket: string) {
  const ours = await load<typeof import('../../../src/client/index.js')>(root, 'docker-images-contract/client');
  const { default: Docker } = await load<Dockerode>(folder, 'dockerode');
  const { DockerClient } = await load<Sdk>(folder, '@docker/node-sdk');
  const host = `unix://${socket}`;
  const client = ours.createImagesClient({ host });
  const negotiating = ours.createImagesClient({ host, apiVersion: 'negotiate' });
  const dockerode = new Docker({ socketPath: socket, version: 'v1.49' });
  const sdk = await DockerClient.fromDockerHost(host);
  const sides: Record<string, Side> = {
    [OURS]: () => ours.listImages({}, { client }),
    [NEGOTIATING]: () => ours.listImages({}, { client: negotiating }),
    [DOCKERODE]: () => dockerode.listImages({}),
    [SDK]: () => sdk.imageList({}),
  };
  return { sdk, sides };
}
