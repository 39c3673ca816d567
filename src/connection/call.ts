import { failure, tooLong, tooSlow } from './error.js';

/** How long to wait unless told, in milliseconds: a containerd store with 455 images needs 7 s. */
export const defaultTimeout = 60_000;

/** How long an answer may be unless told, in bytes: a list of 10,000 images takes 10 MB. */
export const defaultMaxBody = 256 * 1024 * 1024;

/** How far a call may go. */
export interface CallLimits {
  /** How long it may take to the end of the body, in milliseconds; 0 for no limit. */
  readonly timeout?: unknown;
  /** How long the body may be, in bytes. */
  readonly maxBody?: number | undefined;
  /** The caller breaks it off by this. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a body comes from, part by part. */
export interface Source {
  next(): Promise<
    { readonly done?: false; readonly value: Uint8Array } | { readonly done: true; readonly value?: unknown }
  >;
  cancel(reason: unknown): Promise<void>;
}

/** What `setTimeout` can count; it fires at once on more. */
const longest = 2 ** 31 - 1;

/** One request and its answer, to the last byte, which the caller or the clock may break off. Must be ended. */
export class Call {
  /** The status, once the headers are there. */
  status: number | undefined;
  readonly #host: string;
  readonly #controller = new AbortController();
  #aborted: Promise<never> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #outer: AbortSignal | undefined;
  readonly #maxBody: number;
  #received = 0;

  constructor(host: string, { timeout = defaultTimeout, maxBody = defaultMaxBody, signal: outer }: CallLimits = {}) {
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`);
    }
    this.#host = host;
    this.#maxBody = maxBody;
    this.#outer = outer;
    outer?.addEventListener('abort', this.#follow);
    if (outer?.aborted) this.#follow();
    else if (timeout > 0) this.#timer = setTimeout(() => this.#expire(timeout), Math.min(timeout, longest));
  }

  /** Aborted by the caller, with the caller's reason, or by the clock, with an EngineError. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #follow = (): void => this.#controller.abort(this.#outer?.reason);

  #expire(timeout: number): void {
    this.#controller.abort(tooSlow(timeout, this.#host, this.status));
  }

  /** Waits for a step, but no longer than the call may last, even if the step ignores the signal. */
  within<T>(step: Promise<T>): Promise<T> {
    this.#aborted ??= abortOf(this.signal);
    return Promise.race([step, this.#aborted]);
  }

  /** Counts a part of the body. Fails with EngineError when it is longer than it may be. */
  take({ length }: Uint8Array): void {
    this.#received += length;
    if (this.#received > this.#maxBody) throw tooLong(this.#maxBody, this.#host, this.status);
  }

  /** Ends the call and its connection, and gives the reason: of the abort if there was one, else an EngineError. */
  fail(error: unknown): unknown {
    const reason: unknown = this.signal.aborted ? this.signal.reason : failure(error, this.#host, this.status);
    this.end();
    this.#controller.abort(reason);
    return reason;
  }

  /** Leaves no timer and no listener behind. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#follow);
  }

  /** The body as it comes; the call ends with it. */
  watch(source: Source): ReadableStream<Uint8Array> {
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const part = await this.within(source.next());
          if (part.done) {
            this.end();
            controller.close();
          } else {
            this.take(part.value);
            controller.enqueue(part.value);
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
function abortOf(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const fail = (): void => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
  // Whoever waits hears of it; when nobody does, nobody needs to.
  aborted.catch(() => {});
  return aborted;
}
