import type { ImageListRequest } from '../request/parse-request.js';

/** The version of a Docker Engine. */
export interface EngineVersion {
  readonly major: number;
  readonly minor: number;
}

/** A request, with the API version that it was read by and the engine that read it. */
export interface InterpretedRequest extends ImageListRequest {
  /** The minor number of the API version. */
  readonly minor: number;
  /** What the `Server` header says; `undefined` when it does not say that it is Docker. */
  readonly engineVersion: EngineVersion | undefined;
}

/** The engine that a `Server` header names, such as `Docker/28.5.2 (linux)`. */
export function parseServerHeader(server = ''): EngineVersion | undefined {
  const [, major, minor] = /^Docker\/(\d{1,4})\.(\d{1,4})(?!\d)/.exec(server) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** The values of a filter. A `false` in the set spelling does not take one away. */
export const getFilterValues = ({ filters }: Pick<InterpretedRequest, 'filters'>, key: string): string[] => [
  ...(filters.values.get(key)?.keys() ?? []),
];

/** The glob of the parameter `filter`, which engines read before API 1.41; `undefined` where it is not given, or not read. */
export const getLegacyFilter = ({ minor, pairs }: Pick<InterpretedRequest, 'minor' | 'pairs'>): string | undefined =>
  minor < 41 ? pairs.find(([name]) => name === 'filter')?.[1] : undefined;

/** Whether a request asks for all images: `all` is true, and nothing filters. */
export const isFullListing = (request: ImageListRequest & Pick<InterpretedRequest, 'minor'>): boolean =>
  request.all &&
  request.filters.values.size === 0 &&
  request.faults.length === 0 &&
  getLegacyFilter(request) === undefined;
