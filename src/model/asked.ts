import type { ImageListRequest } from '../request/request.js';

/** The version of a Docker Engine. */
export interface EngineVersion {
  readonly major: number;
  readonly minor: number;
}

/** A request, with the API version that it was read by and the engine that read it. */
export interface Asked extends ImageListRequest {
  /** The minor number of the API version. */
  readonly minor: number;
  /** What the `Server` header says; `undefined` when it does not say that it is Docker. */
  readonly engine: EngineVersion | undefined;
}

/** The engine that a `Server` header names, such as `Docker/28.5.2 (linux)`. */
export function engineOf(server = ''): EngineVersion | undefined {
  const [, major, minor] = /^Docker\/(\d{1,4})\.(\d{1,4})(?!\d)/.exec(server) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** The values of a filter. A `false` in the set spelling does not take one away. */
export const valuesOf = ({ filters }: Pick<Asked, 'filters'>, key: string): string[] => [
  ...(filters.values.get(key)?.keys() ?? []),
];

/** The glob of the parameter `filter`, which engines read before API 1.41; `undefined` where it is not given, or not read. */
export const legacyFilterOf = ({ minor, pairs }: Pick<Asked, 'minor' | 'pairs'>): string | undefined =>
  minor < 41 ? pairs.find(([name]) => name === 'filter')?.[1] : undefined;

/** Whether a request asks for all images: `all` is true, and nothing filters. */
export const isWhole = (asked: ImageListRequest & Pick<Asked, 'minor'>): boolean =>
  asked.all && asked.filters.values.size === 0 && asked.faults.length === 0 && legacyFilterOf(asked) === undefined;
