/** The client: where an engine is, and how to ask it for its images. */

export { EngineError } from '../connection/error.js';
export type { TlsOptions } from '../connection/tls.js';
export {
  createImagesClient,
  type ImagesClientOptions,
  type ListImagesOptions,
  listImages,
} from './client.js';
export { encodeFilters } from './filters.js';
export type { AtApiVersion, ImagesClient } from './version.js';
