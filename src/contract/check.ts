import { apiVersion, contentTypes, filterKeys, parameters } from '../../generated/constants.js';
import type { Status } from '../../generated/validators.js';
import type { ImageSummary } from '../index.js';
import { type ImageListRequest, isListTarget, readRequest } from '../request/request.js';
import { child } from '../values/pointer.js';
import { show } from '../values/show.js';
import { judgeBody } from './body.js';
import type { Exchange } from './exchange.js';
import { type Finding, finding, type Verdict } from './finding.js';
import { judgeRelations } from './relations.js';
import { allowedStatuses } from './status.js';

/**
 * Judges one exchange by the contract: every departure is one finding, errors and warnings. Nothing is found in an
 * exchange that is about something else than `GET /images/json`; see `isJudged`.
 *
 * @example
 * import { checkExchange } from 'docker-images-contract/contract';
 *
 * const findings = checkExchange({
 *   request: { method: 'GET', path: '/v1.49/images/json?all=1' },
 *   response: { status: 200, headers: { 'content-type': 'application/json' }, body: [] },
 * });
 */
export function checkExchange(exchange: Exchange): Finding[] {
  const request = requestOf(exchange);
  if (!request) return [];
  const verdicts = atThisVersion(request, exchange)
    ? [...judgeRequest(request), ...judgeResponse(request, exchange.response)]
    : [otherVersion(request)];
  return verdicts.map((verdict) => finding(exchange, verdict));
}

/**
 * Whether an exchange is about the endpoint of the contract, at whatever API version.
 *
 * @example
 * import { isJudged } from 'docker-images-contract/contract';
 *
 * isJudged({ request: { method: 'GET', path: '/v1.49/info' }, response: { status: 200 } }); // false
 */
export const isJudged = ({ request }: Exchange): boolean => request.method === 'GET' && isListTarget(request.path);

/** The request of an exchange that is about the endpoint. */
export const requestOf = ({ request }: Exchange): ImageListRequest | undefined =>
  request.method === 'GET' ? readRequest(request.path) : undefined;

/** A path without a version means the engine's newest, which its answer names. */
const atThisVersion = (request: ImageListRequest, { response }: Exchange): boolean =>
  (request.apiVersion ?? header(response, 'api-version')) === apiVersion;

function otherVersion({ apiVersion: found }: ImageListRequest): Verdict {
  const actual = found === undefined ? 'no API version in the path' : `API version ${found}`;
  return {
    rule: 'request/version',
    message: `${actual}: not judged, the contract describes ${apiVersion}`,
    expected: `/v${apiVersion}`,
    actual,
  };
}

/** Parameters that engines know, or once knew, and that change nothing at this version. */
const ineffective = ['digests', 'filter', 'sharedSize'];

function* judgeRequest({ pairs, filters }: ImageListRequest): Generator<Verdict> {
  for (const name of new Set(pairs.map(([name]) => name))) {
    if (ineffective.includes(name)) yield noEffect(`the parameter ${show(name)} has no effect`, show(name));
    else yield* unknownName('query parameter', name, parameters);
  }
  for (const [key, values] of filters.values) {
    yield* unknownName('filter key', key, filterKeys);
    for (const [value, given] of values) {
      const place = `${show(value)} of ${show(key)}`;
      if (!given) yield noEffect(`false at ${place} does not negate`, `false at ${place}`);
    }
  }
}

const noEffect = (message: string, actual: string): Verdict => ({
  rule: 'request/ineffective',
  message,
  expected: 'what an engine reads',
  actual,
});

function* unknownName(what: string, name: string, known: readonly string[]): Generator<Verdict> {
  if (known.includes(name)) return;
  yield {
    rule: 'request/undocumented',
    message: `the contract does not describe the ${what} ${show(name)}`,
    expected: `one of ${known.join(', ')}`,
    actual: show(name),
  };
}

function* judgeResponse(request: ImageListRequest, response: Exchange['response']): Generator<Verdict> {
  const { status } = response;
  if (!isListed(status)) {
    const listed = Object.keys(contentTypes).join(', ');
    yield wrongStatus(`the contract does not list the status ${status}`, `one of ${listed}`, status);
    return;
  }
  const body = readBody(response);
  const { statuses, expected } = allowedStatuses(request, messageOf(body));
  if (!statuses.has(status)) {
    yield wrongStatus(`this request cannot get ${status}, expected ${expected}`, expected, status);
  }
  if (body.kind === 'none') {
    yield {
      rule: 'response/body-empty',
      message: `a ${status} without a body`,
      expected: status === 200 ? 'a list of images' : 'an object with a message',
      actual: 'no body',
    };
    return;
  }
  const type = contentType(response);
  const types: readonly string[] = contentTypes[status];
  if (response.headers && (type === undefined || !types.includes(type))) {
    yield {
      rule: 'response/content-type',
      message: `expected ${types.join(' or ')} with ${status}, found ${show(type)}`,
      expected: types.join(' or '),
      actual: show(type),
    };
  }
  // Where another type than JSON is allowed, a text is a body as good, unless it says that it is JSON.
  const textAllowed = types.length > 1 && type !== 'application/json';
  if (body.kind === 'json' && !(textAllowed && type === 'text/plain')) {
    const found = judgeBody(status, body.value);
    yield* status === 200 && statuses.has(200) ? withRelations(found, request, body.value) : found;
  }
  if (body.kind === 'text' && !textAllowed) {
    yield {
      rule: 'response/body-not-json',
      message: `expected JSON, found ${show(body.text)}`,
      expected: 'JSON',
      actual: show(body.text),
    };
  }
}

/**
 * Adds the relations to what was found in a list. They read what the schema guarantees, so they are judged only where it
 * holds; and an answer that the request cannot get is one fault already.
 */
function withRelations(found: Verdict[], request: ImageListRequest, body: unknown): Verdict[] {
  if (found.some(({ rule }) => rule === 'response/schema')) return found;
  const related = [...judgeRelations(request, body as ImageSummary[])]; // the schema has just been found to hold
  // `VirtualSize` is not described either.
  const said = new Set(related.map(({ pointer }) => pointer));
  return [...found.filter(({ pointer }) => !said.has(pointer)), ...related];
}

const isListed = (status: number): status is Status => Object.hasOwn(contentTypes, status);

const wrongStatus = (message: string, expected: string, status: number): Verdict => ({
  rule: 'response/status',
  message,
  expected,
  actual: String(status),
});

type Body = { kind: 'none' } | { kind: 'json'; value: unknown } | { kind: 'text'; text: string };

/** The body, wherever it stands: text that parses as JSON counts as parsed, and an empty one as none. */
export function readBody({ body, bodyText }: Exchange['response']): Body {
  if (body !== undefined) return { kind: 'json', value: body };
  if (bodyText === undefined || bodyText === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: JSON.parse(bodyText) };
  } catch {
    return { kind: 'text', text: bodyText };
  }
}

/** What an error says, as JSON or as plain text. */
export function messageOf(body: Body): string {
  const message = body.kind === 'json' ? child(body.value, 'message') : body.kind === 'text' ? body.text : '';
  return typeof message === 'string' ? message : '';
}

/** The content type without parameters, in lower case. */
export const contentType = (response: Exchange['response']): string | undefined =>
  header(response, 'content-type')?.split(';')[0]?.trim().toLowerCase();

/** The first value of a header, whose name can be in any case. */
function header({ headers = {} }: Exchange['response'], name: string): string | undefined {
  const given = Object.keys(headers).find((given) => given.toLowerCase() === name);
  const value = given === undefined ? undefined : headers[given];
  return typeof value === 'object' ? value[0] : value;
}
