/** Limits of one request: its time, the length of its response body, and the caller's signal. */
import { createConnectionError, EngineError, NOT_AN_ENGINE_HINT } from './engine-error.js';

/** The default timeout in milliseconds: the containerd image store needs 7 s for 455 images. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** The default limit of a response body in bytes: a list of 10,000 images takes 10 MB. */
export const DEFAULT_MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Limits as the caller gives them; a value that is undefined has its default. */
export interface RequestLimits {
  /** Milliseconds to the end of the body; 0 for no limit. */
  readonly timeout?: unknown;
  /** Bytes of the body. */
  readonly maxBody?: unknown;
  /** Aborts the request and its response. */
  readonly signal?: AbortSignal | undefined;
  /** How hints name the options. */
  readonly optionNames?: OptionNames | undefined;
}

/** How the caller's own interface names the options, after the word "with"; undefined for an option that it lacks. */
export interface OptionNames {
  readonly timeout?: string;
  readonly maxBody?: string;
}

/** One request with its response, to the last byte, for whoever sends it. */
export interface LimitedCall {
  /** Aborts with the caller's reason, with an EngineError at a limit, or when the call fails. */
  readonly signal: AbortSignal;
  /** Counts a chunk of the body. Aborts when the body is too long. */
  readonly countBytes: (chunk: Uint8Array) => void;
  /** The status, once the headers are there. */
  status: number | undefined;
}

/** The longest delay of `setTimeout`, which fires at once for a longer one. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs one call within its limits, even if `send` ignores the signal.
 *
 * Fails with TypeError on a limit that is not a number in its range, with the reason of an abort, and else with
 * EngineError.
 *
 * @param caller has the signal, and is kept: the signal of a Request never aborts once the Request is collected
 */
export async function callWithLimits<T>(
  host: string,
  { timeout = DEFAULT_TIMEOUT_MS, maxBody = DEFAULT_MAX_BODY_BYTES, optionNames = {} }: RequestLimits,
  caller: Pick<RequestLimits, 'signal'>,
  send: (call: LimitedCall) => Promise<T>,
): Promise<T> {
  if (typeof timeout !== 'number' || !(timeout >= 0)) {
    throw new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`);
  }
  if (typeof maxBody !== 'number' || !(maxBody > 0)) {
    throw new TypeError(`maxBody: expected bytes, more than 0, found ${String(maxBody)}`);
  }
  caller.signal?.throwIfAborted();
  // Not `AbortSignal.any`: Node keeps such a signal as long as it has listeners.
  const controller = new AbortController();
  const { signal } = controller;
  let received = 0;
  const call: LimitedCall = {
    signal,
    status: undefined,
    countBytes: ({ length }) => {
      received += length;
      if (received > maxBody) controller.abort(createBodyTooLongError(maxBody, host, call.status, optionNames.maxBody));
    },
  };
  const abortWithCaller = (): void => controller.abort(caller.signal?.reason);
  const abortLate = (): void => controller.abort(createTimeoutError(timeout, host, call.status, optionNames.timeout));
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  caller.signal?.addEventListener('abort', abortWithCaller);
  const timer = timeout > 0 ? setTimeout(abortLate, Math.min(timeout, MAX_TIMER_MS)) : undefined;
  try {
    const result = await Promise.race([send(call), aborted]);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    // Ends the connection of a call that failed.
    if (!signal.aborted) controller.abort(createConnectionError(error, host, call.status));
    throw signal.reason;
  } finally {
    clearTimeout(timer);
    caller.signal?.removeEventListener('abort', abortWithCaller);
  }
}

function createTimeoutError(timeout: number, host: string, status: number | undefined, option?: string): EngineError {
  const description = status === undefined ? 'no answer' : 'no complete answer';
  const advice = option === undefined ? 'see' : `allow more with ${option}, or see`;
  const hint = `A containerd store with hundreds of images takes seconds: ${advice} whether the engine hangs.`;
  return new EngineError(`${description} from ${host} within ${timeout} ms`, { status, hint });
}

function createBodyTooLongError(
  maxBody: number,
  host: string,
  status: number | undefined,
  option?: string,
): EngineError {
  const hint = option === undefined ? NOT_AN_ENGINE_HINT : `${NOT_AN_ENGINE_HINT} Allow more with ${option}.`;
  return new EngineError(`the answer of ${host} is longer than ${maxBody} bytes`, { status, hint });
}

/** The `timeout` of one call: openapi-fetch sets options that it does not know as properties of the request. */
export const getCallTimeout = (request: Request): unknown => ('timeout' in request ? request.timeout : undefined);
