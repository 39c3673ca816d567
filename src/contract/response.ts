import { contentTypes } from '../../generated/constants.js';
import type { Status } from '../../generated/validators.js';
import type { Asked } from '../model/asked.js';
import type { AnyImage } from '../model/image.js';
import { allowedStatuses } from '../model/status.js';
import { show } from '../values/show.js';
import { type Body, contentType, messageOf } from './answer.js';
import { judgeBody } from './body.js';
import type { Exchange } from './exchange.js';
import type { More, Verdict } from './finding.js';
import { judgeHeaders } from './headers.js';
import { judgeRelations } from './relations.js';
import type { Contract } from './version.js';

/** Where an answer breaks the contract, or contradicts its request. */
export function* judgeResponse(
  request: Asked,
  response: Exchange['response'],
  body: Body,
  contract: Contract,
): Generator<Verdict | More> {
  const { status } = response;
  if (!isListed(status)) {
    const listed = Object.keys(contentTypes).join(', ');
    yield wrongStatus(`the contract does not list the status ${status}`, `one of ${listed}`, status);
    return;
  }
  const allowed = allowedStatuses(request, messageOf(body));
  const { statuses } = allowed;
  if (!statuses.has(status)) {
    const { expected } = allowed;
    yield wrongStatus(`this request cannot get ${status}, expected ${expected}`, expected, status);
  } else if (status === 500 && allowed.blamesEngine) {
    const { expected } = allowed;
    const message = `500 says that the engine failed, expected ${expected}`;
    yield { rule: 'response/server-error', message, expected, actual: '500' };
  }
  yield* judgeHeaders(request, response, body);
  if (body.kind === 'none') {
    yield {
      rule: 'response/body-empty',
      message: `a ${status} without a body`,
      expected: status === 200 ? 'a list of images' : 'an object with a message',
      actual: 'no body',
    };
    return;
  }
  yield* judgeContent(status, response, body, contract, statuses.has(200) ? request : undefined);
}

/** Content type and body of an answer; a list beside its request, where there is one that can get it. */
function* judgeContent(
  status: Status,
  response: Exchange['response'],
  body: Exclude<Body, { kind: 'none' }>,
  contract: Contract,
  request: Asked | undefined,
): Generator<Verdict | More> {
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
    const { verdicts, more } = judgeBody(status, body.value, contract);
    yield* status === 200 && request ? withRelations(verdicts, request, body.value) : verdicts;
    yield* more;
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
function* withRelations(found: readonly Verdict[], request: Asked, body: unknown): Generator<Verdict> {
  if (found.some(({ rule }) => rule === 'response/schema')) {
    yield* found;
    return;
  }
  // `VirtualSize` is not described either: what a relation says of a place is enough.
  const related = new Set<string | undefined>();
  for (const verdict of judgeRelations(request, body as AnyImage[] /* as its schema has just been found to hold */)) {
    related.add(verdict.pointer);
    yield verdict;
  }
  for (const verdict of found) if (!related.has(verdict.pointer)) yield verdict;
}

const isListed = (status: number): status is Status => Object.hasOwn(contentTypes, status);

const wrongStatus = (message: string, expected: string, status: number): Verdict => ({
  rule: 'response/status',
  message,
  expected,
  actual: String(status),
});
