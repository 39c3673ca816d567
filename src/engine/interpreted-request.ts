import type { ImageListRequest } from '../request/parse-request.js';
import { parseMinorVersion } from '../values/api-version.js';

/** The version of a Docker Engine. */
export interface EngineVersion {
  readonly major: number;
  readonly minor: number;
}

/** A request as an engine reads it at an API version. */
export interface InterpretedRequest extends ImageListRequest {
  /** The minor number of the API version. */
  readonly minor: number;
  /** From the `Server` header; `undefined` if it does not name Docker. */
  readonly engineVersion: EngineVersion | undefined;
}

/**
 * Reads a request as an engine does at an API version: the engine ignores newer parameters.
 *
 * @param parameters the query parameters of the API version
 */
export function interpretRequest(
  request: ImageListRequest,
  version: string,
  { parameters }: { readonly parameters: readonly string[] },
  serverHeader: string | undefined,
): InterpretedRequest {
  const isRead = (name: string, isGiven: boolean): boolean => isGiven && parameters.includes(name);
  const manifests = isRead('manifests', request.manifests);
  const hasIdentityAlone =
    isRead('identity', request.identity) && !manifests && request.faults.every(({ name }) => name !== 'query');
  return {
    ...request,
    manifests,
    sharedSize: isRead('shared-size', request.sharedSize),
    faults: hasIdentityAlone ? [...request.faults, { name: 'identity', offendingValue: 'identity' }] : request.faults,
    minor: parseMinorVersion(version),
    engineVersion: parseServerHeader(serverHeader),
  };
}

/** Parses a `Server` header such as `Docker/28.5.2 (linux)`. */
export function parseServerHeader(server = ''): EngineVersion | undefined {
  const [, major, minor] = /^Docker\/(\d{1,4})\.(\d{1,4})(?!\d)/.exec(server) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** The values of a filter. In the object form, `false` does not remove a value. */
export const getFilterValues = ({ filters }: Pick<InterpretedRequest, 'filters'>, key: string): string[] => [
  ...(filters.values.get(key)?.keys() ?? []),
];

/** The glob of the parameter `filter`, which engines read before API 1.41; `undefined` if it is missing or not read. */
export const getLegacyFilter = ({ minor, pairs }: Pick<InterpretedRequest, 'minor' | 'pairs'>): string | undefined =>
  minor < 41 ? pairs.find(([name]) => name === 'filter')?.[1] : undefined;

/** Whether a request asks for the full listing: `all` is true, and there is no filter. */
export const isFullListing = (request: ImageListRequest & Pick<InterpretedRequest, 'minor'>): boolean =>
  request.all &&
  request.filters.values.size === 0 &&
  request.faults.length === 0 &&
  getLegacyFilter(request) === undefined;
