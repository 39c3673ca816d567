/** The client: where an engine is, one transport to it, the openapi-fetch client, and the API version of its requests. */
import type { apiVersion } from '../../generated/constants.js';
import { findEngine } from './find-engine.js';
import { buildImagesClient, createFetchSend, requestImages } from './images-client.js';
import type { AtApiVersion, ImagesClient, ImagesClientOptions, ListImagesOptions } from './options.js';
import { createTransport } from './transport.js';

export { encodeFilters } from './encode-query.js';
export { EngineError } from './engine-error.js';
export type { AtApiVersion, ImagesClient, ImagesClientOptions, ListImagesOptions } from './options.js';
export type { TlsOptions } from './tls.js';

/**
 * Creates an openapi-fetch client for `GET /images/json` of one engine. `GET` gives `{ data, error, response }`: `data` of
 * a 200, `error` of an error response. It takes `timeout` for one call too. The first call sends the first request.
 * Connections stay open for later calls; an idle one does not keep the process running, so there is nothing to close.
 *
 * Fails with EngineError on an unusable host, unreadable certificates and an invalid `DOCKER_API_VERSION`, with TypeError
 * on an invalid `apiVersion`. The types are those of the API version; if it is known only at run time, and with
 * `negotiate`, they allow what any version has. `GET` fails with EngineError if there is no response, or an incomplete, late
 * or empty one, or a 200 that is not JSON; with the signal's reason if aborted.
 *
 * @example
 * import { createImagesClient } from 'docker-images-contract/client';
 *
 * const client = createImagesClient({ host: 'unix:///var/run/docker.sock' });
 * const { data, error } = await client.GET('/images/json', { params: { query: { all: true } } });
 */
export function createImagesClient<const Version extends string = typeof apiVersion>(
  options: ImagesClientOptions<Version> = {},
): ImagesClient<Version> {
  const engine = findEngine(options);
  const send = options.fetch ? createFetchSend(options.fetch) : createTransport(engine);
  return buildImagesClient(engine, send, options, process.env);
}

/**
 * Lists the images of an engine, in the engine's order: newest first by `Created`, in seconds. Without images the array is
 * empty, never null.
 *
 * Fails with EngineError if there is no 200 with an array; with TypeError if `filters` is not an object; with the signal's
 * reason if aborted.
 *
 * @example
 * import { listImages } from 'docker-images-contract/client';
 *
 * const images = await listImages({ filters: { label: ['com.example.kind=base'] } }, { timeout: 10_000 });
 */
export async function listImages<const Version extends string = typeof apiVersion>(
  query: AtApiVersion<Version>['ImageListQuery'] = {},
  options: ListImagesOptions<Version> = {},
): Promise<AtApiVersion<Version>['ImageSummary'][]> {
  return requestImages(createImagesClient, query, options);
}
