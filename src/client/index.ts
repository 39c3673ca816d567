/** The client: where an engine is, and how to ask it for its images. */
export {
  createImagesClient,
  type ImagesClient,
  type ImagesClientOptions,
  type ListImagesOptions,
  listImages,
} from './client.js';
export { EngineError } from './error.js';
export { encodeFilters } from './filters.js';
export type { TlsOptions } from './tls.js';
