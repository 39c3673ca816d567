import { groupHeaders, parseJsonBody } from '../client/get-exchange.js';
import { runExchangeCheck } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/index.js';
import { getHeader } from '../contract/response-body.js';
import { SessionChecker } from '../contract/session.js';
import type { ObservedListResponse } from '../proxy/http-observer.js';
import { InputError } from '../recordings/input-error.js';
import type { RecordingFolder } from './recording-folder.js';
import {
  createExchangeResult,
  type ExchangeResult,
  formatRequestLine,
  type SessionResult,
  withoutLocation,
} from './results.js';
import { SessionTracker, type StableInterval } from './session-tracker.js';

/** What judging what passes needs, and whom it tells. */
interface TrafficCheckerOptions {
  /** Where exchanges are written down, if they are. */
  readonly folder: RecordingFolder | undefined;
  /** Gets the room of a body back, in bytes. */
  readonly release: (bytes: number) => void;
  /** Gets what went wrong in the judging itself. */
  readonly onError: (reason: string) => void;
  readonly onRemark: (line: string) => void;
}

/** Judges answers as they come, and those of a session when it has ended. */
export class TrafficChecker {
  #nextNumber: number;
  #session: SessionChecker | undefined;
  readonly #tracker = new SessionTracker();

  constructor(readonly options: TrafficCheckerOptions) {
    this.#nextNumber = options.folder?.nextNumber ?? 1;
  }

  async *check(responses: AsyncIterable<ObservedListResponse>): AsyncGenerator<ExchangeResult | SessionResult> {
    for await (const response of responses) {
      yield* await this.#tryCheck(response);
      this.options.release(response.body.length);
    }
    yield* this.#endSession();
  }

  async #tryCheck(response: ObservedListResponse): Promise<(ExchangeResult | SessionResult)[]> {
    const results: (ExchangeResult | SessionResult)[] = [];
    try {
      for await (const result of this.#checkResponse(response)) results.push(result);
    } catch (error) {
      this.options.onError(describeCheckFailure(error));
    }
    return results;
  }

  async *#checkResponse(response: ObservedListResponse): AsyncGenerator<ExchangeResult | SessionResult> {
    const exchange = toExchange(response);
    const encoding = getHeader(exchange.response, 'content-encoding');
    if (encoding !== undefined) {
      const request = formatRequestLine(exchange, { kind: 'notChecked' });
      this.options.onRemark(`${request}: not judged: its answer is encoded as ${encoding}`);
      return;
    }
    const checkResult = runExchangeCheck(exchange);
    const request = formatRequestLine(exchange, checkResult);
    const number = this.#nextNumber++;
    const file = formatExchangeName(number);
    const findings = checkResult.findings.map(withoutLocation);
    yield createExchangeResult({ file, exchange: 0, request, findings }, exchange, checkResult);
    this.options.folder?.write(file, exchange);
    const sessionResults: SessionResult[] = [];
    const observed = { ...response, number, exchange, checkResult, bodySize: response.body.length };
    const interval = this.#tracker.add(observed, () => sessionResults.push(...this.#endSession()));
    yield* sessionResults;
    if (interval) await this.#addInterval(interval);
  }

  async #addInterval({ session, exchanges }: StableInterval): Promise<void> {
    this.#session ??= new SessionChecker();
    for (const { number, exchange, checkResult } of exchanges) this.#session.add(number, exchange, checkResult);
    const names = exchanges.map(({ number }) => formatExchangeName(number));
    await this.options.folder?.setSession(names, session);
  }

  /** What is found in the session that has ended. */
  #endSession(): SessionResult[] {
    const checkResult = this.#session?.finish();
    this.#session = undefined;
    if (checkResult?.notChecked !== undefined)
      this.options.onRemark(`a session was not judged: ${checkResult.notChecked}`);
    return [...(checkResult?.findings ?? [])].map(([number, { findings, omitted }]) => ({
      ...({ kind: 'session', file: formatExchangeName(number), exchange: 0, omitted } as const),
      findings: findings.map(withoutLocation),
    }));
  }
}

/** The name of an exchange in reports and in a folder; names sort as the exchanges came. */
const formatExchangeName = (number: number): string => `exchange-${String(number).padStart(6, '0')}`;

const toExchange = ({ request, status, rawHeaders, body }: ObservedListResponse): Exchange => ({
  request,
  response: { status, headers: groupHeaders(rawHeaders), ...parseJsonBody(body.toString()) },
});

/** Why an answer was not judged: what is no fault of ours says so itself. */
function describeCheckFailure(error: unknown): string {
  if (error instanceof InputError) return error.message;
  return `a fault of this command, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
