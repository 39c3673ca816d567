import type { Answer } from './answer.js';

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
export async function identify(
  ask: (path: string) => Promise<{ readonly response: Pick<Answer['response'], 'body'> }>,
): Promise<EngineIdentity> {
  const version = await ask('/version');
  // Not every proxy lets this through, and what it tells is only which store there is.
  const info = await ask('/info').catch(() => undefined);
  return identityOf(version.response.body, info?.response.body);
}

/** What the bodies of `GET /version` and `GET /info` say of an engine; `unknown` for what they do not say. */
export function identityOf(version: unknown, info: unknown): EngineIdentity {
  return {
    name: components(version).includes('Podman Engine') ? 'podman' : 'docker',
    version: text(version, 'Version').replace(/\+.*/, ''),
    apiVersion: text(version, 'ApiVersion'),
    minApiVersion: text(version, 'MinAPIVersion'),
    store: storeOf(info),
    // Whole: it is looked for, not shown.
    host: text(info, 'Name', Number.POSITIVE_INFINITY),
  };
}

/** An engine in a recording's words, such as `docker 28.5.2 containerd`. */
export const engineName = ({ name, version, store }: EngineIdentity): string => `${name} ${version} ${store}`;

/** With a containerd store the driver is a snapshotter, and its status says so. */
function storeOf(info: unknown): string {
  const status = member(info, 'DriverStatus');
  const lines = Array.isArray(status) ? status.flat() : [];
  return lines.some((line) => typeof line === 'string' && line.startsWith('io.containerd.snapshotter.'))
    ? 'containerd'
    : text(info, 'Driver');
}

function components(version: unknown): unknown[] {
  const list = member(version, 'Components');
  return Array.isArray(list) ? list.map((component) => member(component, 'Name')) : [];
}

/** A member that is a text, cut where no honest engine's is that long. */
function text(value: unknown, name: string, most = 100): string {
  const found = member(value, name);
  if (typeof found !== 'string' || found === '') return 'unknown';
  return found.length > most ? `${found.slice(0, most - 1)}…` : found;
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
