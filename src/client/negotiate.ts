import type { Middleware } from 'openapi-fetch';
import { contracts } from '../../generated/constants.js';
import { EngineError, formatExcerpt } from './engine-error.js';
import { LimitedRequest, type RequestLimits } from './request-limits.js';
import type { Fetch } from './transport.js';

/** The API versions that contracts describe, by their minor numbers. */
const knownMinors = contracts.flatMap(({ versions }) => versions.map(parseKnownMinor));
const [oldestMinor, newestMinor] = [Math.min(...knownMinors), Math.max(...knownMinors)];

/** Agrees on a version, waiting no longer than a call may. */
export type NegotiateVersion = (limits: RequestLimits) => Promise<string>;

/** The newest version that engine and contract both know; the engine is asked for its own once. */
export function createNegotiator(fetch: Fetch, origin: string, host: string): NegotiateVersion {
  let negotiated: Promise<string> | undefined;
  const ping = async (): Promise<string> => {
    const response = await fetch(new Request(`${origin}/_ping`));
    await response.text();
    return chooseNegotiatedVersion(response);
  };
  return async ({ timeout = 0, signal }) => {
    negotiated ??= ping();
    // An engine that did not answer may do so the next time.
    negotiated.catch(() => {
      negotiated = undefined;
    });
    // Of several calls that wait for the one answer each may be broken off.
    const call = new LimitedRequest(host, { timeout, signal });
    try {
      return await call.waitFor(negotiated);
    } finally {
      call.end();
    }
  };
}

/** Requests without a version get the one that is agreed on. */
export const createNegotiationMiddleware = (negotiateVersion: NegotiateVersion): Middleware => ({
  onRequest: async ({ request }) => {
    const timeout = 'timeout' in request ? request.timeout : undefined;
    const version = await negotiateVersion({ timeout, signal: request.signal });
    const url = request.url.replace(/\/images\/json(?=\?|$)/, `/v${version}$&`);
    // What openapi-fetch does not know is a member of the request, and no part of a copy.
    return Object.assign(new Request(url, request), { timeout });
  },
});

function chooseNegotiatedVersion({ status, headers }: Response): string {
  const headerValue = headers.get('api-version');
  const minor = parseKnownMinor(headerValue ?? '');
  if (minor >= oldestMinor) return `1.${Math.min(minor, newestMinor)}`;
  const found = headerValue === null ? 'no header Api-Version' : `Api-Version ${formatExcerpt(headerValue)}`;
  throw new EngineError(
    `answered ${status} to /_ping: expected Api-Version 1.${oldestMinor} or later, found ${found}`,
    {
      status,
      hint: "Without it no version can be agreed on: name one in place of 'negotiate', or see what answers there.",
    },
  );
}

/** The minor number of an API version; `NaN` of any other text. */
function parseKnownMinor(version: string): number {
  return Number(/^1\.(\d{1,4})$/.exec(version)?.[1]);
}
