import { contentTypes } from '../../generated/constants.js';
import type { Status } from '../../generated/validators.js';
import { getAllowedStatuses, unsupportedVersionMessage } from '../engine/allowed-statuses.js';
import type { AnyVersionImage } from '../engine/image.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
import { getOwn } from '../values/pointer.js';
import { checkBody } from './check-body.js';
import { checkConsistency } from './check-consistency.js';
import { checkFilters } from './check-filters.js';
import { checkHeaders } from './check-headers.js';
import type { Contract } from './contract-version.js';
import type { Exchange } from './exchange.js';
import { draftUnexpectedValue, type FindingDraft, type OmittedFindings } from './finding.js';
import { getContentType, getErrorMessage, type ResponseBody } from './response-body.js';

/** Finds where a response breaks the contract, or contradicts its request. */
export function* checkResponse(
  request: InterpretedRequest,
  response: Exchange['response'],
  body: ResponseBody,
  contract: Contract,
): Generator<FindingDraft | OmittedFindings> {
  const { status, incomplete } = response;
  if (incomplete !== undefined) {
    const message = `the response is incomplete: ${incomplete}`;
    yield { rule: 'response/incomplete', message, expected: 'a complete response', actual: incomplete };
    // What was broken off has no body, and perhaps no status.
    if (body.kind === 'none') return;
  }
  if (!isKnownStatus(status)) {
    const message = `the contract does not list the status ${status}`;
    const expected = `one of ${Object.keys(contentTypes).join(', ')}`;
    yield { rule: 'response/status', message, expected, actual: String(status) };
    return;
  }
  const allowed = getAllowedStatuses(request, getErrorMessage(body));
  const { statuses } = allowed;
  const isAllowed = statuses.has(status);
  if (!isAllowed || (status === 500 && allowed.isClientFault)) {
    const { expected } = allowed;
    const problem = isAllowed ? '500 says that the engine failed' : `this request cannot get ${status}`;
    const rule = isAllowed ? 'response/server-error' : 'response/status';
    yield { rule, message: `${problem}, expected ${expected}`, expected, actual: String(status) };
  } else if ((status === 403 || status >= 500) && allowed.requestSpecific.join() === '200') {
    const message = `nothing is wrong with the request, and the engine refuses it with ${status}`;
    yield { rule: 'response/refused', message, expected: '200', actual: String(status) };
  }
  yield* checkHeaders(request, response, body);
  yield* checkContent(status, response, body, contract, statuses.has(200) ? request : undefined);
}

/** Checks the content type and the body; a list also against `request`, if that request can get one. */
export function* checkContent(
  status: Status,
  response: Exchange['response'],
  body: ResponseBody,
  contract: Contract,
  request?: InterpretedRequest,
): Generator<FindingDraft | OmittedFindings> {
  if (body.kind === 'none') {
    yield {
      rule: 'response/body-empty',
      message: `a ${status} without a body`,
      expected: status === 200 ? 'a list of images' : 'an object with a message',
      actual: 'no body',
    };
    return;
  }
  const type = getContentType(response);
  const types: readonly string[] = contentTypes[status].filter(
    (one) => one === 'application/json' || isTextPossible(status, body),
  );
  if (response.headers && (type === undefined || !types.includes(type))) {
    const [expected, actual] = [types.join(' or '), previewValue(type)];
    const message = `expected ${expected} with ${status}, found ${actual}`;
    yield { rule: 'response/content-type', message, expected, actual };
  }
  // If the contract allows plain text, a body without JSON is fine unless its content type is JSON.
  const textAllowed = types.length > 1 && type !== 'application/json';
  if (body.kind === 'json' && !(textAllowed && type === 'text/plain')) {
    const { drafts, omitted } = checkBody(status, body.value, contract, body.fractionPointers);
    yield* status === 200 && request ? checkList(drafts, request, body.value) : drafts;
    yield* omitted;
    if (status !== 200 && getOwn(body.value, 'message') === '')
      yield draftUnexpectedValue('response/schema', '/message', 'a text that says what is wrong', '');
  }
  if (body.kind === 'text' && !textAllowed) {
    yield draftUnexpectedValue('response/body-not-json', '', 'JSON', body.text);
  }
}

/** Whether an engine sends plain text: to an API version that it refuses, and Go to what is no HTTP, but to nothing else. */
const isTextPossible = (status: Status, body: ResponseBody): boolean =>
  status !== 400 ||
  unsupportedVersionMessage.test(getErrorMessage(body)) ||
  /^400 Bad Request/.test(getErrorMessage(body));

/**
 * Checks a list against its request, beside the findings about its schema. It is not checked if it breaks the schema, on
 * which these checks rely, or if the request cannot get a list, which is one fault already.
 */
function* checkList(
  schemaDrafts: readonly FindingDraft[],
  request: InterpretedRequest,
  body: unknown,
): Generator<FindingDraft> {
  if (schemaDrafts.some(({ rule }) => rule === 'response/schema')) {
    yield* schemaDrafts;
    return;
  }
  const images = body as AnyVersionImage[]; // the body matches the schema
  const drafts = [...checkConsistency(request, images), ...checkFilters(request, images)];
  yield* drafts;
  // `VirtualSize` is undocumented too: one finding about a place is enough.
  const pointers = new Set(drafts.map(({ pointer }) => pointer));
  for (const draft of schemaDrafts) if (!pointers.has(draft.pointer)) yield draft;
}

const isKnownStatus = (status: number): status is Status => Object.hasOwn(contentTypes, status);
