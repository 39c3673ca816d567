/** The transport: one GET over a socket, a pipe, TCP, TLS or ssh, with `node:http` or `node:https`. */
import type { Agent } from 'node:http';
import { createResponseError, EngineError } from './engine-error.js';
import type { EngineEndpoint } from './find-engine.js';
import type { LimitedCall } from './request-limits.js';

/** Sends a request, as openapi-fetch expects it. */
export type Fetch = (request: Request) => Promise<Response>;

/** Sends the request of a call and returns its response with its whole body. */
export type Send = (request: Request, call: LimitedCall) => Promise<Response>;

/** A complete response, as received. */
export interface RawResponse {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** The body, in parts. */
  readonly chunks: readonly Buffer<ArrayBuffer>[];
}

/** The agents, created with their first request, and shared so that clients reuse connections. */
const agents: { http?: Agent; https?: Agent } = {};

/**
 * Sends a GET and returns its response. `path` goes out byte for byte.
 *
 * @param keepAlive whether the connection is shared with other requests; if not, it ends with the response or the signal
 */
export async function sendGet(
  engine: EngineEndpoint,
  path: string,
  call: LimitedCall,
  headers: Record<string, string> = {},
  keepAlive = false,
): Promise<RawResponse> {
  const { signal } = call;
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
    signal.addEventListener('abort', () => clientRequest.destroy(), { once: true });
    const rejectAsClosed = (): void => reject(new Error('closed before an answer'));
    let bytesReadBefore = 0;
    clientRequest.on('socket', ({ bytesRead }) => {
      bytesReadBefore = bytesRead;
    });
    clientRequest.on('error', (error) => {
      // An engine may close an idle connection just when it is used again, before any byte of the response.
      const wasClosed =
        clientRequest.reusedSocket && !signal.aborted && clientRequest.socket?.bytesRead === bytesReadBefore;
      if (wasClosed) resolve(sendGet(engine, path, call, headers));
      else reject(error);
    });
    clientRequest.on('response', (incoming) => {
      clientRequest.off('close', rejectAsClosed);
      const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = incoming;
      call.status = status;
      const chunks: Buffer<ArrayBuffer>[] = [];
      incoming.on('readable', () => {
        // With a length, Node 26 too joins what has come: tiny chunks would take a hundred times as much memory.
        const readAll = (): Buffer<ArrayBuffer> | null => incoming.read(incoming.readableLength);
        // The last read, of nothing, lets the stream end.
        for (let bytes = readAll(); bytes !== null; bytes = readAll()) {
          call.countBytes(bytes);
          chunks.push(bytes);
        }
      });
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status, statusText, rawHeaders, chunks }));
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
    const { status, statusText, rawHeaders, chunks } = await sendGet(engine, pathname + search, call, headers, true);
    // `Response` takes no other status.
    if (status < 200 || status > 599) throw createResponseError(status, `answered ${status}, which is no HTTP status`);
    const responseHeaders = new Headers();
    for (let i = 0; i < rawHeaders.length; i += 2) responseHeaders.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
    // Whoever reads the body joins its parts: one more copy of a long list takes milliseconds.
    const body = new ReadableStream({
      start: (controller) => {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    // With some statuses `Response` takes no body, not even an empty one.
    return new Response(chunks.length > 0 ? body : null, { status, statusText, headers: responseHeaders });
  };
}
