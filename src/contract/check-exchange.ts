import { apiVersion as contractVersion } from '../../generated/constants.js';
import { type InterpretedRequest, interpretRequest } from '../engine/interpreted-request.js';
import { parseListRequest } from '../request/parse-request.js';
import { checkRequest } from './check-request.js';
import { checkContent, checkResponse } from './check-response.js';
import { type CollectedFindings, collectFindings } from './collect-findings.js';
import { apiVersions, type Contract, findContract, getContract, isNewerThanKnown } from './contract-version.js';
import { type Exchange, findExchangeError, PROBE_PURPOSE } from './exchange.js';
import type { Finding, FindingDraft } from './finding.js';
import { getHeader, parseBody } from './response-body.js';

/** The result of checking an exchange. */
export interface ExchangeCheckResult extends CollectedFindings {
  /** `skipped`: another method or path. `notChecked`: at an API version without a contract. */
  readonly kind: 'checked' | 'notChecked' | 'skipped';
  /** The request as an engine at `apiVersion` interprets it. Present only if checked. */
  readonly interpretedRequest?: InterpretedRequest;
  /** The API version by which the exchange was checked, and its contract. */
  readonly apiVersion?: string;
  readonly contract?: Contract;
}

/**
 * Checks one exchange by the contract of its API version.
 *
 * @param defaultVersion the API version if neither the path nor the response has one
 * @param fractionPointers the numbers of a parsed body that are written with a point or an exponent
 * @throws TypeError if the value is no exchange
 */
export function runExchangeCheck(
  exchange: Exchange,
  defaultVersion?: string,
  fractionPointers?: readonly string[],
): ExchangeCheckResult {
  const { request, version, contract } = findContractOf(exchange, defaultVersion);
  if (!request) return { kind: 'skipped', findings: [], omitted: new Map() };
  if (!version || !contract)
    return { kind: 'notChecked', ...collectFindings(exchange.request, undefined, [draftVersionFinding(version)]) };
  const { response } = exchange;
  const body = { ...parseBody(response), ...(fractionPointers && { fractionPointers }) };
  const interpretedRequest = interpretRequest(request, version, contract, getHeader(response, 'server'));
  // Faults of probes are intended.
  const requestDrafts = exchange.request.purpose === PROBE_PURPOSE ? [] : checkRequest(interpretedRequest, contract);
  const versionDrafts = isNewerThanKnown(version) ? [draftNewerVersion(version, contract)] : [];
  const drafts = [versionDrafts, requestDrafts, checkResponse(interpretedRequest, response, body, contract)];
  const collected = collectFindings(exchange.request, body.kind === 'json' ? body.value : undefined, ...drafts);
  return { kind: 'checked', interpretedRequest, apiVersion: version, contract, ...collected };
}

/** Finds the contract of an exchange, if it is a request for the list of images. */
function findContractOf(exchange: Exchange, defaultVersion?: string) {
  const fault = findExchangeError(exchange);
  if (fault !== undefined) throw new TypeError(`expected an exchange, but ${fault}`);
  const request = parseListRequest(exchange.request);
  // A path without a version means the engine's newest, which the response names.
  const version = request && (request.apiVersion ?? getHeader(exchange.response, 'api-version') ?? defaultVersion);
  return { request, version, contract: findContract(version) };
}

/** Checks the body of a 200 without its request, by the schema of an API version. */
export function checkImageList(
  { request, response }: Exchange,
  apiVersion: string = contractVersion,
  fractionPointers: readonly string[] = [],
): ExchangeCheckResult {
  const contract = getContract({ apiVersion });
  const body = { ...parseBody(response), fractionPointers };
  const findings = collectFindings(request, response.body, checkContent(200, response, body, contract));
  return { kind: 'checked', apiVersion, contract, ...findings };
}

/**
 * Checks one exchange by the contract. Each difference is one finding, an error or a warning; of each rule the first
 * thousand are returned. An exchange with another method or path has no findings, and one at an API version without a
 * contract has `request/version` only; see `isChecked`.
 *
 * @throws TypeError if the value is no exchange, such as one with an empty path
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
 * Whether `checkExchange` checks an exchange: a `GET /images/json` at an API version with a contract. For any other
 * exchange, no findings does not mean that it is correct.
 *
 * @throws TypeError if the value is no exchange
 *
 * @example
 * import { isChecked } from 'docker-images-contract/contract';
 *
 * isChecked({ request: { method: 'GET', path: '/v1.12/images/json' }, response: { status: 200 } }); // false
 */
export const isChecked = (exchange: Exchange): boolean => findContractOf(exchange).contract !== undefined;

/** The finding about an exchange at an API version without a contract, or without a version. */
function draftVersionFinding(version: string | undefined): FindingDraft {
  const actual = version === undefined ? 'no API version in path or answer' : `API version ${version}`;
  return {
    rule: 'request/version',
    message: `${actual}: not checked, contracts describe ${apiVersions[0]} to ${apiVersions.at(-1)}`,
    expected: `/v${apiVersions[0]} to /v${apiVersions.at(-1)}`,
    actual,
  };
}

/** The finding about an exchange at an API version that is newer than known. */
const draftNewerVersion = (version: string, { last }: Contract): FindingDraft => ({
  rule: 'request/version',
  message: `API version ${version} is newer than known: checked by the contract of ${last}`,
  expected: `at most /v${last}`,
  actual: `API version ${version}`,
});
