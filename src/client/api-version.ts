/** The API version of a client's requests: given, negotiated, or the default with a fallback. */
import type { Middleware } from 'openapi-fetch';
import { contracts, apiVersion as defaultApiVersion } from '../../generated/constants.js';
import { EngineError, formatExcerpt, TOO_NEW } from './engine-error.js';
import { getCallTimeout } from './request-limits.js';
import type { Environment } from './tls.js';
import type { Fetch } from './transport.js';

/** The minor numbers of the known API versions. */
const knownMinors = contracts.flatMap(({ versions }) => versions.map(parseMinor));
const [oldestMinor, newestMinor] = [Math.min(...knownMinors), Math.max(...knownMinors)];

/**
 * Finds the API version that the caller names, else that of `DOCKER_API_VERSION`, as the docker command reads it. Undefined
 * if neither names one.
 */
export function findApiVersion(named: string | undefined, env: Environment): string | undefined {
  const isVersion = (text: string): boolean => /^\d+\.\d+$/.test(text);
  if (named !== undefined) {
    if (named === 'negotiate' || isVersion(named)) return named;
    throw new TypeError(
      `apiVersion: expected two numbers such as "${defaultApiVersion}", or "negotiate", found "${named}"`,
    );
  }
  const version = env.DOCKER_API_VERSION?.trim().replace(/^v/, '');
  if (!version || isVersion(version)) return version || undefined;
  throw new EngineError(
    `DOCKER_API_VERSION: expected two numbers such as "${defaultApiVersion}", found ${formatExcerpt(version)}`,
    { hint: 'Set DOCKER_API_VERSION to an API version of the engine, or unset it.' },
  );
}

/**
 * Creates the middleware that inserts the newest version that engine and package both know, found by one `/_ping`.
 *
 * @param waitFor runs a step within the limits of a request
 */
export function createNegotiation(
  fetch: Fetch,
  origin: string,
  waitFor: <T>(request: Request, step: () => Promise<T>) => Promise<T>,
): Middleware {
  let negotiated: Promise<string> | undefined;
  const ping = async (): Promise<string> => chooseVersion(await fetch(new Request(`${origin}/_ping`)));
  return {
    onRequest: async ({ request }) => {
      const pinging = negotiated ?? ping();
      negotiated = pinging;
      // The next call tries again if this one failed.
      pinging.catch(() => {
        negotiated = undefined;
      });
      // Several calls may wait for one ping, each within its own limits.
      return replaceVersion(request, '', await waitFor(request, () => pinging));
    },
  };
}

function chooseVersion({ status, headers }: Response): string {
  const headerValue = headers.get('api-version');
  const minor = parseMinor(headerValue ?? '');
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

/** Parses the minor number of an API version 1.N; `NaN` for any other text. */
function parseMinor(version: string): number {
  return Number(/^1\.(\d{1,4})$/.exec(version)?.[1]);
}

/**
 * Creates a `fetch` for requests at the default version. An engine that is too old for it gets the request again at its
 * newest version if the contract of that version is the same; later requests begin there.
 */
export function createFallbackFetch(fetch: Fetch): Fetch {
  const versionsOfContract: readonly (readonly string[])[] = contracts.map(({ versions }) => versions);
  const sameContract = versionsOfContract.find((versions) => versions.includes(defaultApiVersion)) ?? [];
  let olderVersion: string | undefined;
  return async (request) => {
    if (olderVersion === undefined) {
      const response = await fetch(request);
      const newest = response.status === 400 ? TOO_NEW.exec(await response.clone().text())?.[1] : undefined;
      if (newest === undefined || !sameContract.includes(newest)) return response;
      olderVersion = newest;
    }
    const olderRequest = replaceVersion(request, `/v${defaultApiVersion}`, olderVersion);
    // Middleware sees the request at the default version; `url` tells which one the response belongs to.
    return Object.defineProperty(await fetch(olderRequest), 'url', { value: olderRequest.url });
  };
}

/** Copies a request for the list with another version in its path. */
function replaceVersion(request: Request, oldPrefix: string, version: string): Request {
  const url = request.url.replace(`${oldPrefix}/images/json`, `/v${version}/images/json`);
  // A copy loses the properties that openapi-fetch has set.
  return Object.assign(new Request(url, request), { timeout: getCallTimeout(request) });
}
