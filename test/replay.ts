import { rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../src/contract/index.js';
import { recordingsIn } from '../src/recordings/recordings.js';

/** A server that answers as a recorded engine did. */
export interface Replay {
  readonly host: string;
  readonly close: () => Promise<void>;
}

/**
 * Answers on a unix socket with what a folder of recordings holds; 500 to what was never asked.
 *
 * @param odd what is answered in another way, by its path
 * @param change what becomes of each recorded answer
 */
export async function replay(
  folder: string,
  odd: Readonly<Record<string, (response: ServerResponse) => void>> = {},
  change = (answer: Exchange['response'], _path: string): Exchange['response'] => answer,
): Promise<Replay> {
  const answers = new Map<string, Exchange['response']>();
  for await (const { exchange } of recordingsIn([folder])) {
    answers.set(exchange.request.path, change(exchange.response, exchange.request.path));
  }
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    const other = odd[path];
    if (other) {
      other(response);
      return;
    }
    const answer = answers.get(path) ?? own[path] ?? { status: 500, body: { message: `never asked: ${path}` } };
    response.writeHead(answer.status, {
      'content-type': String(answer.headers?.['content-type'] ?? 'application/json'),
    });
    response.end(answer.bodyText ?? (answer.body === undefined ? '' : `${JSON.stringify(answer.body)}\n`));
  });
  const socket = join(tmpdir(), `replay-${process.pid}-${sockets++}.sock`);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    host: `unix://${socket}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(socket, { force: true });
    },
  };
}

let sockets = 0;

/** What an engine says of itself. */
const own: Readonly<Record<string, Exchange['response']>> = {
  '/version': { status: 200, body: { Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24' } },
  '/info': { status: 200, body: { Driver: 'overlay2', Name: 'replay' } },
};
