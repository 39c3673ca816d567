import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import { groupHeaders, parseJsonBody } from '../client/get-exchange.js';
import { runExchangeCheck } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/index.js';
import { getHeader } from '../contract/response-body.js';
import { summarizeForSession } from '../contract/session.js';
import type { ObservedListResponse } from '../proxy/http-observer.js';
import type { RecordingFolder } from './recording-folder.js';
import { createUnlocatedResult, type ExchangeResult, formatRequestLine, type SessionResult } from './results.js';
import { TrackedSessions } from './sessions.js';

/** Where the check of traffic writes recordings and reports what it does. */
interface TrafficCheckOptions {
  /** Gets a recording of each checked exchange, if there is one. */
  readonly folder: RecordingFolder | undefined;
  /** Gets the error of a check or a recording that failed; later responses are checked all the same. */
  readonly onError: (error: unknown) => void;
  readonly onRemark: (line: string) => void;
}

/**
 * Checks responses that a proxy has forwarded, one after another, and each session when the next one begins. A response
 * takes several turns of the event loop, so that connections are served between parsing, checking and writing it.
 *
 * @param release gets the number of bytes of each body that is no longer needed
 */
export async function* checkTraffic(
  responses: AsyncIterable<ObservedListResponse>,
  release: (bytes: number) => void,
  { folder, onError, onRemark }: TrafficCheckOptions,
): AsyncGenerator<ExchangeResult | SessionResult> {
  const sessions = new TrackedSessions();
  let nextNumber = folder?.nextNumber ?? 1;
  for await (const response of responses) {
    try {
      await waitForNextTurn();
      const exchange = parseExchange(response);
      const encoding = getHeader(exchange.response, 'content-encoding');
      if (encoding !== undefined) {
        const request = formatRequestLine(exchange, { kind: 'notChecked' });
        onRemark(`${request}: not judged: its answer is encoded as ${encoding}`);
        continue;
      }
      await waitForNextTurn();
      const checkResult = runExchangeCheck(exchange);
      const name = formatExchangeName(nextNumber++);
      yield createUnlocatedResult(name, exchange, checkResult);
      await waitForNextTurn();
      try {
        folder?.write(name, exchange);
      } catch (error) {
        // The session counts it all the same.
        onError(error);
      }
      await waitForNextTurn();
      const summary = summarizeForSession(exchange, checkResult);
      if (!summary) continue;
      await waitForNextTurn();
      const { startedAt, endedAt } = response;
      const { interval, ended } = sessions.add({ name, response: summary, startedAt, endedAt });
      yield* ended;
      if (interval) await folder?.setSession(interval);
    } catch (error) {
      onError(error);
    } finally {
      release(response.body.length);
    }
  }
  yield* sessions.end();
}

/** The name of an exchange in reports and in a folder. Names sort in the order of the exchanges. */
const formatExchangeName = (number: number): string => `exchange-${String(number).padStart(6, '0')}`;

const parseExchange = ({ request, status, rawHeaders, body }: ObservedListResponse): Exchange => ({
  request,
  response: { status, headers: groupHeaders(rawHeaders), ...parseJsonBody(body.toString()) },
});
