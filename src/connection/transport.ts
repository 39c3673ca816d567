import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import type { Call, Source } from './call.js';
import type { Engine } from './engine.js';
import { EngineError } from './error.js';

/** How a request is sent, as openapi-fetch wants it. */
export type Fetch = (request: Request) => Promise<Response>;

/** Sends the request of a call, and gives the answer, with whose body the call ends. */
export type Send = (request: Request, call: Call) => Promise<Response>;

/** Statuses whose responses have no body, which `Response` insists on. */
const bodiless = [204, 205, 304];

/** What a request is sent with. */
export interface Sending {
  /** Of this request alone. */
  readonly signal: AbortSignal;
  readonly headers?: Record<string, string>;
  /** Whether the connection may be one that is open, and may stay so; else it ends with the answer or the signal. */
  readonly keepAlive?: boolean | undefined;
}

/*
 * Loaded when needed, and once: importing the client stays cheap. Interceptors, as in MSW and nock, replace what the
 * default export holds; the named `request` would pass them by.
 */
const loadHttp = once(async () => (await import('node:http')).default);
const loadHttps = once(async () => (await import('node:https')).default);

/** Sends a GET and gives the answer once its headers are there. `path` goes out as it is, byte for byte. */
export async function send(
  engine: Engine,
  path: string,
  { signal, headers = {}, keepAlive = false }: Sending,
): Promise<IncomingMessage> {
  const module = await (engine.tls ? loadHttps() : loadHttp());
  const connection = await connectionTo(engine, keepAlive ? agentOf(module) : false);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const sent = module.request({ ...connection, ...engine.tls, path, headers });
    // What Node does with a `signal` takes a tenth of the time of a short list.
    signal.addEventListener('abort', () => sent.destroy(new Error('aborted', { cause: signal.reason })), {
      once: true,
    });
    const closed = (): void => reject(new Error('closed before an answer'));
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
      // It keeps its error only when somebody listens, and who reads it comes a moment later.
      answer.on('error', () => {});
      sent.off('close', closed);
      resolve(answer);
    });
    sent.on('close', closed);
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

/** Asks this engine, whatever the host in the URL: over a socket, a pipe, TCP or TLS. */
export function transport(engine: Engine): Send {
  return async (request, call) => {
    if (request.method !== 'GET') {
      throw new EngineError(`${request.method} is not sent`, { hint: 'This client only reads: use GET.' });
    }
    const { pathname, search } = new URL(request.url);
    const answer = await send(engine, pathname + search, {
      signal: call.signal,
      headers: Object.fromEntries(request.headers),
      keepAlive: true,
    });
    try {
      return responseFrom(answer, call);
    } catch (error) {
      // Nobody reads what is left of it.
      answer.destroy();
      throw error;
    }
  };
}

function responseFrom(answer: IncomingMessage, call: Call): Response {
  const headers = new Headers();
  const { rawHeaders, statusCode: status = 0, statusMessage: statusText = '' } = answer;
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  if (bodiless.includes(status)) answer.resume();
  const body = bodiless.includes(status) ? null : call.watch(sourceOf(answer));
  return new Response(body, { status, statusText, headers });
}

/** Unlike `Readable.toWeb`, this joins what has come since the last reading: a body in bits takes no more memory. */
function sourceOf(answer: IncomingMessage): Source {
  const chunks: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]();
  return { next: () => chunks.next(), cancel: async () => void answer.destroy() };
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
