import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import type { Engine } from './engine.js';
import { EngineError } from './error.js';

/** How a request is sent, as openapi-fetch wants it. */
export type Fetch = (request: Request) => Promise<Response>;

/** Statuses whose responses have no body, which `Response` insists on. */
const bodiless = [204, 205, 304];

/** What a request is sent with. */
interface Sending {
  readonly signal: AbortSignal;
  readonly headers?: Record<string, string>;
  /** Whether the connection may be one that is open, and may stay so; else it ends with the answer or the signal. */
  readonly keepAlive?: boolean;
}

/** Sends a GET and gives the answer once its headers are there. `path` goes out as it is, byte for byte. */
export async function send(
  engine: Engine,
  path: string,
  { signal, headers = {}, keepAlive = false }: Sending,
): Promise<IncomingMessage> {
  // Loaded when needed: importing the client stays cheap. Interceptors, as in MSW and nock, replace what the default
  // export holds; the named `request` would pass them by.
  const { default: http } = engine.tls ? await import('node:https') : await import('node:http');
  const connection = await connectionTo(engine, keepAlive ? agentOf(http) : false);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const sent = http.request({ ...connection, ...engine.tls, path, headers, signal });
    let before = 0;
    sent.on('socket', ({ bytesRead }) => {
      before = bytesRead;
    });
    sent.on('error', (error) => {
      // An engine may close a connection at the moment in which it is used again; of this request it has answered nothing.
      const wasClosed = sent.reusedSocket && !signal.aborted && sent.socket?.bytesRead === before;
      if (wasClosed) resolve(send(engine, path, { signal, headers }));
      else reject(error);
    });
    sent.on('response', (answer) => {
      // Else broken chunks are reported as a closed connection.
      sent.on('error', (error) => answer.destroy(error));
      resolve(answer);
    });
    sent.on('close', () => reject(new Error('closed before an answer')));
    sent.end();
  });
}

type Http = typeof import('node:http') | typeof import('node:https');

/** One for each, as interceptors may replace what makes them; it keeps connections apart by address and certificates. */
const agents = new WeakMap<Http, Agent>();

/** Keeps connections open; no process waits for one that is idle. */
function agentOf(http: Http): Agent {
  const agent = agents.get(http) ?? new http.Agent({ keepAlive: true, scheduling: 'lifo' });
  agents.set(http, agent);
  return agent;
}

/** A connection in the words of `node:http`. */
async function connectionTo({ host, address }: Engine, agent: Agent | false): Promise<RequestOptions> {
  if (!('ssh' in address)) return { ...address, agent };
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
    const answer = await send(engine, pathname + search, {
      signal: request.signal,
      headers: Object.fromEntries(request.headers),
      keepAlive: true,
    });
    try {
      return responseFrom(answer);
    } catch (error) {
      // Nobody reads what is left of it, nor hears how it ends.
      answer.on('error', () => {}).destroy();
      throw error;
    }
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
