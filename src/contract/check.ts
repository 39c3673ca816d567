import { apiVersion as contractVersion } from '../../generated/constants.js';
import type { Asked } from '../model/asked.js';
import { type ImageListRequest, readRequest } from '../request/request.js';
import { header, readBody } from './answer.js';
import { judgeBody } from './body.js';
import { type Exchange, PROBE, whyNoExchange } from './exchange.js';
import { type Counted, collect, type Finding, type Verdict } from './finding.js';
import { readAs } from './read.js';
import { judgeRequest } from './request.js';
import { judgeResponse } from './response.js';
import { apiVersions, type Contract, contractFor, contractOf } from './version.js';

/** What came of an exchange. */
export interface Judgement extends Counted {
  /** `skipped`: another method or path. `not judged`: at an API version that no contract describes. */
  readonly kind: 'judged' | 'not judged' | 'skipped';
  /** What was asked; not of what is skipped. */
  readonly request?: ImageListRequest;
  /** The same as the engine read it; of what is judged. */
  readonly asked?: Asked;
  /** The API version that judged it, and its contract. */
  readonly apiVersion?: string;
  readonly contract?: Contract;
}

/**
 * Judges one exchange by the contract of its API version.
 *
 * @param otherwise the API version of an exchange in which neither path nor answer says one
 * @throws TypeError on what is no exchange
 */
export function judge(exchange: Exchange, otherwise?: string): Judgement {
  const { request, version, contract } = subjectOf(exchange, otherwise);
  if (!request) return { kind: 'skipped', findings: [], more: new Map() };
  if (!version || !contract)
    return { kind: 'not judged', request, ...collect(exchange.request, undefined, [otherVersion(version)]) };
  const { response } = exchange;
  const body = readBody(response);
  const asked = readAs(request, version, contract, header(response, 'server'));
  // What was asked on purpose is nobody's mistake.
  const mistakes = exchange.request.purpose === PROBE ? [] : judgeRequest(asked, contract);
  const verdicts = [mistakes, judgeResponse(asked, response, body, contract)];
  const found = collect(exchange.request, body.kind === 'json' ? body.value : undefined, ...verdicts);
  return { kind: 'judged', request, asked, apiVersion: version, contract, ...found };
}

interface Subject {
  /** What is asked, when it is the list of images. */
  readonly request?: ImageListRequest | undefined;
  /** The API version that formed the answer. */
  readonly version?: string | undefined;
  readonly contract?: Contract | undefined;
}

/** What an exchange is about. */
function subjectOf(exchange: Exchange, otherwise?: string): Subject {
  const fault = whyNoExchange(exchange);
  if (fault !== undefined) throw new TypeError(`expected an exchange, but ${fault}`);
  const request = readRequest(exchange.request);
  if (!request) return {};
  // A path without a version means the engine's newest, which its answer names.
  const version = request.apiVersion ?? header(exchange.response, 'api-version') ?? otherwise;
  return { request, version, contract: contractOf(version) };
}

/** Judges the body of a 200 without its request, at an API version: only the schema can be asked. */
export function judgeList({ request, response: { body } }: Exchange, apiVersion: string = contractVersion): Judgement {
  const contract = contractFor({ apiVersion });
  const { verdicts, more } = judgeBody(200, body, contract);
  return { kind: 'judged', apiVersion, contract, ...collect(request, body, verdicts, more) };
}

/**
 * Judges one exchange by the contract: every departure is one finding, errors and warnings; of each rule the first
 * thousand. Nothing is found in an exchange with another method or path, and `request/version` alone at an API version
 * that no contract describes; see `isJudged`.
 *
 * @throws TypeError on what is no exchange, such as one with an empty path
 *
 * @example
 * import { checkExchange } from 'docker-images-contract/contract';
 *
 * const findings = checkExchange({
 *   request: { method: 'GET', path: '/v1.49/images/json?all=1' },
 *   response: { status: 200, headers: { 'content-type': 'application/json' }, body: [] },
 * });
 */
export const checkExchange = (exchange: Exchange): Finding[] => [...judge(exchange).findings];

/**
 * Whether a contract judges an exchange: a `GET /images/json` at an API version that one describes. In any other
 * exchange, that nothing is found says nothing.
 *
 * @throws TypeError on what is no exchange
 *
 * @example
 * import { isJudged } from 'docker-images-contract/contract';
 *
 * isJudged({ request: { method: 'GET', path: '/v1.12/images/json' }, response: { status: 200 } }); // false
 */
export const isJudged = (exchange: Exchange): boolean => subjectOf(exchange).contract !== undefined;

/** The verdict on an exchange at another version, or without one. */
function otherVersion(found: string | undefined): Verdict {
  const actual = found === undefined ? 'no API version in path or answer' : `API version ${found}`;
  return {
    rule: 'request/version',
    message: `${actual}: not judged, contracts describe ${apiVersions[0]} to ${apiVersions.at(-1)}`,
    expected: `/v${apiVersions[0]} to /v${apiVersions.at(-1)}`,
    actual,
  };
}
