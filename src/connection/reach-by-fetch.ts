import { EngineError } from './error.js';
import { locate } from './host.js';
import type { Way, WayOptions } from './reach.js';
import type { Fetch, Send } from './transport.js';

/** `reach` where there is no Node: no environment, no file, and no way but the caller's `fetch`. */
export function reachByFetch({ host, tls, fetch }: WayOptions): Way {
  const place = locate(host, Boolean(tls), {}, 'linux');
  if (fetch) return { host: place.host, origin: place.origin, send: byFetch(fetch) };
  const hint = 'Give the client a `fetch` that sends a Request to the engine, or run it in Node, Deno or Bun.';
  throw new EngineError(`cannot connect to ${place.host}: there are no sockets here`, { hint });
}

/** Sends by the caller's `fetch`, which may ignore the signal. */
export function byFetch(fetch: Fetch): Send {
  return async (request, call) => {
    const response = await call.within(fetch(new Request(request, { signal: call.signal })));
    const reader = response.body?.getReader();
    if (!reader) return response;
    const body = call.watch({ next: () => reader.read(), cancel: (reason) => reader.cancel(reason) });
    return new Response(body, response);
  };
}
