import { type EngineOptions, findEngine, findPlace } from './engine.js';
import { type Fetch, transport } from './transport.js';

/** How a client gets to its engine. */
export interface Way {
  /** The host in full, for a person to read. */
  readonly host: string;
  /** What request URLs begin with. */
  readonly origin: string;
  readonly fetch: Fetch;
}

/** Which engine, and what sends the requests in place of this package. */
export interface WayOptions extends EngineOptions {
  readonly fetch?: Fetch | undefined;
}

/** Finds the way by options and environment. Fails as `findEngine` does; with the caller's `fetch` no certificate is read. */
export function reach(options: WayOptions): Way {
  const { host, origin } = findPlace(options);
  return { host, origin, fetch: options.fetch ?? transport(findEngine(options)) };
}
