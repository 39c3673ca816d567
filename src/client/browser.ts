/** The client for runtimes without Node's modules: it sends requests with the caller's `fetch` only. */
import { EngineError } from './engine-error.js';
import { buildImagesClient, type Connector, createFetchSend, requestImages } from './images-client.js';
import type * as node from './index.js';
import type { ImagesClientOptions } from './options.js';
import { parseHost } from './parse-host.js';

export { encodeFilters } from './encode-query.js';
export { EngineError } from './engine-error.js';

export const createImagesClient: typeof node.createImagesClient = (options = {}) =>
  buildImagesClient(connectWithFetch, options, {});

export const listImages: typeof node.listImages = async (query = {}, options = {}) =>
  requestImages(createImagesClient, query, options);

function connectWithFetch({ host, tls, fetch }: ImagesClientOptions): Connector {
  const parsedHost = parseHost(host, Boolean(tls), {}, 'linux');
  if (fetch) return { host: parsedHost.host, origin: parsedHost.origin, send: createFetchSend(fetch) };
  const hint = 'Give the client a `fetch` that sends a Request to the engine, or run it in Node, Deno or Bun.';
  throw new EngineError(`cannot connect to ${parsedHost.host}: there are no sockets here`, { hint });
}
