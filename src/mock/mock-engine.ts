import { findContract, getContract } from '../contract/contract-version.js';
import { assertImageList } from '../contract/image-list.js';
import { createImageSet, detectStore, type ImageSet, type ImageStore } from '../engine/image-set.js';
import { interpretRequest } from '../engine/interpreted-request.js';
import type { ImageSummary } from '../index.js';
import { parseListRequest } from '../request/parse-request.js';
import { findListPath } from '../request/parse-target.js';
import type { WebType } from '../values/web-type.js';
import {
  createNoSuchImageError,
  findVersionError,
  type MockErrorResponse,
  OLDEST_API_VERSION,
} from './error-responses.js';
import { isOtherRoute } from './other-routes.js';
import { createListResponse } from './respond-to-list.js';

/**
 * The options of a mock engine.
 *
 * @example
 * import { mockEngine, type MockEngineOptions } from 'docker-images-contract/mock';
 *
 * const options: MockEngineOptions = { images: [], store: 'graphdriver' };
 * const engine = mockEngine(options);
 */
export interface MockEngineOptions {
  /**
   * All images of the engine, as `GET /images/json?all=1` lists them at API v1.43 or later. They need `Manifests` and
   * `SharedSize` if requests ask for them.
   */
  readonly images: readonly ImageSummary[];
  /** The containerd image store, or a graph driver such as overlay2. Default: the store that the images show. */
  readonly store?: ImageStore | undefined;
  /** The newest API version that the engine serves. Default: 1.51, as Docker 28.5.2. The oldest is always 1.24. */
  readonly apiVersion?: string | undefined;
}

/**
 * A function from a request to a response, as handlers of web servers and mocks of `fetch` have it.
 *
 * @example
 * import { type MockEngine, mockEngine } from 'docker-images-contract/mock';
 *
 * const engine: MockEngine = mockEngine({ images: [] });
 * const response = await engine(new Request('http://localhost/v1.49/images/json'));
 */
export type MockEngine = (request: WebType<'Request'>) => Promise<WebType<'Response'>>;

/**
 * Creates a mock of Docker 28.5.2. It lists the given images at every API version, with filters, names and error messages
 * as that engine has them. It also responds to `/_ping`, `/version`, `/info`, `/containers/json` (there are none) and
 * `/images/NAME/json` with what clients need of them, to other requests that Docker knows with 501, and to all others as
 * Docker does: 404.
 *
 * @throws ContractError if `images` is not a list of images; RangeError if no contract describes `apiVersion`
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
  const engineBodies: Readonly<Record<string, object>> = {
    '/version': {
      Version: ENGINE_VERSION,
      ApiVersion: apiVersion,
      MinAPIVersion: OLDEST_API_VERSION,
      Os: 'linux',
      Arch: 'amd64',
    },
    '/info': {
      ...{ ID: 'mock-engine', Name: 'mock-engine', ServerVersion: ENGINE_VERSION, ...storeDrivers[store] },
      ...{ OperatingSystem: 'mock engine', OSType: 'linux', Architecture: 'x86_64', NCPU: 1, MemTotal: 1_073_741_824 },
      ...{ Images: images.length, Containers: 0, Swarm: { LocalNodeState: 'inactive' } },
    },
    '/containers/json': [],
  };
  const createResponse = (status: number, text: string, contentType = 'application/json'): Response =>
    new Response(`${text}\n`, { status, headers: { ...headers, 'Content-Type': contentType } });
  const toResponse = (result: MockErrorResponse | object): Response => {
    if (!('status' in result)) return createResponse(200, JSON.stringify(result));
    const { status, message, isPlainText } = result;
    return isPlainText
      ? createResponse(status, message, PLAIN_TEXT)
      : createResponse(status, JSON.stringify({ message }));
  };
  const respondToList = (target: string): Response => {
    const request = findListPath(target)?.prefix === '' ? parseListRequest({ method: 'GET', path: target }) : undefined;
    const version = request?.apiVersion ?? apiVersion;
    const contract = findContract(version);
    if (!request || !contract) return createNotFound();
    const interpreted = interpretRequest(request, version, contract, headers.Server);
    return toResponse(createListResponse(interpreted, imageSet, store, { now: Date.now() / 1000, storeFilledAt }));
  };

  return async ({ method, url }) => {
    const target = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/#.*/s, '');
    if (target.startsWith('//')) return redirect(target.replace(/^\/+/, '/'));
    const [, version, unversionedTarget = target] = /^\/v([\d.]+)(\/.*)$/s.exec(target) ?? [];
    const versionError = version === undefined ? undefined : findVersionError(version, apiVersion);
    if (versionError) return toResponse(versionError);
    const [path = ''] = unversionedTarget.split('?', 1);
    if (path === '/_ping' && (method === 'GET' || method === 'HEAD')) {
      return new Response(method === 'GET' ? 'OK' : null, { headers: { ...headers, ...PING_HEADERS } });
    }
    if (method === 'OPTIONS') return new Response(null, { headers });
    if (isOtherRoute(method, path)) {
      const message = `the mock engine of docker-images-contract does not implement ${method} ${path}`;
      return createResponse(501, JSON.stringify({ message }));
    }
    if (method !== 'GET') return createNotFound();
    if (path === '/images/json') return respondToList(target);
    const [, name] = /^\/images\/(.+)\/json$/s.exec(path) ?? [];
    if (name !== undefined) return toResponse(inspectImage(name, imageSet));
    const body = engineBodies[path];
    return body ? toResponse(body) : createNotFound();
  };
}

