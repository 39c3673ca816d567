import { contentTypes } from '../../generated/constants.js';
import type { Status } from '../../generated/validators.js';
import { getAllowedStatuses } from '../engine/allowed-statuses.js';
import type { AnyVersionImage } from '../engine/image.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
import { checkBody } from './check-body.js';
import { checkHeaders } from './check-headers.js';
import type { Contract } from './contract-version.js';
import type { Exchange } from './exchange.js';
import type { FindingDraft, OmittedFindings } from './finding.js';
import { checkRelations } from './relations.js';
import { getContentType, getErrorMessage, type ResponseBody } from './response-body.js';

/** Where an answer breaks the contract, or contradicts its request. */
export function* checkResponse(
  request: InterpretedRequest,
  response: Exchange['response'],
  body: ResponseBody,
  contract: Contract,
): Generator<FindingDraft | OmittedFindings> {
  const { status } = response;
  if (!isKnownStatus(status)) {
    const knownStatuses = Object.keys(contentTypes).join(', ');
    yield draftStatusFinding(`the contract does not list the status ${status}`, `one of ${knownStatuses}`, status);
    return;
  }
  const allowed = getAllowedStatuses(request, getErrorMessage(body));
  const { collectStatuses } = allowed;
  if (!collectStatuses.has(status)) {
    const { expected } = allowed;
    yield draftStatusFinding(`this request cannot get ${status}, expected ${expected}`, expected, status);
  } else if (status === 500 && allowed.isClientFault) {
    const { expected } = allowed;
    const message = `500 says that the engine failed, expected ${expected}`;
    yield { rule: 'response/server-error', message, expected, actual: '500' };
  }
  yield* checkHeaders(request, response, body);
  if (body.kind === 'none') {
    yield {
      rule: 'response/body-empty',
      message: `a ${status} without a body`,
      expected: status === 200 ? 'a list of images' : 'an object with a message',
      actual: 'no body',
    };
    return;
  }
  yield* checkContent(status, response, body, contract, collectStatuses.has(200) ? request : undefined);
}

/** Content type and body of an answer; a list beside its request, where there is one that can get it. */
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
  // Where another type than JSON is allowed, a text is a body as good, unless it says that it is JSON.
  const textAllowed = types.length > 1 && type !== 'application/json';
  if (body.kind === 'json' && !(textAllowed && type === 'text/plain')) {
    const { drafts, omitted } = checkBody(status, body.value, contract);
    yield* status === 200 && request ? addRelationDrafts(drafts, request, body.value) : drafts;
    yield* omitted;
  }
  if (body.kind === 'text' && !textAllowed) {
    yield {
      rule: 'response/body-not-json',
      message: `expected JSON, found ${previewValue(body.text)}`,
      expected: 'JSON',
      actual: previewValue(body.text),
    };
  }
}

/**
 * Adds the relations to what was found in a list. They read what the schema guarantees, so they are judged only where it
 * holds; and an answer that the request cannot get is one fault already.
 */
function* addRelationDrafts(
  drafts: readonly FindingDraft[],
  request: InterpretedRequest,
  body: unknown,
): Generator<FindingDraft> {
  if (drafts.some(({ rule }) => rule === 'response/schema')) {
    yield* drafts;
    return;
  }
  // `VirtualSize` is not described either: what a relation says of a place is enough.
  const relatedPointers = new Set<string | undefined>();
  for (const draft of checkRelations(
    request,
    body as AnyVersionImage[] /* as its schema has just been found to hold */,
  )) {
    relatedPointers.add(draft.pointer);
    yield draft;
  }
  for (const draft of drafts) if (!relatedPointers.has(draft.pointer)) yield draft;
}

const isKnownStatus = (status: number): status is Status => Object.hasOwn(contentTypes, status);

const draftStatusFinding = (message: string, expected: string, status: number): FindingDraft => ({
  rule: 'response/status',
  message,
  expected,
  actual: String(status),
});
