import { validateRequestLine } from '../request/parse-target.js';

/**
 * One request with its response. A recording is an exchange on disk.
 *
 * @example
 * import { type Exchange } from 'docker-images-contract/contract';
 *
 * const exchange: Exchange = {
 *   request: { method: 'GET', path: '/v1.49/images/json?all=1' },
 *   response: { status: 200, headers: { 'content-type': 'application/json' }, body: [] },
 * };
 */
export interface Exchange {
  /** The engine, for people to read, such as `docker 28.5.2 containerd`. */
  readonly engine?: string;
  /** Exchanges with the same session come from one engine whose images did not change in between. */
  readonly session?: string;
  readonly request: {
    /** The HTTP method, in any case. */
    readonly method: string;
    /** The request target as sent, path and query still encoded; or the URL. */
    readonly path: string;
    /** `probe`: sent to test the engine, as `record` does. Faults of such a request are not reported. */
    readonly purpose?: string;
  };
  readonly response: {
    readonly status: number;
    /** Header names, in any case, with one value or an array. Without headers the content type is not checked. */
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    /** The parsed JSON body. */
    readonly body?: unknown;
    /** The body as a string, if it is not JSON. `""` means no body, and a string of JSON counts as `body`. */
    readonly bodyText?: string;
    /** What is wrong with how it was sent, as `proxy` saw it: that it was broken off, or its framing. */
    readonly incomplete?: string;
  };
}

/** The purpose of a request that was sent to test the engine. */
export const PROBE_PURPOSE = 'probe';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isHeaderRecord = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every((item) => (Array.isArray(item) ? item.every(isString) : isString(item)));

const isString = (value: unknown): boolean => typeof value === 'string';

/** The parts of an exchange: the path of each, its check, and the expectation in words. */
const exchangeParts: readonly [path: readonly string[], holds: (value: unknown) => boolean, expected: string][] = [
  [[], isObject, 'an object with `request` and `response`'],
  [['session'], (value) => value === undefined || isString(value), 'a string'],
  [['request'], isObject, 'an object with `method` and `path`'],
  [['response'], isObject, 'an object with `status`'],
  [['response', 'status'], Number.isInteger, 'an integer'],
  [['response', 'headers'], (value) => value === undefined || isHeaderRecord(value), 'strings or lists of strings'],
  [['response', 'bodyText'], (value) => value === undefined || isString(value), 'a string'],
  [['response', 'incomplete'], (value) => value === undefined || isString(value), 'a string'],
];

/** Says why a value is no exchange; `undefined` if it is one. */
export function findExchangeError(value: unknown): string | undefined {
  const getPart = (path: readonly string[]): unknown =>
    path.reduce<unknown>((current, key) => (isObject(current) ? current[key] : undefined), value);
  for (const [path, isValid, expected] of exchangeParts) {
    if (!isValid(getPart(path))) return `${path.length === 0 ? 'it' : `\`${path.join('.')}\``} is not ${expected}`;
  }
  const request = validateRequestLine(getPart(['request', 'method']), getPart(['request', 'path']));
  return typeof request === 'string' ? request : undefined;
}

/** Whether a value is an exchange. */
export const isExchange = (value: unknown): value is Exchange => findExchangeError(value) === undefined;
