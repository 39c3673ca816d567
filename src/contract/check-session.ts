import { runExchangeCheck } from './check-exchange.js';
import type { Exchange } from './exchange.js';
import type { Finding } from './finding.js';
import { SessionChecker } from './session.js';

/**
 * A finding about an exchange of a session.
 *
 * @example
 * import { type SessionFinding } from 'docker-images-contract/contract';
 *
 * const line = ({ exchange, message }: SessionFinding) => `exchange ${exchange}: ${message}`;
 */
export interface SessionFinding extends Finding {
  /** Which exchange of the session, from 0. */
  readonly exchange: number;
}

/**
 * What is wrong with a session, in the order of its exchanges.
 *
 * @example
 * import { checkSession } from 'docker-images-contract/contract';
 *
 * const { notChecked } = checkSession([]); // it has no list of all images
 */
export interface SessionFindings extends ReadonlyArray<SessionFinding> {
  /** Why the session was not judged, in words; `undefined` when it was. */
  readonly notChecked: string | undefined;
}

/**
 * Judges exchanges as one session: answers of one engine whose images did not change in between. Finds the images that
 * an answer leaves out, lists without being asked, or describes otherwise than the list of all images, one with `all` true
 * and without a filter, which the session must have. What each exchange breaks alone, `checkExchange` finds.
 *
 * @throws TypeError on what is no exchange
 *
 * @example
 * import { checkSession } from 'docker-images-contract/contract';
 *
 * const answer = (query: string, body: unknown[]) => ({
 *   request: { method: 'GET', path: `/v1.49/images/json?${query}` },
 *   response: { status: 200, body },
 * });
 * const findings = checkSession([answer('all=1', []), answer('filters={"dangling":["true"]}', [])]);
 * if (findings.notChecked !== undefined) console.error(findings.notChecked);
 */
export function checkSession(exchanges: readonly Exchange[]): SessionFindings {
  const checker = new SessionChecker();
  for (const [index, exchange] of exchanges.entries()) checker.add(index, exchange, runExchangeCheck(exchange));
  const { findings, notChecked } = checker.finish();
  const sessionFindings = [...findings].flatMap(([exchange, { findings }]) =>
    findings.map((finding): SessionFinding => ({ ...finding, exchange })),
  );
  // No part of the list, so that one without findings equals [].
  return Object.defineProperty(sessionFindings, 'notChecked', { value: notChecked }) as typeof sessionFindings &
    Pick<SessionFindings, 'notChecked'>;
}
