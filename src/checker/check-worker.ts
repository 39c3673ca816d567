import { on } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EngineIdentity } from '../client/engine-identity.js';
import type { ObservedListResponse } from '../proxy/http-observer.js';
import { InputError } from '../recordings/input-error.js';
import type { ExchangeResult, SessionResult } from './results.js';

/** What the thread begins with. */
export interface WorkerOptions {
  /** The folder that gets recordings, if any does; of which engine; and what is replaced in them. */
  readonly outFolder: string | undefined;
  readonly engine: EngineIdentity;
  readonly redactPatterns: readonly string[];
}

/** What the thread says. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'result'; readonly result: ExchangeResult | SessionResult }
  | { readonly kind: 'released'; readonly bytes: number }
  | { readonly kind: 'fault'; readonly reason: string }
  | { readonly kind: 'remark'; readonly remark: string }
  | { readonly kind: 'end'; readonly writtenCount: number };

/** Whom the thread tells. */
export interface WorkerListener {
  /** Gets the room of a body back, in bytes. */
  readonly release: (bytes: number) => void;
  /** Gets why an answer was not judged. */
  readonly onError: (reason: string) => void;
  readonly onRemark: (line: string) => void;
}

/** Where the built thread is, from the chunk of the built command that this becomes a part of. */
export const workerFile = join(import.meta.dirname, '../cli/worker.cjs');

/** What judges answers in a thread of its own. */
export class CheckWorker {
  /** How many recordings were written, once it has ended. */
  writtenCount = 0;
  #heldBytes = 0;
  #hasExited = false;
  readonly #worker: Worker;
  readonly #messages: AsyncIterableIterator<[WorkerMessage]>;

  constructor(
    file: string | URL,
    options: WorkerOptions,
    readonly listener: WorkerListener,
  ) {
    this.#worker = new Worker(file, { workerData: options });
    // It says nothing else.
    this.#messages = on(this.#worker, 'message', { close: ['exit'] }) as AsyncIterableIterator<[WorkerMessage]>;
  }

  /** Waits until it can judge. Fails with InputError where nothing can be written to the folder. */
  async waitUntilReady(): Promise<void> {
    const { value } = await this.#messages.next();
    if (value?.[0].kind === 'rejected') throw new InputError(value[0].why);
  }

  /** Judges an answer. */
  check(response: ObservedListResponse): void {
    const { buffer, length } = response.body;
    if (this.#hasExited) {
      this.listener.release(length);
      return;
    }
    this.#heldBytes += length;
    // Handed over, not copied: nobody else has it.
    this.#worker.postMessage(response, length > 0 && buffer instanceof ArrayBuffer ? [buffer] : []);
  }

  /** No more comes. */
  end(): void {
    this.#worker.postMessage('end');
  }

  /** What is found, until all is judged; a thread that breaks is a fault, and what comes after that is not judged. */
  async *results(): AsyncGenerator<ExchangeResult | SessionResult> {
    try {
      for await (const [message] of this.#messages) {
        if (message.kind === 'result') yield message.result;
        else this.#handleMessage(message);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.listener.onError(`${reason}; nor is any that passes from now on: start the command again`);
    }
    this.#hasExited = true;
    this.listener.release(this.#heldBytes);
  }

  #handleMessage(message: WorkerMessage): void {
    if (message.kind === 'fault') this.listener.onError(message.reason);
    else if (message.kind === 'remark') this.listener.onRemark(message.remark);
    else if (message.kind === 'end') this.writtenCount = message.writtenCount;
    else if (message.kind === 'released') {
      this.#heldBytes -= message.bytes;
      this.listener.release(message.bytes);
    }
  }
}
