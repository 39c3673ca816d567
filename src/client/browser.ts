/** The client for runtimes without Node's modules: it sends requests with the caller's `fetch` only. */
import { EngineError } from './engine-error.js';
import { buildImagesClient, createFetchSend, requestImages } from './images-client.js';
import type * as node from './index.js';
import { parseHost } from './parse-host.js';

export { encodeFilters } from './encode-query.js';
export { EngineError } from './engine-error.js';

export const createImagesClient: typeof node.createImagesClient = (options = {}) => {
  const { host, tls, fetch } = options;
  const parsedHost = parseHost(host, Boolean(tls), {}, 'linux');
  if (fetch) return buildImagesClient(parsedHost, createFetchSend(fetch), options, {});
  const hint = 'Give the client a `fetch` that sends a Request to the engine, or run it in Node, Deno or Bun.';
  throw new EngineError(`cannot connect to ${parsedHost.host}: there are no sockets here`, { hint });
};

export const listImages: typeof node.listImages = async (query = {}, options = {}) =>
  requestImages(createImagesClient, query, options);
