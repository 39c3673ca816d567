/** The transport: one GET over a socket, a pipe, TCP, TLS or ssh, with `node:http` or `node:https`. */
import type { Agent, IncomingMessage } from 'node:http';
import { createResponseError, EngineError } from './engine-error.js';
import type { EngineEndpoint } from './find-engine.js';
import type { BodySource, LimitedRequest } from './request-limits.js';

/** Sends a request, as openapi-fetch expects it. */
export type Fetch = (request: Request) => Promise<Response>;

/** Sends the request of a call and returns its response; the call ends with the body. */
export type Send = (request: Request, call: LimitedRequest) => Promise<Response>;

/** How one GET is sent. */
export interface SendOptions {
  /** The signal of this request alone: its listener is not removed. */
  readonly signal: AbortSignal;
  readonly headers?: Record<string, string>;
  /** Whether the connection is shared with other requests; if not, it ends with the response or the signal. */
  readonly keepAlive?: boolean | undefined;
}

/** The agents, created with their first request, and shared so that clients reuse connections. */
const agents: { http?: Agent; https?: Agent } = {};

/** Sends a GET and returns the response once its headers are there. `path` goes out byte for byte. */
export async function sendGet(
  engine: EngineEndpoint,
  path: string,
  { signal, headers = {}, keepAlive = false }: SendOptions,
): Promise<IncomingMessage> {
  const protocol = engine.tls ? 'https' : 'http';
  // Imported when needed, so that importing the client is cheap. Interceptors, as in MSW and nock, replace `request` of
  // the default export, not the named export.
  const { default: module } = await (engine.tls ? import('node:https') : import('node:http'));
  if (keepAlive) agents[protocol] ??= new module.Agent({ keepAlive: true, scheduling: 'lifo' });
  const connection = await getConnectionOptions(engine, keepAlive && agents[protocol]);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const clientRequest = module.request({ ...connection, ...engine.tls, path, headers });
    // The option `signal` of Node takes a tenth of the time of a short list.
    signal.addEventListener('abort', () => clientRequest.destroy(new Error('aborted', { cause: signal.reason })), {
      once: true,
    });
    const rejectAsClosed = (): void => reject(new Error('closed before an answer'));
    let bytesReadBefore = 0;
    clientRequest.on('socket', ({ bytesRead }) => {
      bytesReadBefore = bytesRead;
    });
    clientRequest.on('error', (error) => {
      // An engine may close an idle connection just when it is used again, before any byte of the response.
      const wasClosed =
        clientRequest.reusedSocket && !signal.aborted && clientRequest.socket?.bytesRead === bytesReadBefore;
      if (wasClosed) resolve(sendGet(engine, path, { signal, headers }));
      else reject(error);
    });
    clientRequest.on('response', (incoming) => {
      // Otherwise Node reports broken chunks as a closed connection.
      clientRequest.on('error', (error) => incoming.destroy(error));
      // Node drops the error of a stream without a listener, and the reader comes a moment later.
      incoming.on('error', () => {});
      clientRequest.off('close', rejectAsClosed);
      resolve(incoming);
    });
    clientRequest.on('close', rejectAsClosed);
    clientRequest.end();
  });
}

async function getConnectionOptions({ host, address }: EngineEndpoint, agent: Agent | undefined | false) {
  // At 16 KiB, Node's default, each chunk of a long body would stop the socket until it is read.
  if (!('ssh' in address)) return { ...address, agent, highWaterMark: 2 ** 20 };
  const { connectOverSsh } = await import('./ssh.js');
  return { createConnection: () => connectOverSsh(host, address.ssh) };
}

/** Creates a `Send` to this engine, whatever the host in the URL. */
export function createTransport(engine: EngineEndpoint): Send {
  return async (request, call) => {
    if (request.method !== 'GET') {
      throw new EngineError(`${request.method} is not sent`, { hint: 'This client only reads: use GET.' });
    }
    const { pathname, search } = new URL(request.url);
    const headers = Object.fromEntries(request.headers);
    const incoming = await sendGet(engine, pathname + search, { signal: call.signal, headers, keepAlive: true });
    try {
      return createResponse(incoming, call);
    } catch (error) {
      // Ends the connection: nobody reads the rest.
      incoming.destroy();
      throw error;
    }
  };
}

function createResponse(incoming: IncomingMessage, call: LimitedRequest): Response {
  const { rawHeaders, statusCode: status = 0, statusMessage: statusText = '' } = incoming;
  // `Response` takes no other status.
  if (status < 200 || status > 599) throw createResponseError(status, `answered ${status}, which is no HTTP status`);
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  // With these statuses `Response` takes no body.
  const isBodiless = [204, 205, 304].includes(status);
  if (isBodiless) incoming.resume();
  return new Response(isBodiless ? null : call.limitBody(createBodySource(incoming)), { status, statusText, headers });
}

/** Unlike `Readable.toWeb`, joins the chunks since the last read: a body of tiny chunks takes no more memory. */
function createBodySource(incoming: IncomingMessage): BodySource {
  const chunks: AsyncIterator<Uint8Array> = incoming[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const chunk = await chunks.next();
    // Up to Node 25 the iterator joins the chunks itself.
    const rest: Uint8Array | null = chunk.done ? null : incoming.read(incoming.readableLength);
    return rest ? { value: Buffer.concat([chunk.value, rest]) } : chunk;
  };
  return { next, cancel: async () => void incoming.destroy() };
}
