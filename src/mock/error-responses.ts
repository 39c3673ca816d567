import type { ImageSet, ImageStore } from '../engine/image-set.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { getFilterValues } from '../engine/interpreted-request.js';
import type { FaultName, RequestFault } from '../request/parse-request.js';

/** What an engine refuses a request with, in its words. */
export interface MockErrorResponse {
  readonly status: number;
  readonly message: string;
}

const createBadRequest = (message: string): MockErrorResponse => ({ status: 400, message });

/** The order in which each store looks at a request. */
const faultOrder: Readonly<Record<ImageStore, readonly FaultName[]>> = {
  graphdriver: [
    ...([
      'query',
      'filters',
      'unknown-key',
      'identity',
      'not-label',
      'dangling',
      'malformed-reference',
      'ambiguous-reference',
    ] as const),
    ...(['image', 'ambiguous-until', 'invalid-until', 'malformed-glob'] as const),
  ],
  containerd: [
    ...([
      'query',
      'filters',
      'unknown-key',
      'identity',
      'malformed-reference',
      'ambiguous-reference',
      'image',
      'ambiguous-until',
      'invalid-until',
    ] as const),
    ...(['long-label', 'dangling'] as const),
  ],
};

/** How Docker 28.5.2 refuses a request, if it does. */
export function findErrorResponse(
  request: InterpretedRequest,
  imageSet: ImageSet,
  store: ImageStore,
): MockErrorResponse | undefined {
  for (const name of faultOrder[store]) {
    for (const fault of request.faults) {
      const errorResponse = fault.name === name ? errorResponseFactories[name]?.(fault, request, imageSet) : undefined;
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

const createInvalidTimeError: ErrorResponseFactory = ({ offendingValue }) => ({
  status: 500,
  message: formatInvalidTime(offendingValue),
});

const errorResponseFactories: Readonly<Partial<Record<FaultName, ErrorResponseFactory>>> = {
  query: ({ offendingValue }) =>
    createBadRequest(
      offendingValue.includes(';')
        ? 'invalid semicolon separator in query'
        : `invalid URL escape ${JSON.stringify(/%(?![0-9a-f]{2}).{0,2}/i.exec(offendingValue)?.[0] ?? '')}`,
    ),
  filters: () => createBadRequest('invalid filter'),
  'unknown-key': ({ offendingValue }) => createBadRequest(`invalid filter '${offendingValue}'`),
  identity: () => createBadRequest('conflicting options: identity requires manifests=1'),
  'not-label': () => createBadRequest("invalid filter 'label!'"),
  dangling: (_, request) => {
    const values = getFilterValues(request, 'dangling');
    return createBadRequest(`invalid filter 'dangling${values.length > 0 ? `=[${values.join(' ')}]` : ''}'`);
  },
  'malformed-reference': ({ offendingValue }) => createBadRequest(formatInvalidReference(offendingValue)),
  'ambiguous-reference': ({ offendingValue }, _, imageSet) =>
    offendingValue.length > 255
      ? createBadRequest('repository name must not be more than 255 characters')
      : findMissingImageError(offendingValue, imageSet),
  image: ({ offendingValue }, _, imageSet) => findMissingImageError(offendingValue, imageSet),
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

/** A name with capitals in its path is told so. */
function formatInvalidReference(text: string): string {
  const first = text.slice(0, Math.max(text.indexOf('/'), 0));
  const hasDomain = first === 'localhost' || /[.:]/.test(first);
  const [path = ''] = text.slice(hasDomain ? first.length + 1 : 0).split(/[:@]/, 1);
  const detail = /[A-Z]/.test(path) ? `: repository name (${path}) must be lowercase` : '';
  return `invalid reference format${detail}`;
}

const findMissingImageError = (text: string, { findImage }: ImageSet): MockErrorResponse | undefined =>
  findImage(text) ? undefined : createNoSuchImageError(text);

/** The refusal of an image that is not there. */
export function createNoSuchImageError(text: string): MockErrorResponse {
  const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  const hasTag = text.includes('@') || text.lastIndexOf(':') > text.lastIndexOf('/');
  const taggedName = hasTag ? text : `${text}:latest`;
  return { status: 404, message: `No such image: ${id ? `sha256:${id}` : taggedName}` };
}

/** Go's words for a text that is no time. */
function formatInvalidTime(text: string): string {
  const day = /^(\d{4}-\d\d-\d\d)(.*)$/s.exec(text);
  if (day?.[2]) return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(day[2])}`;
  if (day)
    return `parsing time ${JSON.stringify(text)}: ${Number(text.slice(5, 7)) > 12 ? 'month' : 'day'} out of range`;
  if (!text.includes('-')) return `failed to parse value as time or duration: ${JSON.stringify(text)}`;
  return `parsing time ${JSON.stringify(text)} as "2006-01-02": cannot parse ${JSON.stringify(text)} as "2006"`;
}
