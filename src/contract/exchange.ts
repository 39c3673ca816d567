import { validateRequestLine } from '../request/parse-target.js';

/**
 * One request with its response: what the contract judges. A recording is an exchange on disk.
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
  /** Who answered, for a person to read, such as `docker 28.5.2 containerd`. */
  readonly engine?: string;
  /** Exchanges with the same one were answered by one engine whose images did not change in between. */
  readonly session?: string;
  readonly request: {
    /** The HTTP method, in any case. */
    readonly method: string;
    /** The request target as sent, path and query still encoded; or the URL. */
    readonly path: string;
    /** `probe`: asked to see what the engine makes of it, as `record` does; that it is odd is no finding. */
    readonly purpose?: string;
  };
  readonly response: {
    readonly status: number;
    /** Header names, in any case, with one value or a list; without them the content type is not judged. */
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    /** The parsed JSON body. */
    readonly body?: unknown;
    /** The body as text when it is no JSON; `""` counts as none, and text that parses as JSON as `body`. */
    readonly bodyText?: string;
  };
}

/** The purpose of a request that no client sent: a question to an engine. */
export const PROBE_PURPOSE = 'probe';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isHeaderRecord = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every((item) => (Array.isArray(item) ? item.every(isStringValue) : isStringValue(item)));

const isStringValue = (value: unknown): boolean => typeof value === 'string';

/** What each part of an exchange must be: its path, what is asked of it, in words. */
const exchangeParts: readonly [path: readonly string[], holds: (value: unknown) => boolean, expected: string][] = [
  [[], isObject, 'an object with `request` and `response`'],
  [['session'], (value) => value === undefined || typeof value === 'string', 'a string'],
  [['request'], isObject, 'an object with `method` and `path`'],
  [['response'], isObject, 'an object with `status`'],
  [['response', 'status'], Number.isInteger, 'an integer'],
  [['response', 'headers'], (value) => value === undefined || isHeaderRecord(value), 'strings or lists of strings'],
  [['response', 'bodyText'], (value) => value === undefined || typeof value === 'string', 'a string'],
];

/** Why a value is no exchange, in words; `undefined` when it is one. */
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
