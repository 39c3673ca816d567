import type { TlsOptions } from './tls.js';
import type { ImagesClient } from './version-types.js';

/**
 * Where the engine is and how to ask it; everything has a default.
 *
 * @example
 * import { createImagesClient, type ImagesClientOptions } from 'docker-images-contract/client';
 *
 * const options: ImagesClientOptions = { host: 'tcp://127.0.0.1:2375', timeout: 10_000 };
 * const client = createImagesClient(options);
 */
export interface ImagesClientOptions<Version extends string = string> {
  /** The engine, as `DOCKER_HOST` has it: `unix://`, `npipe://`, `tcp://`, `http://`, `https://` or `ssh://`. Default: `DOCKER_HOST`, else the docker context in use, else the local socket. */
  readonly host?: string | undefined;
  /**
   * The API version to ask at, such as `1.51`; `negotiate` for the newest that the engine and this package both know,
   * which the engine is asked for before the first call, by `GET /_ping`. Default: 1.49.
   */
  readonly apiVersion?: Version | undefined;
  /** How long a request may take to the end of its body, in milliseconds; 0 for no limit. Default: 60,000. */
  readonly timeout?: number | undefined;
  /** Certificates. Default: the context's, or without one those in `DOCKER_CERT_PATH`; the engine is verified when `DOCKER_TLS_VERIFY` is not empty. */
  readonly tls?: TlsOptions | undefined;
  /** Sends the requests in place of `node:http` and `node:https`; `tls` and the certificates are its own matter then. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * How to make one call of `listImages`.
 *
 * @example
 * import { type ListImagesOptions, listImages } from 'docker-images-contract/client';
 *
 * const options: ListImagesOptions = { timeout: 10_000, signal: new AbortController().signal };
 * const images = await listImages({}, options);
 */
export interface ListImagesOptions<Version extends string = string> {
  /** The client to ask with. Default: a new one for the engine of the environment. */
  readonly client?: ImagesClient<Version> | undefined;
  /** The API version to ask at, or `negotiate`, where there is no `client`, which has its own. Default: 1.49. */
  readonly apiVersion?: Version | undefined;
  /** Breaks the call off, before or during the answer; its reason is what the call fails with. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take, in milliseconds; 0 for no limit. Default: the client's. */
  readonly timeout?: number | undefined;
}
