import { type Connector, type ConnectorOptions, createFetchSend } from './fetch-connector.js';
import { findEngine } from './find-engine.js';
import { getRawResponse } from './get-exchange.js';
import { createTransport } from './transport.js';

/** Finds the way by options and environment. Fails as `findEngine` does; with the caller's `fetch` no certificate is read. */
export function createConnector(options: ConnectorOptions): Connector {
  const engine = findEngine(options, !options.fetch);
  const { host, origin } = engine;
  if (options.fetch) return { host, origin, send: createFetchSend(options.fetch) };
  const getRaw: Connector['getRaw'] = (url, limits) => {
    const { pathname, search } = new URL(url);
    return getRawResponse(engine, pathname + search, { ...limits, keepAlive: true });
  };
  return { host, origin, send: createTransport(engine), getRaw };
}
