import type { EngineExchange } from './get-exchange.js';

/** What an engine says of itself. */
export interface EngineIdentity {
  /** Whose engine it is: `docker`, or `podman`. */
  readonly name: string;
  /** Its version, without what a distribution added to it. */
  readonly version: string;
  /** The newest API version that it serves. */
  readonly apiVersion: string;
  /** The oldest API version that it serves. */
  readonly minApiVersion: string;
  /** Where it keeps images: `containerd`, or the name of the graph driver, such as `overlay2`. */
  readonly store: string;
  /** The host name that it runs under. */
  readonly host: string;
}

/**
 * Asks an engine what it is.
 *
 * @throws what `ask` throws when there is no answer
 */
export async function identifyEngine(
  sendGet: (path: string) => Promise<{ readonly response: Pick<EngineExchange['response'], 'body'> }>,
): Promise<EngineIdentity> {
  const version = await sendGet('/version');
  // Not every proxy lets this through, and what it tells is only which store there is.
  const info = await sendGet('/info').catch(() => undefined);
  return parseIdentity(version.response.body, info?.response.body);
}

/** What the bodies of `GET /version` and `GET /info` say of an engine; `unknown` for what they do not say. */
export function parseIdentity(version: unknown, info: unknown): EngineIdentity {
  return {
    name: listComponentNames(version).includes('Podman Engine') ? 'podman' : 'docker',
    version: readString(version, 'Version').replace(/\+.*/, ''),
    apiVersion: readString(version, 'ApiVersion'),
    minApiVersion: readString(version, 'MinAPIVersion'),
    store: detectStoreName(info),
    // Whole: it is looked for, not shown.
    host: readString(info, 'Name', Number.POSITIVE_INFINITY),
  };
}

/** An engine in a recording's words, such as `docker 28.5.2 containerd`. */
export const formatEngineName = ({ name, version, store }: EngineIdentity): string => `${name} ${version} ${store}`;

/** With a containerd store the driver is a snapshotter, and its status says so. */
function detectStoreName(info: unknown): string {
  const status = getProperty(info, 'DriverStatus');
  const lines = Array.isArray(status) ? status.flat() : [];
  return lines.some((line) => typeof line === 'string' && line.startsWith('io.containerd.snapshotter.'))
    ? 'containerd'
    : readString(info, 'Driver');
}

function listComponentNames(version: unknown): unknown[] {
  const components = getProperty(version, 'Components');
  return Array.isArray(components) ? components.map((component) => getProperty(component, 'Name')) : [];
}

/** A member that is a text, cut where no honest engine's is that long. */
function readString(value: unknown, name: string, maxLength = 100): string {
  const string = getProperty(value, name);
  if (typeof string !== 'string' || string === '') return 'unknown';
  return string.length > maxLength ? `${string.slice(0, maxLength - 1)}…` : string;
}

const getProperty = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
