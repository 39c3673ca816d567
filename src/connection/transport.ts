import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Engine } from './engine.js';
import { EngineError } from './error.js';

/** How a request is sent, as openapi-fetch wants it. */
export type Fetch = (request: Request) => Promise<Response>;

/** Statuses whose responses have no body, which `Response` insists on. */
const bodiless = [204, 205, 304];

/**
 * Sends a GET and gives the answer once its headers are there. `path` goes out as it is, byte for byte; the connection
 * is the request's own and ends with the answer or the signal.
 */
export async function send(
  engine: Engine,
  path: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  // Loaded when needed: importing the client stays cheap. Interceptors, as in MSW and nock, replace what the default
  // export holds; the named `request` would pass them by.
  const { default: http } = engine.tls ? await import('node:https') : await import('node:http');
  const connection = await connectionTo(engine);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const sent = http.request({ ...connection, ...engine.tls, path, headers, signal });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      // Else broken chunks are reported as a closed connection.
      sent.on('error', (error) => answer.destroy(error));
      resolve(answer);
    });
    sent.on('close', () => reject(new Error('closed before an answer')));
    sent.end();
  });
}

/** A connection of the request's own, in the words of `node:http`. */
async function connectionTo({ host, address }: Engine): Promise<RequestOptions> {
  if (!('ssh' in address)) return { ...address, agent: false };
  const { dial } = await import('./ssh.js');
  return { createConnection: () => dial(host, address.ssh) };
}

/** A `fetch` that asks this engine, whatever the host in the URL: over a socket, a pipe, TCP or TLS. */
export function transport(engine: Engine): Fetch {
  return async (request) => {
    if (request.method !== 'GET') {
      throw new EngineError(`${request.method} is not sent`, { hint: 'This client only reads: use GET.' });
    }
    const { pathname, search } = new URL(request.url);
    const answer = await send(engine, pathname + search, request.signal, Object.fromEntries(request.headers));
    return responseFrom(answer);
  };
}

function responseFrom(answer: IncomingMessage): Response {
  const headers = new Headers();
  const { rawHeaders, statusCode: status = 0, statusMessage: statusText = '' } = answer;
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  if (bodiless.includes(status)) answer.resume();
  const body = bodiless.includes(status) ? null : streamOf(answer);
  return new Response(body, { status, statusText, headers });
}

/** Unlike `Readable.toWeb`, this joins what has come since the last reading: a body in bits takes no more memory. */
function streamOf(answer: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = answer[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void answer.destroy(),
  });
}
