import { apiVersion as contractVersion } from '../../generated/constants.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { interpretRequest } from '../engine/interpreted-request.js';
import { type ImageListRequest, parseListRequest } from '../request/parse-request.js';
import { checkBody } from './check-body.js';
import { checkRequest } from './check-request.js';
import { checkResponse } from './check-response.js';
import { apiVersions, type Contract, findContract, getContract } from './contract-version.js';
import { type Exchange, findExchangeError, PROBE_PURPOSE } from './exchange.js';
import { type CollectedFindings, collectFindings, type Finding, type FindingDraft } from './finding.js';
import { getHeader, parseBody } from './response-body.js';

/** What came of an exchange. */
export interface ExchangeCheckResult extends CollectedFindings {
  /** `skipped`: another method or path. `not judged`: at an API version that no contract describes. */
  readonly kind: 'checked' | 'notChecked' | 'skipped';
  /** What was asked; not of what is skipped. */
  readonly request?: ImageListRequest;
  /** The same as the engine read it; of what is judged. */
  readonly interpretedRequest?: InterpretedRequest;
  /** The API version that judged it, and its contract. */
  readonly apiVersion?: string;
  readonly contract?: Contract;
}

/**
 * Judges one exchange by the contract of its API version.
 *
 * @param defaultVersion the API version of an exchange in which neither path nor answer says one
 * @throws TypeError on what is no exchange
 */
export function runExchangeCheck(exchange: Exchange, defaultVersion?: string): ExchangeCheckResult {
  const { request, version, contract } = findSubject(exchange, defaultVersion);
  if (!request) return { kind: 'skipped', findings: [], omitted: new Map() };
  if (!version || !contract)
    return {
      kind: 'notChecked',
      request,
      ...collectFindings(exchange.request, undefined, [draftVersionFinding(version)]),
    };
  const { response } = exchange;
  const body = parseBody(response);
  const interpretedRequest = interpretRequest(request, version, contract, getHeader(response, 'server'));
  // What was asked on purpose is nobody's mistake.
  const requestDrafts = exchange.request.purpose === PROBE_PURPOSE ? [] : checkRequest(interpretedRequest, contract);
  const drafts = [requestDrafts, checkResponse(interpretedRequest, response, body, contract)];
  const collected = collectFindings(exchange.request, body.kind === 'json' ? body.value : undefined, ...drafts);
  return { kind: 'checked', request, interpretedRequest, apiVersion: version, contract, ...collected };
}

interface CheckSubject {
  /** What is asked, when it is the list of images. */
  readonly request?: ImageListRequest | undefined;
  /** The API version that formed the answer. */
  readonly version?: string | undefined;
  readonly contract?: Contract | undefined;
}

/** What an exchange is about. */
function findSubject(exchange: Exchange, defaultVersion?: string): CheckSubject {
  const fault = findExchangeError(exchange);
  if (fault !== undefined) throw new TypeError(`expected an exchange, but ${fault}`);
  const request = parseListRequest(exchange.request);
  if (!request) return {};
  // A path without a version means the engine's newest, which its answer names.
  const version = request.apiVersion ?? getHeader(exchange.response, 'api-version') ?? defaultVersion;
  return { request, version, contract: findContract(version) };
}

/** Judges the body of a 200 without its request, at an API version: only the schema can be asked. */
export function checkImageList(
  { request, response: { body } }: Exchange,
  apiVersion: string = contractVersion,
): ExchangeCheckResult {
  const contract = getContract({ apiVersion });
  const { drafts, omitted } = checkBody(200, body, contract);
  return { kind: 'checked', apiVersion, contract, ...collectFindings(request, body, drafts, omitted) };
}

/**
 * Judges one exchange by the contract: every departure is one finding, errors and warnings; of each rule the first
 * thousand. Nothing is found in an exchange with another method or path, and `request/version` alone at an API version
 * that no contract describes; see `isChecked`.
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
export const checkExchange = (exchange: Exchange): Finding[] => [...runExchangeCheck(exchange).findings];

/**
 * Whether a contract judges an exchange: a `GET /images/json` at an API version that one describes. In any other
 * exchange, that nothing is found says nothing.
 *
 * @throws TypeError on what is no exchange
 *
 * @example
 * import { isChecked } from 'docker-images-contract/contract';
 *
 * isChecked({ request: { method: 'GET', path: '/v1.12/images/json' }, response: { status: 200 } }); // false
 */
export const isChecked = (exchange: Exchange): boolean => findSubject(exchange).contract !== undefined;

/** The verdict on an exchange at another version, or without one. */
function draftVersionFinding(version: string | undefined): FindingDraft {
  const actual = version === undefined ? 'no API version in path or answer' : `API version ${version}`;
  return {
    rule: 'request/version',
    message: `${actual}: not judged, contracts describe ${apiVersions[0]} to ${apiVersions.at(-1)}`,
    expected: `/v${apiVersions[0]} to /v${apiVersions.at(-1)}`,
    actual,
  };
}
