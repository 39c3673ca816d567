/** The client where there is no Node: it asks by the caller's `fetch` alone. */
import { createFetchConnector } from './fetch-connector.js';
import { buildImagesClient, requestImages, resolveClient } from './images-client.js';
import type * as node from './index.js';

export { encodeFilters } from './encode-query.js';
export { EngineError } from './engine-error.js';

export const createImagesClient: typeof node.createImagesClient = (options = {}) =>
  buildImagesClient(createFetchConnector, options);

export const listImages: typeof node.listImages = async (query = {}, options = {}) =>
  requestImages(resolveClient(createImagesClient, options), query, options);
