import { findContract, getContract } from '../contract/contract-version.js';
import { assertImageList } from '../contract/image-list.js';
import { createImageSet, detectStore, type ImageStore } from '../engine/image-set.js';
import { interpretRequest } from '../engine/interpreted-request.js';
import type { ImageSummary } from '../index.js';
import { parseListRequest } from '../request/parse-request.js';
import type { WebType } from '../values/web-type.js';
import type { MockErrorResponse } from './error-responses.js';
import { inspectImage } from './inspect-image.js';
import { createListResponse } from './respond-to-list.js';
import { findVersionError, OLDEST_API_VERSION } from './served-versions.js';

/**
 * The images of a mock engine, and how it keeps them.
 *
 * @example
 * import { mockEngine, type MockEngineOptions } from 'docker-images-contract/mock';
 *
 * const options: MockEngineOptions = { images: [], store: 'graphdriver' };
 * const engine = mockEngine(options);
 */
export interface MockEngineOptions {
  /** All images, as `GET /images/json?all=1` lists them at API v1.43 or later; with `manifests` and `shared-size` where those are to be answered. */
  readonly images: readonly ImageSummary[];
  /** Where it keeps them: containerd's store, or a graph driver such as overlay2. Default: what the images show. */
  readonly store?: ImageStore | undefined;
  /** The newest API version that it serves. Default: 1.51, as Docker 28.5.2; the oldest is always 1.24. */
  readonly apiVersion?: string | undefined;
}

/**
 * A mock engine: a request in, a response out.
 *
 * @example
 * import { type MockEngine, mockEngine } from 'docker-images-contract/mock';
 *
 * const engine: MockEngine = mockEngine({ images: [] });
 * const response = await engine(new Request('http://localhost/v1.49/images/json'));
 */
export type MockEngine = (request: WebType<'Request'>) => Promise<WebType<'Response'>>;

/**
 * Creates a mock of Docker 28.5.2: it lists the given images as that engine does, at every API version, filtered,
 * with names cut down, refused in the engine's own words. Where engines differ, it does what Docker 28.5.2 did. It also
 * answers `/_ping`, `/version`, `/info` and `/images/NAME/json` as far as clients need them; every other path gets 404.
 *
 * @throws ContractError when the images are no list of images; RangeError on an API version that no contract describes
 *
 * @example
 * import { mockEngine } from 'docker-images-contract/mock';
 *
 * const engine = mockEngine({ images: [], store: 'containerd' });
 * const images = await (await engine(new Request('http://localhost/images/json?all=1'))).json();
 */
export function mockEngine({ images, store: requestedStore, apiVersion = '1.51' }: MockEngineOptions): MockEngine {
  assertImageList(images);
  getContract({ apiVersion });
  const store = requestedStore ?? detectStore(images, { minor: 49 }) ?? 'graphdriver';
  const imageSet = createImageSet(images, store);
  const storeFilledAt = Date.now() / 1000;
  const headers = {
    'Api-Version': apiVersion,
    'Docker-Experimental': 'false',
    Ostype: 'linux',
    Server: `Docker/${ENGINE_VERSION} (linux)`,
  };
  const toJsonResponse = (status: number, body: unknown): Response =>
    new Response(`${JSON.stringify(body)}\n`, { status, headers: { ...headers, 'Content-Type': 'application/json' } });

  const toResponse = (result: MockErrorResponse | object): Response =>
    'status' in result ? toJsonResponse(result.status, { message: result.message }) : toJsonResponse(200, result);

  const respondToList = (target: string): Response => {
    const request = parseListRequest({ method: 'GET', path: target });
    const version = request?.apiVersion ?? apiVersion;
    const contract = findContract(version);
    if (!request || !contract) return createNotFound();
    const interpretedRequest = interpretRequest(request, version, contract, headers.Server);
    return toResponse(
      createListResponse(interpretedRequest, imageSet, store, { now: Date.now() / 1000, storeFilledAt }),
    );
  };
  const engineRoutes: Readonly<Record<string, () => Response>> = {
    '/_ping': () => new Response('OK', { headers: { ...headers, ...PING_HEADERS } }),
    '/version': () =>
      toJsonResponse(200, {
        Version: ENGINE_VERSION,
        ApiVersion: apiVersion,
        MinAPIVersion: OLDEST_API_VERSION,
        Os: 'linux',
        Arch: 'amd64',
      }),
    '/info': () =>
      toJsonResponse(200, {
        ServerVersion: ENGINE_VERSION,
        Images: images.length,
        Name: 'mock-engine',
        ...storeDrivers[store],
      }),
  };

  return async ({ method, url }) => {
    const target = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/#.*/s, '');
    const [, version, unversionedTarget = target] = /^\/v([\d.]+)(\/.*)$/s.exec(target) ?? [];
    const versionError = version === undefined ? undefined : findVersionError(version, apiVersion);
    const [path = ''] = unversionedTarget.split('?', 1);
    if (versionError) {
      const [message, isTooOld] = versionError;
      return isTooOld
        ? new Response(`${message}\n`, {
            status: 400,
            headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
          })
        : toJsonResponse(400, { message });
    }
    if (method === 'HEAD' && path === '/_ping') return new Response(null, { headers: { ...headers, ...PING_HEADERS } });
    if (method !== 'GET') return createNotFound();
    if (path === '/images/json') return respondToList(target);
    const [, name] = /^\/images\/(.+)\/json$/s.exec(path) ?? [];
    return name === undefined ? (engineRoutes[path]?.() ?? createNotFound()) : toResponse(inspectImage(name, imageSet));
  };
}

const ENGINE_VERSION = '28.5.2';
const PING_HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
};

/** What `GET /info` says of the store. */
const storeDrivers: Readonly<Record<ImageStore, object>> = {
  containerd: { Driver: 'overlayfs', DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] },
  graphdriver: { Driver: 'overlay2', DriverStatus: [['Backing Filesystem', 'extfs']] },
};

const createNotFound = (): Response =>
  new Response('{"message":"page not found"}\n', { status: 404, headers: { 'Content-Type': 'application/json' } });
