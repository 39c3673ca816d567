import type { EngineExchange } from './get-exchange.js';

/** The engine as `GET /version` and `GET /info` describe it; `unknown` for what they lack. */
export interface EngineIdentity {
  /** `docker` or `podman`. */
  readonly name: string;
  /** The version, without the suffix of a distribution. */
  readonly version: string;
  /** The newest API version that it serves. */
  readonly apiVersion: string;
  /** The oldest API version that it serves. */
  readonly minApiVersion: string;
  /** `containerd`, or the name of the graph driver, such as `overlay2`. */
  readonly store: string;
  /** The host name of its machine, in full: recordings are searched for it. */
  readonly host: string;
}

/** Requests `/version` and `/info`, and returns what they say. Fails if `/version` gets no response. */
export async function identifyEngine(
  sendGet: (path: string) => Promise<{ readonly response: Pick<EngineExchange['response'], 'body'> }>,
): Promise<EngineIdentity> {
  const version = await sendGet('/version');
  // Some proxies refuse /info, and only the store depends on it.
  const info = await sendGet('/info').catch(() => undefined);
  return parseIdentity(version.response.body, info?.response.body);
}

/** Parses the bodies of `GET /version` and `GET /info`. */
export function parseIdentity(version: unknown, info: unknown): EngineIdentity {
  const components = getProperty(version, 'Components');
  const isPodman = Array.isArray(components) && components.some((one) => getProperty(one, 'Name') === 'Podman Engine');
  const status = getProperty(info, 'DriverStatus');
  // With the containerd image store the driver is a snapshotter.
  const isContainerd =
    Array.isArray(status) &&
    status.flat().some((line) => typeof line === 'string' && line.startsWith('io.containerd.snapshotter.'));
  return {
    name: isPodman ? 'podman' : 'docker',
    version: readString(version, 'Version').replace(/\+.*/, ''),
    apiVersion: readString(version, 'ApiVersion'),
    minApiVersion: readString(version, 'MinAPIVersion'),
    store: isContainerd ? 'containerd' : readString(info, 'Driver'),
    host: readString(info, 'Name', Number.POSITIVE_INFINITY),
  };
}

/** Formats an engine as recordings name it, such as `docker 28.5.2 containerd`. */
export const formatEngineName = ({ name, version, store }: EngineIdentity): string => `${name} ${version} ${store}`;

function readString(value: unknown, name: string, maxLength = 100): string {
  const string = getProperty(value, name);
  if (typeof string !== 'string' || string === '') return 'unknown';
  return string.length > maxLength ? `${string.slice(0, maxLength - 1)}…` : string;
}

const getProperty = (value: unknown, name: string): unknown => Object(value)[name];
