import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Part } from '../part.js';
import { root } from '../program.js';

const [OURS, PRISM] = ['`serve`', '`prism mock`'];

export const standIn: Part = {
  name: 'stand-in',
  title: 'The stand-in',
  text: 'One GET after another over a connection that is kept, to a process of `docker-images-contract serve` with the one image of the example in `openapi.json`, and to one of `prism mock openapi.json`, which answers with that example.',
  rows: [{ name: 'one GET' }],
  columns: [OURS, PRISM],
  comparisons: [{ by: 'time', ours: OURS, theirs: PRISM }],
  async: true,
  run: async (_, { folder, peers }) => {
    const { paths } = JSON.parse(readFileSync(join(root, 'generated/openapi.json'), 'utf8'));
    const { examples } = paths['/images/json'].get.responses['200'].content['application/json'];
    const file = join(folder, 'images.json');
    writeFileSync(file, JSON.stringify(examples.containerd.value));
    const [our, their] = [await freePort(), await freePort()];
    const prism = join(peers.folder, 'node_modules/@stoplight/prism-cli/dist/index.js');
    const servers = [
      ['dist/cli/main.js', 'serve', '--listen', `tcp://127.0.0.1:${our}`, '--from', file],
      [prism, 'mock', '-h', '127.0.0.1', '-p', `${their}`, '--verboseLevel', 'silent', 'generated/openapi.json'],
    ].map((words) => spawn(process.execPath, words, { cwd: root, stdio: 'ignore' }));
    const agent = new http.Agent({ keepAlive: true });
    // Prism does not serve the version, which is a part of the URL of a server.
    const urls = [`http://127.0.0.1:${our}/v1.49/images/json`, `http://127.0.0.1:${their}/images/json`] as const;
    for (const url of urls) await answering(url, agent);
    return {
      sides: { [OURS]: () => get(urls[0], agent), [PRISM]: () => get(urls[1], agent) },
      end: async () => {
        agent.destroy();
        for (const server of servers) server.kill();
        await Promise.all(servers.map((server) => once(server, 'exit')));
      },
    };
  },
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until there is an answer, half a minute at most. */
async function answering(url: string, agent: http.Agent): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await get(url, agent);
    } catch (error) {
      if (tries === 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

const get = (url: string, agent: http.Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = http.get(url, { agent }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`bench: ${url} answers ${answer.statusCode}`)),
      );
    });
    call.on('error', reject);
  });
