import { assertImageList } from '../contract/guard.js';
import { readAs } from '../contract/read.js';
import { contractFor, contractOf } from '../contract/version.js';
import type { ImageSummary } from '../index.js';
import { type Store, storeOf, universeOf } from '../model/universe.js';
import { readRequest } from '../request/request.js';
import type { Web } from '../values/web.js';
import { inspected } from './inspect.js';
import { answerOf } from './list.js';
import type { Refusal } from './refusals.js';
import { OLDEST, refusedVersion } from './versions.js';

/**
 * The images of a stand-in, and how it keeps them.
 *
 * @example
 * import { standIn, type StandInOptions } from 'docker-images-contract/stand-in';
 *
 * const options: StandInOptions = { images: [], store: 'graphdriver' };
 * const engine = standIn(options);
 */
export interface StandInOptions {
  /** All images, as `GET /images/json?all=1` lists them at API v1.43 or later; with `manifests` and `shared-size` where those are to be answered. */
  readonly images: readonly ImageSummary[];
  /** Where it keeps them: containerd's store, or a graph driver such as overlay2. Default: what the images show. */
  readonly store?: Store | undefined;
  /** The newest API version that it serves. Default: 1.51, as Docker 28.5.2; the oldest is always 1.24. */
  readonly apiVersion?: string | undefined;
}

/**
 * An engine's stand-in: a request in, a response out.
 *
 * @example
 * import { type StandIn, standIn } from 'docker-images-contract/stand-in';
 *
 * const engine: StandIn = standIn({ images: [] });
 * const response = await engine(new Request('http://localhost/v1.49/images/json'));
 */
export type StandIn = (request: Web<'Request'>) => Promise<Web<'Response'>>;

/**
 * Makes a stand-in for Docker 28.5.2: it lists the given images as that engine does, at every API version, filtered,
 * with names cut down, refused in the engine's own words. Where engines differ, it does what Docker 28.5.2 did. It also
 * answers `/_ping`, `/version`, `/info` and `/images/NAME/json` as far as clients need them; every other path gets 404.
 *
 * @throws ContractError when the images are no list of images; RangeError on an API version that no contract describes
 *
 * @example
 * import { standIn } from 'docker-images-contract/stand-in';
 *
 * const engine = standIn({ images: [], store: 'containerd' });
 * const images = await (await engine(new Request('http://localhost/images/json?all=1'))).json();
 */
export function standIn({ images, store: wanted, apiVersion = '1.51' }: StandInOptions): StandIn {
  assertImageList(images);
  contractFor({ apiVersion });
  const store = wanted ?? storeOf(images, 49) ?? 'graphdriver';
  const universe = universeOf(images, store);
  const filled = Date.now() / 1000;
  const headers = {
    'Api-Version': apiVersion,
    'Docker-Experimental': 'false',
    Ostype: 'linux',
    Server: `Docker/${VERSION} (linux)`,
  };
  const json = (status: number, body: unknown): Response =>
    new Response(`${JSON.stringify(body)}\n`, { status, headers: { ...headers, 'Content-Type': 'application/json' } });

  const answered = (answer: Refusal | object): Response =>
    'status' in answer ? json(answer.status, { message: answer.message }) : json(200, answer);

  const list = (target: string): Response => {
    const request = readRequest({ method: 'GET', path: target });
    const version = request?.apiVersion ?? apiVersion;
    const contract = contractOf(version);
    if (!request || !contract) return notFound();
    const asked = readAs(request, version, contract, headers.Server);
    return answered(answerOf(asked, universe, store, { now: Date.now() / 1000, filled }));
  };
  const about: Readonly<Record<string, () => Response>> = {
    '/_ping': () => new Response('OK', { headers: { ...headers, ...PING } }),
    '/version': () =>
      json(200, { Version: VERSION, ApiVersion: apiVersion, MinAPIVersion: OLDEST, Os: 'linux', Arch: 'amd64' }),
    '/info': () => json(200, { ServerVersion: VERSION, Images: images.length, Name: 'stand-in', ...drivers[store] }),
  };

  return async ({ method, url }) => {
    const target = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/#.*/s, '');
    const [, version, rest = target] = /^\/v([\d.]+)(\/.*)$/s.exec(target) ?? [];
    const refused = version === undefined ? undefined : refusedVersion(version, apiVersion);
    const [path = ''] = rest.split('?', 1);
    if (refused) {
      const [message, old] = refused;
      return old
        ? new Response(`${message}\n`, {
            status: 400,
            headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
          })
        : json(400, { message });
    }
    if (method === 'HEAD' && path === '/_ping') return new Response(null, { headers: { ...headers, ...PING } });
    if (method !== 'GET') return notFound();
    if (path === '/images/json') return list(target);
    const [, name] = /^\/images\/(.+)\/json$/s.exec(path) ?? [];
    return name === undefined ? (about[path]?.() ?? notFound()) : answered(inspected(name, universe));
  };
}

const VERSION = '28.5.2';
const PING = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache, no-store, must-revalidate' };

/** What `GET /info` says of the store. */
const drivers: Readonly<Record<Store, object>> = {
  containerd: { Driver: 'overlayfs', DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] },
  graphdriver: { Driver: 'overlay2', DriverStatus: [['Backing Filesystem', 'extfs']] },
};

const notFound = (): Response =>
  new Response('{"message":"page not found"}\n', { status: 404, headers: { 'Content-Type': 'application/json' } });
