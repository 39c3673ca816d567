import { createBodyTooLongError, createConnectionError, createTimeoutError } from './engine-error.js';

/** How long to wait unless told, in milliseconds: a containerd store with 455 images needs 7 s. */
export const DEFAULT_TIMEOUT_MS = 60_000;

/** How long an answer may be unless told, in bytes: a list of 10,000 images takes 10 MB. */
export const DEFAULT_MAX_BODY_BYTES = 256 * 1024 * 1024;

/** How far a call may go. */
export interface RequestLimits {
  /** How long it may take to the end of the body, in milliseconds; 0 for no limit. */
  readonly timeout?: unknown;
  /** How long the body may be, in bytes. */
  readonly maxBody?: number | undefined;
  /** The caller breaks it off by this. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a body comes from, part by part. */
export interface BodySource {
  next(): Promise<
    { readonly done?: false; readonly value: Uint8Array } | { readonly done: true; readonly value?: unknown }
  >;
  cancel(reason: unknown): Promise<void>;
}

/** What `setTimeout` can count; it fires at once on more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** One request and its answer, to the last byte, which the caller or the clock may break off. Must be ended. */
export class LimitedRequest {
  /** The status, once the headers are there. */
  status: number | undefined;
  readonly #host: string;
  readonly #controller = new AbortController();
  #aborted: Promise<never> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #callerSignal: AbortSignal | undefined;
  readonly #maxBody: number;
  #received = 0;

  constructor(
    host: string,
    { timeout = DEFAULT_TIMEOUT_MS, maxBody = DEFAULT_MAX_BODY_BYTES, signal: callerSignal }: RequestLimits = {},
  ) {
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`);
    }
    this.#host = host;
    this.#maxBody = maxBody;
    this.#callerSignal = callerSignal;
    callerSignal?.addEventListener('abort', this.#abortWithCaller);
    if (callerSignal?.aborted) this.#abortWithCaller();
    else if (timeout > 0) this.#timer = setTimeout(() => this.#expire(timeout), Math.min(timeout, MAX_TIMER_MS));
  }

  /** Aborted by the caller, with the caller's reason, or by the clock, with an EngineError. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #abortWithCaller = (): void => this.#controller.abort(this.#callerSignal?.reason);

  #expire(timeout: number): void {
    this.#controller.abort(createTimeoutError(timeout, this.#host, this.status));
  }

  /** Waits for a step, but no longer than the call may last, even if the step ignores the signal. */
  waitFor<T>(step: Promise<T>): Promise<T> {
    this.#aborted ??= rejectOnAbort(this.signal);
    return Promise.race([step, this.#aborted]);
  }

  /** Counts a part of the body. Fails with EngineError when it is longer than it may be. */
  countBytes({ length }: Uint8Array): void {
    this.#received += length;
    if (this.#received > this.#maxBody) throw createBodyTooLongError(this.#maxBody, this.#host, this.status);
  }

  /** Ends the call and its connection, and gives the reason: of the abort if there was one, else an EngineError. */
  fail(error: unknown): unknown {
    const reason: unknown = this.signal.aborted
      ? this.signal.reason
      : createConnectionError(error, this.#host, this.status);
    this.end();
    this.#controller.abort(reason);
    return reason;
  }

  /** Leaves no timer and no listener behind. */
  end(): void {
    clearTimeout(this.#timer);
    this.#callerSignal?.removeEventListener('abort', this.#abortWithCaller);
  }

  /** The body as it comes; the call ends with it. */
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
          // A source that cannot be given up has ended by itself.
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

/** Fails with the reason of an abort, now or once it comes. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const rejectWithReason = (): void => reject(signal.reason);
    if (signal.aborted) rejectWithReason();
    else signal.addEventListener('abort', rejectWithReason, { once: true });
  });
  // Whoever waits hears of it; when nobody does, nobody needs to.
  aborted.catch(() => {});
  return aborted;
}
