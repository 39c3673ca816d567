/** The client: where an engine is, and how to ask it for its images. */
import type { apiVersion } from '../../generated/constants.js';
import { createConnector } from './connector.js';
import { buildImagesClient, requestImages, resolveClient } from './images-client.js';
import type { ImagesClientOptions, ListImagesOptions } from './options.js';
import type { AtApiVersion, ImagesClient } from './version-types.js';

export { encodeFilters } from './encode-query.js';
export { EngineError } from './engine-error.js';
export type { ImagesClientOptions, ListImagesOptions } from './options.js';
export type { TlsOptions } from './tls.js';
export type { AtApiVersion, ImagesClient } from './version-types.js';

/**
 * Makes an openapi-fetch client for `GET /images/json` of one engine. `GET` gives `{ data, error, response }`: `data` of
 * a 200, `error` of a refusal. It also takes `timeout` for one call. Nothing is sent before the first call.
 * A connection stays open for the next call; an idle one keeps no process running, so there is nothing to close.
 *
 * Fails with EngineError on a host that it cannot use or certificates that it cannot read, and with TypeError on an
 * `apiVersion` that is none. Types are those of the API version; of one that is only known at run time, and of
 * `negotiate`, those of any. `GET` fails with EngineError when nothing answers, when the answer breaks off or takes
 * too long, and when it is empty, whatever the status, or a 200 that is not JSON; with the signal's reason when aborted.
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
  return buildImagesClient(createConnector, options);
}

/**
 * Lists the images of an engine, in the engine's order: newest first by `Created`, in seconds. An engine without
 * images gives an empty list, never null.
 *
 * Fails with EngineError on every answer but a 200 with a list, and when none comes; with TypeError on `filters` that
 * are no object; with the signal's reason when aborted.
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
  return requestImages(resolveClient(createImagesClient, options), query, options);
}
