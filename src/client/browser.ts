/** The client where there is no Node: it asks by the caller's `fetch` alone. */
import { reachByFetch } from '../connection/reach-by-fetch.js';
import { clientFor, clientOn, imagesFrom } from './client.js';
import type * as node from './index.js';

export { EngineError } from '../connection/error.js';
export { encodeFilters } from './filters.js';

export const createImagesClient: typeof node.createImagesClient = (options = {}) => clientOn(reachByFetch, options);

export const listImages: typeof node.listImages = async (query = {}, options = {}) =>
  imagesFrom(clientFor(createImagesClient, options), query, options);
