/** Limits of one request: its time, the length of its response body, and the caller's signal. */
import { createBodyTooLongError, createConnectionError, createTimeoutError } from './engine-error.js';

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

/** A body that is read chunk by chunk. */
export interface BodySource {
  next(): Promise<
    { readonly done?: false; readonly value: Uint8Array } | { readonly done: true; readonly value?: unknown }
  >;
  cancel(reason: unknown): Promise<void>;
}

/** The longest delay of `setTimeout`, which fires at once for a longer one. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One request with its response, to the last byte. It must be ended, or else its timer and its listener stay. */
export class LimitedRequest {
  /** The status, once the headers are there. */
  status: number | undefined;
  readonly #host: string;
  readonly #caller: Pick<RequestLimits, 'signal'>;
  readonly #optionNames: OptionNames;
  readonly #maxBody: number;
  // Its own signal, not one of `AbortSignal.any`: Node keeps such a signal as long as it has listeners.
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #aborted: Promise<never> | undefined;
  #received = 0;

  /**
   * Fails with TypeError on a limit that is not a number in its range.
   *
   * @param caller has the signal, and is kept: the signal of a Request never aborts once the Request is collected
   */
  constructor(host: string, limits: RequestLimits = {}, caller: Pick<RequestLimits, 'signal'> = limits) {
    const { timeout = DEFAULT_TIMEOUT_MS, maxBody = DEFAULT_MAX_BODY_BYTES, optionNames = {} } = limits;
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`);
    }
    if (typeof maxBody !== 'number' || !(maxBody > 0)) {
      throw new TypeError(`maxBody: expected bytes, more than 0, found ${String(maxBody)}`);
    }
    this.#host = host;
    this.#caller = caller;
    this.#optionNames = optionNames;
    this.#maxBody = maxBody;
    caller.signal?.addEventListener('abort', this.#abortWithCaller);
    if (caller.signal?.aborted) this.#abortWithCaller();
    else if (timeout > 0) this.#timer = setTimeout(() => this.#expire(timeout), Math.min(timeout, MAX_TIMER_MS));
  }

  /** Aborts with the caller's reason, or with an EngineError when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #abortWithCaller = (): void => this.#controller.abort(this.#caller.signal?.reason);

  #expire(timeout: number): void {
    this.#controller.abort(createTimeoutError(timeout, this.#host, this.status, this.#optionNames.timeout));
  }

  /** Waits for a step until the request is aborted, even if the step ignores the signal. */
  waitFor<T>(step: Promise<T>): Promise<T> {
    this.#aborted ??= rejectOnAbort(this.signal);
    return Promise.race([step, this.#aborted]);
  }

  /** Counts a chunk of the body. Fails with EngineError when the body is too long. */
  countBytes({ length }: Uint8Array): void {
    this.#received += length;
    if (this.#received <= this.#maxBody) return;
    throw createBodyTooLongError(this.#maxBody, this.#host, this.status, this.#optionNames.maxBody);
  }

  /** Ends the request and its connection. Returns the reason of the abort, else an EngineError for `error`. */
  fail(error: unknown): unknown {
    const reason: unknown = this.signal.aborted
      ? this.signal.reason
      : createConnectionError(error, this.#host, this.status);
    this.end();
    this.#controller.abort(reason);
    return reason;
  }

  /** Removes the timer and the listener. */
  end(): void {
    clearTimeout(this.#timer);
    this.#caller.signal?.removeEventListener('abort', this.#abortWithCaller);
  }

  /** Passes a body on as it comes. The request ends with the body. */
  limitBody(source: BodySource): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const chunk = await this.waitFor(source.next());
          if (chunk.done) {
            this.end();
            controller.close();
          } else {
            this.countBytes(chunk.value);
            controller.enqueue(chunk.value);
          }
        } catch (error) {
          const reason = this.fail(error);
          controller.error(reason);
          // A source that cannot be cancelled has ended by itself.
          source.cancel(reason).catch(() => {});
        }
      },
      cancel: (reason) => {
        this.end();
        return source.cancel(reason);
      },
    });
  }
}

/** The `timeout` of one call: openapi-fetch sets options that it does not know as properties of the request. */
export const getCallTimeout = (request: Request): unknown => ('timeout' in request ? request.timeout : undefined);

/** Rejects with the reason of an abort, now or once it comes. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Avoids an unhandled rejection when nobody awaits it.
  aborted.catch(() => {});
  return aborted;
}
