import type { ImageSet, ImageStore } from '../engine/image-set.js';
import { getFilterValues, type InterpretedRequest } from '../engine/interpreted-request.js';
import { toFullName } from '../request/image-reference.js';
import type { FaultName, RequestFault } from '../request/parse-request.js';
import { parseMinorVersion } from '../values/api-version.js';

/** An error response, with the message of Docker 28.5.2. */
export interface MockErrorResponse {
  readonly status: number;
  readonly message: string;
  /** Whether the message is sent as plain text in place of JSON. */
  readonly isPlainText?: true;
}

/** The oldest API version that is served. */
export const OLDEST_API_VERSION = '1.24';

/** The error response to a request at an API version that is not served; `undefined` if it is served. */
export function findVersionError(version: string, newest: string): MockErrorResponse | undefined {
  const minor = parseMinorVersion(version);
  const major = Number(version.split('.')[0]);
  if (major > 1 || minor > parseMinorVersion(newest)) {
    return createBadRequest(`client version ${version} is too new. Maximum supported API version is ${newest}`);
  }
  if (major < 1 || !(minor >= parseMinorVersion(OLDEST_API_VERSION))) {
    const advice = `Minimum supported API version is ${OLDEST_API_VERSION}, please upgrade your client to a newer version`;
    return { ...createBadRequest(`client version ${version} is too old. ${advice}`), isPlainText: true };
  }
  return undefined;
}

const parserFaults = ['query', 'filters', 'unknown-key', 'identity'] as const;
const referenceFaults = 'malformed-reference ambiguous-reference image';
const timeFaults = [referenceFaults, 'ambiguous-until invalid-until'] as const;

/** The order in which each store checks a request; faults of one step in the order of the request, `before` first. */
const faultOrder: Readonly<Record<ImageStore, readonly string[]>> = {
  graphdriver: [...parserFaults, 'not-label', 'dangling', ...timeFaults, 'malformed-glob'],
  containerd: [...parserFaults, ...timeFaults, 'long-label', 'dangling'],
};

/** The error response of Docker 28.5.2 to a request; `undefined` if it lists images. */
export function findErrorResponse(
  request: InterpretedRequest,
  imageSet: ImageSet,
  store: ImageStore,
): MockErrorResponse | undefined {
  for (const step of faultOrder[store]) {
    for (const fault of request.faults.filter(({ name }) => step.split(' ').includes(name))) {
      const errorResponse = errorResponseFactories[fault.name]?.(fault, request, imageSet);
      if (errorResponse) return errorResponse;
    }
  }
  return undefined;
}

type ErrorResponseFactory = (
  fault: RequestFault,
  request: InterpretedRequest,
  imageSet: ImageSet,
) => MockErrorResponse | undefined;

const createBadRequest = (message: string): MockErrorResponse => ({ status: 400, message });

const createInvalidTimeError: ErrorResponseFactory = ({ offendingValue }) => ({
  status: 500,
  message: formatInvalidTime(offendingValue),
});

const findMissingImageError: ErrorResponseFactory = ({ offendingValue }, _, { findImage }) =>
  findImage(offendingValue) ? undefined : createNoSuchImageError(offendingValue);

const errorResponseFactories: Readonly<Partial<Record<FaultName, ErrorResponseFactory>>> = {
  query: ({ offendingValue }) =>
    createBadRequest(
      offendingValue.includes(';')
        ? 'invalid semicolon separator in query'
        : `invalid URL escape ${JSON.stringify(/%(?![0-9a-f]{2}).{0,2}/i.exec(offendingValue)?.[0] ?? '')}`,
    ),
  filters: () => createBadRequest('invalid filter'),
  'unknown-key': ({ offendingValue }) =>
    createBadRequest(offendingValue === '' ? 'invalid filter' : `invalid filter '${offendingValue}'`),
  identity: () => createBadRequest('conflicting options: identity requires manifests=1'),
  'not-label': () => createBadRequest("invalid filter 'label!'"),
  dangling: (_, request) => {
    const values = getFilterValues(request, 'dangling');
    return createBadRequest(`invalid filter 'dangling${values.length > 0 ? `=[${values.join(' ')}]` : ''}'`);
  },
  'malformed-reference': ({ offendingValue }) => createBadRequest(formatInvalidReference(offendingValue)),
  'ambiguous-reference': (fault, request, imageSet) =>
    fault.offendingValue.length > 255
      ? createBadRequest('repository name must not be more than 255 characters')
      : findMissingImageError(fault, request, imageSet),
  image: findMissingImageError,
  'ambiguous-until': createInvalidTimeError,
  'invalid-until': createInvalidTimeError,
  'long-label': ({ offendingValue }) => {
    const [key = '', ...value] = offendingValue.split('=');
    const size = new TextEncoder().encode(key + value.join('=')).length;
    const limit = `label key and value length (${size} bytes) greater than maximum size (4096 bytes)`;
    return size > 4096 ? createBadRequest(`${limit}, key: ${key.slice(0, 64)}: invalid argument`) : undefined;
  },
  'malformed-glob': (_, __, { nameCount }) =>
    nameCount > 0 ? { status: 500, message: 'syntax error in pattern' } : undefined,
};

/** Docker explains only capitals in the path. */
function formatInvalidReference(text: string): string {
  const first = text.slice(0, Math.max(text.indexOf('/'), 0));
  const hasDomain = first === 'localhost' || /[.:]/.test(first);
  const [path = ''] = text.slice(hasDomain ? first.length + 1 : 0).split(/[:@]/, 1);
  const name = hasDomain || path.includes('/') ? path : `library/${path}`;
  const detail = /[A-Z]/.test(path) ? `: repository name (${name}) must be lowercase` : '';
  return `invalid reference format${detail}`;
}

/** The error response to a request that names a missing image. */
export function createNoSuchImageError(text: string): MockErrorResponse {
  const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  return { status: 404, message: `No such image: ${id ? `sha256:${id}` : (toFullName(text) ?? `${text}:latest`)}` };
}

/** The message of Go's parser for a text that is not a time. */
function formatInvalidTime(text: string): string {
  const quoted = JSON.stringify(text);
  const [, day, rest] = /^(\d{4}-\d\d-\d\d)(.*)$/s.exec(text) ?? [];
  const clock = /^T(\d\d)(?::(\d\d)(?::(\d\d))?)?(?=$|[Z+-])/.exec(rest ?? '')?.slice(1) ?? [];
  const outOfRange = ['hour', 'minute', 'second'].find(
    (_, index) => Number(clock[index] ?? 0) > (index === 0 ? 23 : 59),
  );
  if (outOfRange) return `parsing time ${quoted}: ${outOfRange} out of range`;
  if (rest) return `parsing time ${quoted}: extra text: ${JSON.stringify(rest)}`;
  if (day) return `parsing time ${quoted}: ${Number(text.slice(5, 7)) > 12 ? 'month' : 'day'} out of range`;
  if (!text.includes('-')) return `failed to parse value as time or duration: ${quoted}`;
  const layout = text.includes('.') ? '2006-01-02T15:04:05.999999999' : '2006-01-02';
  return `parsing time ${quoted} as "${layout}": cannot parse ${quoted} as "2006"`;
}
