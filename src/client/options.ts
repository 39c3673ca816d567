/** The public types of the client. */
import type { Client } from 'openapi-fetch';
import type { AnyVersion, Versions } from '../../generated/types/versions.js';
import type { TlsOptions } from './tls.js';

/**
 * The types of the request and the response at an API version such as `'1.43'`. If the version is known only at run time,
 * as with `'negotiate'`, the types allow what any version has.
 *
 * @example
 * import type { AtApiVersion } from 'docker-images-contract/client';
 *
 * const isDangling = ({ RepoTags }: AtApiVersion<'negotiate'>['ImageSummary']) => !RepoTags?.length;
 */
export type AtApiVersion<Version extends string> = Version extends keyof Versions ? Versions[Version] : AnyVersion;

/**
 * An openapi-fetch client for this endpoint, at v1.49 or at the API version that is named.
 *
 * @example
 * import { type ImagesClient } from 'docker-images-contract/client';
 *
 * const getImages = (client: ImagesClient) => client.GET('/images/json');
 * const names = async (client: ImagesClient<'1.42'>) => (await client.GET('/images/json')).data?.[0]?.RepoTags ?? [];
 */
export type ImagesClient<Version extends string = '1.49'> = Client<AtApiVersion<Version>['paths']>;

/**
 * Where the engine is, and how requests are sent to it. Every option has a default.
 *
 * @example
 * import { createImagesClient, type ImagesClientOptions } from 'docker-images-contract/client';
 *
 * const options: ImagesClientOptions = { host: 'tcp://127.0.0.1:2375', timeout: 10_000 };
 * const client = createImagesClient(options);
 */
export interface ImagesClientOptions<Version extends string = string> {
  /** The engine, in the form of `DOCKER_HOST`: `unix://`, `npipe://`, `tcp://`, `http://`, `https://` or `ssh://`. Default: `DOCKER_HOST`, else the Docker context in use, else the local socket. */
  readonly host?: string | undefined;
  /**
   * The API version of the requests, such as `1.51`, or `negotiate` for the newest that the engine and this package both
   * know, found by `GET /_ping` before the first call. Default: `DOCKER_API_VERSION`, else 1.49, where an engine of 1.48
   * is asked again at 1.48, whose contract is the same.
   */
  readonly apiVersion?: Version | undefined;
  /** Milliseconds that a request may take to the end of its response; 0 for no limit. Default: 60,000. */
  readonly timeout?: number | undefined;
  /** Bytes that a response body may have. Default: 268,435,456 (256 MiB). */
  readonly maxBody?: number | undefined;
  /** Certificates. Default: those of the Docker context, else those in `DOCKER_CERT_PATH`; the engine is verified if `DOCKER_TLS_VERIFY` is not empty. */
  readonly tls?: TlsOptions | undefined;
  /** Sends the requests in place of `node:http` and `node:https`; `tls` and certificate files are not used then. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * Options of one call of `listImages`.
 *
 * @example
 * import { type ListImagesOptions, listImages } from 'docker-images-contract/client';
 *
 * const options: ListImagesOptions = { timeout: 10_000, signal: new AbortController().signal };
 * const images = await listImages({}, options);
 */
export interface ListImagesOptions<Version extends string = string> {
  /** The client that sends the request. Default: a new one for the engine of the environment. */
  readonly client?: ImagesClient<Version> | undefined;
  /** The API version, as for `createImagesClient`. Not allowed beside `client`, which has its own. */
  readonly apiVersion?: Version | undefined;
  /** Aborts the call, before or during the response; the call fails with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may take; 0 for no limit. Default: the client's. */
  readonly timeout?: number | undefined;
}
