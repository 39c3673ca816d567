import { setImmediate as waitForNextTurn } from 'node:timers/promises';
import { groupHeaders } from '../client/get-exchange.js';
import { runExchangeCheck } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/index.js';
import { summarizeForSession } from '../contract/session.js';
import type { ObservedListResponse, UncheckedRequest } from '../proxy/http-observer.js';
import { decodeContent, isKnownCoding } from '../recordings/decode-body.js';
import { parseJsonBody } from '../values/json-body.js';
import type { RecordingFolder } from './recording-folder.js';
import { createUnlocatedResult, type ExchangeResult, formatRequestLine, type SessionResult } from './results.js';
import { TrackedSessions } from './sessions.js';

/** Where the check of traffic reports what it does. */
export interface TrafficObserver {
  /** Gets the error of a check or a recording that failed; later responses are checked all the same. */
  readonly onError: (error: unknown) => void;
  readonly onRemark: (line: string) => void;
}

/**
 * Checks responses that a proxy has forwarded, one after another, and each session when the next one begins. A response
 * takes several turns of the event loop, so that connections are served between parsing, checking and writing it.
 *
 * @param release gets the number of bytes of each body that is no longer needed
 * @param folder gets a recording of each checked exchange, if there is one
 */
export async function* checkTraffic(
  responses: AsyncIterable<ObservedListResponse | UncheckedRequest>,
  release: (bytes: number) => void,
  folder: RecordingFolder | undefined,
  { onError, onRemark }: TrafficObserver,
  sessions = new TrackedSessions(),
): AsyncGenerator<ExchangeResult | SessionResult> {
  let nextNumber = folder?.nextNumber ?? 1;
  for await (const response of responses) {
    try {
      await waitForNextTurn();
      const name = formatExchangeName(nextNumber++);
      const observed = withoutUserInfo(response);
      const exchange = 'reason' in observed ? observed : parseExchange(observed);
      if ('reason' in exchange) {
        const result = createUncheckedResult(name, exchange);
        onRemark(`${result.request ?? 'a connection'} was not checked: ${exchange.reason}`);
        yield result;
        continue;
      }
      await waitForNextTurn();
      const checkResult = runExchangeCheck(exchange);
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
      if (!summary || 'reason' in response) continue;
      await waitForNextTurn();
      const { startedAt, endedAt } = response;
      const { interval, ended } = sessions.add({ name, response: summary, startedAt, endedAt });
      yield* ended;
      if (interval) await folder?.setSession(interval);
    } catch (error) {
      onError(error);
    } finally {
      if ('body' in response) release(response.body.length);
    }
  }
  yield* sessions.end();
}

/** The name of an exchange in reports and in a folder. Names sort in the order of the exchanges. */
const formatExchangeName = (number: number): string => `exchange-${String(number).padStart(6, '0')}`;

/** Hides the user info of a target in absolute form: reports and recordings say the request. */
function withoutUserInfo<Observed extends ObservedListResponse | UncheckedRequest>(observed: Observed): Observed {
  const { request } = observed;
  const path = request?.path.replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*@/i, '$1//redacted@');
  return request && path !== request.path ? { ...observed, request: { ...request, path } } : observed;
}

/** Undoes the content coding of a response, and parses it. */
function parseExchange(observed: ObservedListResponse): Exchange | UncheckedRequest {
  const { request, status, rawHeaders, body, incomplete } = observed;
  const headers = groupHeaders(rawHeaders);
  const createExchange = (text: string, fault = incomplete): Exchange => {
    const response = { status, headers, ...parseJsonBody(text) };
    return { request, response: fault === undefined ? response : { ...response, incomplete: fault } };
  };
  const coding = String(headers['content-encoding'] ?? 'identity').trim();
  if (/^(?:identity)?$/i.test(coding) || body.length === 0) return createExchange(body.toString());
  if (!isKnownCoding(coding)) return { request, reason: `the response is encoded as ${coding}` };
  const text = decodeContent(body, coding);
  // A body that is not in the coding is returned as it is.
  if (text === body.toString()) return createExchange('', `the body is no ${coding}`);
  if (typeof text === 'string') return createExchange(text);
  const reason = `the body ${text.message}`;
  return text.cause === undefined ? createExchange('', reason) : { request, reason };
}

/** The result of a list request without a response that can be checked. */
const createUncheckedResult = (name: string, { request, reason }: UncheckedRequest): ExchangeResult => ({
  file: name,
  exchange: 0,
  request: request && formatRequestLine({ request }, { kind: 'notChecked' }),
  kind: 'notChecked',
  reason,
  apiVersion: undefined,
  isRefused: false,
  images: undefined,
  findings: [],
  omitted: new Map(),
});
