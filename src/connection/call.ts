import { failure, tooSlow } from './error.js';

/** How long to wait unless told, in milliseconds: a containerd store with 455 images needs 7 s. */
export const defaultTimeout = 60_000;

/** What `setTimeout` can count; it fires at once on more. */
const longest = 2 ** 31 - 1;

/** One request and its answer, to the last byte, which the caller or the clock may break off. Must be ended. */
export class Call {
  /** The status, once the headers are there. */
  status: number | undefined;
  readonly #host: string;
  readonly #controller = new AbortController();
  readonly #aborted: Promise<never>;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #outer: AbortSignal | undefined;

  constructor(host: string, timeout: unknown = defaultTimeout, outer?: AbortSignal) {
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      throw new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`);
    }
    this.#host = host;
    this.#outer = outer;
    this.#aborted = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
    });
    // Whoever waits hears of it; when nobody does, nobody needs to.
    this.#aborted.catch(() => {});
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
    return Promise.race([step, this.#aborted]);
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
  watch(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const { done, value } = await this.within(reader.read());
          if (!done) return controller.enqueue(value);
          this.end();
          controller.close();
        } catch (error) {
          controller.error(this.fail(error));
        }
      },
      cancel: (reason) => {
        this.end();
        return reader.cancel(reason);
      },
    });
  }
}