const ENGINE_VERSION = '28.5.2';
/** The last time that `Date` knows, in milliseconds. */
const MAX_DATE = 8.64e15;
const PLAIN_TEXT = 'text/plain; charset=utf-8';
const PING_HEADERS = {
  ...{ 'Content-Type': PLAIN_TEXT, 'Cache-Control': 'no-cache, no-store, must-revalidate', Pragma: 'no-cache' },
  ...{ Swarm: 'inactive', 'Builder-Version': '2' },
};

/** The properties of `GET /info` that tell the store. */
const storeDrivers: Readonly<Record<ImageStore, object>> = {
  containerd: { Driver: 'overlayfs', DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] },
  graphdriver: { Driver: 'overlay2', DriverStatus: [['Backing Filesystem', 'extfs']] },
};

const redirect = (location: string): Response => new Response(null, { status: 301, headers: { Location: location } });

const createNotFound = (): Response =>
  new Response('{"message":"page not found"}\n', { status: 404, headers: { 'Content-Type': 'application/json' } });

/**
 * The body of `GET /images/NAME/json`, with what a list tells of the image. docker-py requests it for each listed image.
 *
 * @param encodedName NAME as the path has it
 */
function inspectImage(encodedName: string, { findImage }: ImageSet): MockErrorResponse | object {
  const name = decodeName(encodedName);
  const image = findImage(name);
  if (!image) return createNoSuchImageError(name);
  const { Id, ParentId, RepoTags, RepoDigests, Created, Size, Labels, Descriptor, Manifests = [] } = image;
  const [platform = { os: 'linux', architecture: 'amd64', variant: undefined }] = Manifests.flatMap((manifest) =>
    manifest.Kind === 'image' && manifest.Available ? [manifest.ImageData.Platform] : [],
  );
  return {
    ...{ Id, RepoTags, RepoDigests, Parent: ParentId, Created: formatCreated(Created), Size },
    ...{ Os: platform.os, Architecture: platform.architecture, ...(platform.variant && { Variant: platform.variant }) },
    ...{ Config: { Labels }, RootFS: { Type: 'layers' } },
    ...(Descriptor && { Descriptor }),
  };
}

/** The time as RFC 3339. JavaScript knows no time beyond the year 275760, so the nearest one stands for it. */
function formatCreated(seconds: number): string {
  const milliseconds = Math.max(-MAX_DATE, Math.min(seconds * 1000, MAX_DATE));
  return new Date(milliseconds).toISOString();
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
