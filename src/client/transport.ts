import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { createResponseError, EngineError } from './engine-error.js';
import type { EngineEndpoint } from './find-engine.js';
import type { BodySource, LimitedRequest } from './request-limits.js';

/** How a request is sent, as openapi-fetch wants it. */
export type Fetch = (request: Request) => Promise<Response>;

/** Sends the request of a call, and gives the answer, with whose body the call ends. */
export type Send = (request: Request, call: LimitedRequest) => Promise<Response>;

/** Statuses whose responses have no body, which `Response` insists on. */
const BODILESS_STATUSES = [204, 205, 304];

/** What a request is sent with. */
export interface SendOptions {
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
const loadHttp = runOnce(async () => (await import('node:http')).default);
const loadHttps = runOnce(async () => (await import('node:https')).default);

/** Sends a GET and gives the answer once its headers are there. `path` goes out as it is, byte for byte. */
export async function sendGet(
  engine: EngineEndpoint,
  path: string,
  { signal, headers = {}, keepAlive = false }: SendOptions,
): Promise<IncomingMessage> {
  const module = await (engine.tls ? loadHttps() : loadHttp());
  const connection = await getConnectionOptions(engine, keepAlive ? getAgent(module) : false);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const clientRequest = module.request({ ...connection, ...engine.tls, path, headers });
    // What Node does with a `signal` takes a tenth of the time of a short list.
    signal.addEventListener('abort', () => clientRequest.destroy(new Error('aborted', { cause: signal.reason })), {
      once: true,
    });
    const rejectAsClosed = (): void => reject(new Error('closed before an answer'));
    let bytesReadBefore = 0;
    clientRequest.on('socket', ({ bytesRead }) => {
      bytesReadBefore = bytesRead;
    });
    clientRequest.on('error', (error) => {
      // An engine may close a connection at the moment in which it is used again; of this request it has answered nothing.
      const wasClosed =
        clientRequest.reusedSocket && !signal.aborted && clientRequest.socket?.bytesRead === bytesReadBefore;
      if (wasClosed) resolve(sendGet(engine, path, { signal, headers }));
      else reject(error);
    });
    clientRequest.on('response', (incoming) => {
      // Else broken chunks are reported as a closed connection.
      clientRequest.on('error', (error) => incoming.destroy(error));
      // It keeps its error only when somebody listens, and who reads it comes a moment later.
      incoming.on('error', () => {});
      clientRequest.off('close', rejectAsClosed);
      resolve(incoming);
    });
    clientRequest.on('close', rejectAsClosed);
    clientRequest.end();
  });
}

type HttpModule = typeof import('node:http') | typeof import('node:https');

/** One for each, as interceptors may replace what makes them; it keeps connections apart by address and certificates. */
const agents = new WeakMap<HttpModule, Agent>();

/** Keeps connections open; no process waits for one that is idle. */
function getAgent(http: HttpModule): Agent {
  const agent = agents.get(http) ?? new http.Agent({ keepAlive: true, scheduling: 'lifo' });
  agents.set(http, agent);
  return agent;
}

/** A connection in the words of `node:http`. */
async function getConnectionOptions({ host, address }: EngineEndpoint, agent: Agent | false): Promise<RequestOptions> {
  if (!('ssh' in address)) return { ...address, agent };
  const { connectOverSsh } = await import('./ssh.js');
  return { createConnection: () => connectOverSsh(host, address.ssh) };
}

/** Asks this engine, whatever the host in the URL: over a socket, a pipe, TCP or TLS. */
export function createTransport(engine: EngineEndpoint): Send {
  return async (request, call) => {
    if (request.method !== 'GET') {
      throw new EngineError(`${request.method} is not sent`, { hint: 'This client only reads: use GET.' });
    }
    const { pathname, search } = new URL(request.url);
    const incoming = await sendGet(engine, pathname + search, {
      signal: call.signal,
      headers: Object.fromEntries(request.headers),
      keepAlive: true,
    });
    try {
      return toResponse(incoming, call);
    } catch (error) {
      // Nobody reads what is left of it.
      incoming.destroy();
      throw error;
    }
  };
}

function toResponse(incoming: IncomingMessage, call: LimitedRequest): Response {
  const { rawHeaders, statusCode: status = 0, statusMessage: statusText = '' } = incoming;
  // `Response` takes no other.
  if (status < 200 || status > 599) throw createResponseError(status, `answered ${status}, which is no HTTP status`);
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  if (BODILESS_STATUSES.includes(status)) incoming.resume();
  const body = BODILESS_STATUSES.includes(status) ? null : call.limitBody(toBodySource(incoming));
  return new Response(body, { status, statusText, headers });
}

/** Unlike `Readable.toWeb`, this joins what has come since the last reading: a body in bits takes no more memory. */
function toBodySource(incoming: IncomingMessage): BodySource {
  const chunks: AsyncIterator<Uint8Array> = incoming[Symbol.asyncIterator]();
  return { next: () => chunks.next(), cancel: async () => void incoming.destroy() };
}

function runOnce<Result>(create: () => Result): () => Result {
  let result: Result | undefined;
  return () => {
    result ??= create();
    return result;
  };
}
