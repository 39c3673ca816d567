import type { Middleware } from 'openapi-fetch';
import { contracts } from '../../generated/constants.js';
import { Call, type CallLimits } from '../connection/call.js';
import { EngineError, excerpt } from '../connection/error.js';
import type { Fetch } from '../connection/transport.js';

/** The API versions that contracts describe, by their minor numbers. */
const minors = contracts.flatMap(({ versions }) => versions.map(minorOf));
const [oldest, newest] = [Math.min(...minors), Math.max(...minors)];

/** Agrees on a version, waiting no longer than a call may. */
export type Agree = (limits: CallLimits) => Promise<string>;

/** The newest version that engine and contract both know; the engine is asked for its own once. */
export function agreeing(fetch: Fetch, origin: string, host: string): Agree {
  let agreed: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const answer = await fetch(new Request(`${origin}/_ping`));
    await answer.text();
    return newestKnown(answer);
  };
  return async ({ timeout = 0, signal }) => {
    agreed ??= ask();
    // An engine that did not answer may do so the next time.
    agreed.catch(() => {
      agreed = undefined;
    });
    // Of several calls that wait for the one answer each may be broken off.
    const call = new Call(host, { timeout, signal });
    try {
      return await call.within(agreed);
    } finally {
      call.end();
    }
  };
}

/** Requests without a version get the one that is agreed on. */
export const negotiating = (agree: Agree): Middleware => ({
  onRequest: async ({ request }) => {
    const timeout = 'timeout' in request ? request.timeout : undefined;
    const version = await agree({ timeout, signal: request.signal });
    const url = request.url.replace(/\/images\/json(?=\?|$)/, `/v${version}$&`);
    // What openapi-fetch does not know is a member of the request, and no part of a copy.
    return Object.assign(new Request(url, request), { timeout });
  },
});

function newestKnown({ status, headers }: Response): string {
  const said = headers.get('api-version');
  const minor = minorOf(said ?? '');
  if (minor >= oldest) return `1.${Math.min(minor, newest)}`;
  const found = said === null ? 'no header Api-Version' : `Api-Version ${excerpt(said)}`;
  throw new EngineError(`answered ${status} to /_ping: expected Api-Version 1.${oldest} or later, found ${found}`, {
    status,
    hint: "Without it no version can be agreed on: name one in place of 'negotiate', or see what answers there.",
  });
}

/** The minor number of an API version; `NaN` of any other text. */
function minorOf(version: string): number {
  return Number(/^1\.(\d{1,4})$/.exec(version)?.[1]);
}
