import { EngineError } from './engine-error.js';
import type { EngineOptions } from './find-engine.js';
import { parseHost } from './parse-host.js';
import type { RawResponse } from './raw-response.js';
import type { RequestLimits } from './request-limits.js';
import type { Fetch, Send } from './transport.js';

/** How a client gets to its engine. */
export interface Connector {
  /** The host in full, for a person to read. */
  readonly host: string;
  /** What request URLs begin with. */
  readonly origin: string;
  readonly send: Send;
  /** One GET of a URL without the objects of `fetch`; where the caller brings no `fetch`. */
  readonly getRaw?: (url: string, limits: RequestLimits) => Promise<RawResponse>;
}

/** Which engine, and what sends the requests in place of this package. */
export interface ConnectorOptions extends EngineOptions {
  readonly fetch?: Fetch | undefined;
}

/** `reach` where there is no Node: no environment, no file, and no way but the caller's `fetch`. */
export function createFetchConnector({ host, tls, fetch }: ConnectorOptions): Connector {
  const parsedHost = parseHost(host, Boolean(tls), {}, 'linux');
  if (fetch) return { host: parsedHost.host, origin: parsedHost.origin, send: createFetchSend(fetch) };
  const hint = 'Give the client a `fetch` that sends a Request to the engine, or run it in Node, Deno or Bun.';
  throw new EngineError(`cannot connect to ${parsedHost.host}: there are no sockets here`, { hint });
}

/** Sends by the caller's `fetch`, which may ignore the signal. */
export function createFetchSend(fetch: Fetch): Send {
  return async (request, call) => {
    const response = await call.waitFor(fetch(new Request(request, { signal: call.signal })));
    const reader = response.body?.getReader();
    if (!reader) return response;
    const body = call.limitBody({ next: () => reader.read(), cancel: (reason) => reader.cancel(reason) });
    return new Response(body, response);
  };
}
