import { runExchangeCheck } from './check-exchange.js';
import type { Exchange } from './exchange.js';
import type { Finding } from './finding.js';
import { SessionChecker, summarizeForSession } from './session.js';

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
 * The findings of a session, in the order of its exchanges.
 *
 * @example
 * import { checkSession } from 'docker-images-contract/contract';
 *
 * const { notChecked } = checkSession([]); // it has no list of all images
 */
export interface SessionFindings extends ReadonlyArray<SessionFinding> {
  /** Why the session was not checked; `undefined` if it was. */
  readonly notChecked: string | undefined;
}

/**
 * Checks exchanges as one session: responses of one engine whose images did not change in between. Finds the images that a
 * response lacks, lists unexpectedly, or describes differently than the full listing, a list with `all` true and no filter,
 * which the session must have. Findings about single exchanges come from `checkExchange`.
 *
 * @throws TypeError if a value is no exchange
 *
 * @example
 * import { checkSession } from 'docker-images-contract/contract';
 *
 * const record = (query: string, body: unknown[]) => ({
 *   request: { method: 'GET', path: `/v1.49/images/json?${query}` },
 *   response: { status: 200, body },
 * });
 * const findings = checkSession([record('all=1', []), record('filters={"dangling":["true"]}', [])]);
 * if (findings.notChecked !== undefined) console.error(findings.notChecked);
 */
export function checkSession(exchanges: readonly Exchange[]): SessionFindings {
  const checker = new SessionChecker();
  for (const [index, exchange] of exchanges.entries())
    checker.add(index, summarizeForSession(exchange, runExchangeCheck(exchange)));
  const notChecked = checker.findObstacle();
  const sessionFindings = [...checker.finish()].flatMap(([exchange, { findings }]) =>
    findings.map((finding): SessionFinding => ({ ...finding, exchange })),
  );
  // Not enumerable, so that no findings equal [].
  return Object.defineProperty(sessionFindings, 'notChecked', { value: notChecked }) as typeof sessionFindings &
    Pick<SessionFindings, 'notChecked'>;
}
