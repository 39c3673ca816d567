import { contentTypes } from '../../generated/constants.js';
import type { Status } from '../../generated/validators.js';
import { getAllowedStatuses } from '../engine/allowed-statuses.js';
import type { AnyVersionImage } from '../engine/image.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
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
    const knownStatuses = Object.keys(contentTypes).join(', ');
    yield draftStatusFinding(`the contract does not list the status ${status}`, `one of ${knownStatuses}`, status);
    return;
  }
  const allowed = getAllowedStatuses(request, getErrorMessage(body));
  const { statuses } = allowed;
  if (!statuses.has(status)) {
    const { expected } = allowed;
    yield draftStatusFinding(`this request cannot get ${status}, expected ${expected}`, expected, status);
  } else if (status === 500 && allowed.isClientFault) {
    const { expected } = allowed;
    const message = `500 says that the engine failed, expected ${expected}`;
    yield { rule: 'response/server-error', message, expected, actual: '500' };
  }
  yield* checkHeaders(request, response, body);
  if (body.kind === 'none') {
    yield draftEmptyBody(status);
    return;
  }
  yield* checkContent(status, response, body, contract, statuses.has(200) ? request : undefined);
}

const draftEmptyBody = (status: Status): FindingDraft => ({
  rule: 'response/body-empty',
  message: `a ${status} without a body`,
  expected: status === 200 ? 'a list of images' : 'an object with a message',
  actual: 'no body',
});

/** Checks the body of a 200 by its schema alone. */
export function* checkListBody(body: ResponseBody, contract: Contract): Generator<FindingDraft | OmittedFindings> {
  if (body.kind === 'none') yield draftEmptyBody(200);
  if (body.kind === 'text') yield draftUnexpectedValue('response/body-not-json', '', 'JSON', body.text);
  if (body.kind !== 'json') return;
  const { drafts, omitted } = checkBody(200, body.value, contract);
  yield* drafts;
  yield* omitted;
}

/** Checks the content type and the body; a list also against `request`, unless that request cannot get one. */
function* checkContent(
  status: Status,
  response: Exchange['response'],
  body: Exclude<ResponseBody, { kind: 'none' }>,
  contract: Contract,
  request: InterpretedRequest | undefined,
): Generator<FindingDraft | OmittedFindings> {
  const type = getContentType(response);
  const types: readonly string[] = contentTypes[status];
  if (response.headers && (type === undefined || !types.includes(type))) {
    yield {
      rule: 'response/content-type',
      message: `expected ${types.join(' or ')} with ${status}, found ${previewValue(type)}`,
      expected: types.join(' or '),
      actual: previewValue(type),
    };
  }
  // If the contract allows plain text, a body without JSON is fine unless its content type is JSON.
  const textAllowed = types.length > 1 && type !== 'application/json';
  if (body.kind === 'json' && !(textAllowed && type === 'text/plain')) {
    const { drafts, omitted } = checkBody(status, body.value, contract);
    yield* status === 200 && request ? checkList(drafts, request, body.value) : drafts;
    yield* omitted;
  }
  if (body.kind === 'text' && !textAllowed) {
    yield draftUnexpectedValue('response/body-not-json', '', 'JSON', body.text);
  }
}

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

const draftStatusFinding = (message: string, expected: string, status: number): FindingDraft => ({
  rule: 'response/status',
  message,
  expected,
  actual: String(status),
});
