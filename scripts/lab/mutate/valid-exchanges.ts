import { apiVersion, contentTypes } from '../../../generated/constants.js';
import { runExchangeCheck } from '../../../src/contract/check-exchange.js';
import type { Contract } from '../../../src/contract/contract-version.js';
import type { Exchange, Finding } from '../../../src/contract/index.js';
import type { AnyVersionImage } from '../../../src/engine/image.js';
import { type InterpretedRequest, isFullListing } from '../../../src/engine/interpreted-request.js';
import { parseMinorVersion } from '../../../src/values/api-version.js';
import { groupRecordings, listRecordings } from '../../generate/recordings.js';

/** A recorded exchange without findings. */
export interface ValidExchange {
  /** The engine that was recorded, and the API version: `docker-28.5.2-overlay2 1.49`. */
  readonly source: string;
  readonly exchange: Exchange;
  readonly request: InterpretedRequest;
  readonly contract: Contract;
  /** The images of the response; none in an error response. */
  readonly images: readonly AnyVersionImage[];
  /** Returns two full listings of the same engine: one at the same API version, and one at the newest. */
  readonly fullListings: () => readonly ValidExchange[];
}

/** Interprets an exchange; `undefined` if it has findings. */
function toValidExchange(
  source: string,
  exchange: Exchange,
  fullListings: ValidExchange['fullListings'],
): ValidExchange | undefined {
  const { interpretedRequest: request, contract, findings } = runExchangeCheck(exchange);
  if (!request || !contract || findings.length > 0) return undefined;
  const { status, body } = exchange.response;
  const images = status === 200 ? (body as AnyVersionImage[]) : []; // a body without findings is an array of images
  return { source, exchange, request, contract, images, fullListings };
}

/** Reads every valid exchange of every recorded Docker engine, grouped by engine and API version. */
export function readValidExchanges(): ValidExchange[] {
  const sessions = new Map<string, ValidExchange[]>();
  const recorded = listRecordings().filter(({ engine }) => engine.startsWith('docker'));
  return groupRecordings(recorded).flatMap(({ engine, apiVersion: version, byProbe }) => {
    // The recordings at the version of record have their own folder, and were made with other images.
    const session = version === apiVersion ? `${engine} ${version}` : engine;
    const listings = sessions.get(session) ?? [];
    sessions.set(session, listings);
    const fullListings = (): ValidExchange[] =>
      [
        listings.find(({ request }) => request.minor === parseMinorVersion(version)) ?? [],
        listings.at(-1) ?? [],
      ].flat();
    const valid = [...byProbe.values()].flatMap(
      ({ exchange }) => toValidExchange(`${engine} ${version}`, exchange, fullListings) ?? [],
    );
    listings.push(
      ...valid.filter(({ exchange, request }) => exchange.response.status === 200 && isFullListing(request)),
    );
    return valid;
  });
}

/**
 * Makes exchanges for what no recording of a contract shows: the lists of the contract before it, at an API version of
 * this one, and a recorded error response with each status that no engine was brought to send.
 */
export function makeMissingExchanges(
  contractIndex: number,
  version: string,
  all: readonly ValidExchange[],
): ValidExchange[] {
  const change = ({ source, exchange, fullListings }: ValidExchange, changes: Partial<Exchange>): ValidExchange[] => {
    const changed = toValidExchange(source, { ...exchange, ...changes }, fullListings);
    return changed ? [changed] : [];
  };
  const lists = all.flatMap((valid) => {
    const { request, response } = valid.exchange;
    if (valid.contract.index !== contractIndex - 1 || response.status !== 200) return [];
    const path = request.path.replace(/^\/v[\d.]+/, `/v${version}`);
    const headers = { ...response.headers, 'api-version': version };
    return change(valid, { request: { ...request, path }, response: { ...response, headers } });
  });
  const own = all.filter(({ contract }) => contract.index === contractIndex);
  const recorded = new Set(own.map(({ exchange }) => exchange.response.status));
  const error = own.find(({ exchange: { response } }) => response.status >= 400 && response.body !== undefined);
  const errors = Object.keys(contentTypes).flatMap((key) => {
    const status = Number(key);
    if (!error || recorded.has(status)) return [];
    return change(error, { response: { ...error.exchange.response, status } });
  });
  return [...lists, ...errors];
}

/** The exchange with another response body. */
export const withBody = ({ exchange }: Pick<ValidExchange, 'exchange'>, body: unknown): Exchange => ({
  ...exchange,
  response: { ...exchange.response, body },
});

/** Whether there is exactly one finding, and it is of this rule at this place. */
export const isOnlyFinding = (findings: readonly Finding[], rule: string, pointer: string): boolean =>
  findings.length === 1 && findings[0]?.rule === rule && findings[0].pointer === pointer;
