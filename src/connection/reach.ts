import type { Whole } from './answer.js';
import { readWhole } from './ask.js';
import type { CallLimits } from './call.js';
import { type EngineOptions, findEngine, findPlace } from './engine.js';
import { byFetch } from './reach-by-fetch.js';
import { type Fetch, type Send, transport } from './transport.js';

/** How a client gets to its engine. */
export interface Way {
  /** The host in full, for a person to read. */
  readonly host: string;
  /** What request URLs begin with. */
  readonly origin: string;
  readonly send: Send;
  /** One GET of a URL without the objects of `fetch`; where the caller brings no `fetch`. */
  readonly read?: (url: string, limits: CallLimits) => Promise<Whole>;
}

/** Which engine, and what sends the requests in place of this package. */
export interface WayOptions extends EngineOptions {
  readonly fetch?: Fetch | undefined;
}

/** Finds the way by options and environment. Fails as `findEngine` does; with the caller's `fetch` no certificate is read. */
export function reach(options: WayOptions): Way {
  const { host, origin } = findPlace(options);
  if (options.fetch) return { host, origin, send: byFetch(options.fetch) };
  const engine = findEngine(options);
  const read: Way['read'] = (url, limits) => {
    const { pathname, search } = new URL(url);
    return readWhole(engine, pathname + search, { ...limits, keepAlive: true });
  };
  return { host, origin, send: transport(engine), read };
}
