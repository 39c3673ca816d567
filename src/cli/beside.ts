import { on } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EngineIdentity } from '../connection/identity.js';
import type { Listed } from '../proxy/conversation.js';
import { Problem } from '../recordings/problem.js';
import type { Later, Raw } from './judged.js';

/** What the thread begins with. */
export interface Start {
  /** The folder that gets recordings, if any does; of which engine; and what is replaced in them. */
  readonly out: string | undefined;
  readonly engine: EngineIdentity;
  readonly redact: readonly string[];
}

/** What the thread says. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'found'; readonly found: Raw | Later }
  | { readonly kind: 'room'; readonly bytes: number }
  | { readonly kind: 'fault'; readonly reason: string }
  | { readonly kind: 'remark'; readonly line: string }
  | { readonly kind: 'end'; readonly written: number };

/** Whom the thread tells. */
export interface Told {
  /** Gets the room of a body back, in bytes. */
  readonly giveBack: (bytes: number) => void;
  /** Gets why an answer was not judged. */
  readonly fault: (reason: string) => void;
  readonly remark: (line: string) => void;
}

/** Where the built thread is, from the chunk of the built command that this becomes a part of. */
export const overhearing = join(import.meta.dirname, '../cli/thread.cjs');

/** What judges answers in a thread of its own. */
export class Beside {
  /** How many recordings were written, once it has ended. */
  written = 0;
  #held = 0;
  #gone = false;
  readonly #worker: Worker;
  readonly #messages: AsyncIterableIterator<[Said]>;

  constructor(
    file: string | URL,
    start: Start,
    readonly told: Told,
  ) {
    this.#worker = new Worker(file, { workerData: start });
    // It says nothing else.
    this.#messages = on(this.#worker, 'message', { close: ['exit'] }) as AsyncIterableIterator<[Said]>;
  }

  /** Waits until it can judge. Fails with Problem where nothing can be written to the folder. */
  async ready(): Promise<void> {
    const { value } = await this.#messages.next();
    if (value?.[0].kind === 'refused') throw new Problem(value[0].why);
  }

  /** Judges an answer. */
  answered(answer: Listed): void {
    const { buffer, length } = answer.body;
    if (this.#gone) {
      this.told.giveBack(length);
      return;
    }
    this.#held += length;
    // Handed over, not copied: nobody else has it.
    this.#worker.postMessage(answer, length > 0 && buffer instanceof ArrayBuffer ? [buffer] : []);
  }

  /** No more comes. */
  end(): void {
    this.#worker.postMessage('end');
  }

  /** What is found, until all is judged; a thread that breaks is a fault, and what comes after that is not judged. */
  async *found(): AsyncGenerator<Raw | Later> {
    try {
      for await (const [said] of this.#messages) {
        if (said.kind === 'found') yield said.found;
        else this.#note(said);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.told.fault(`${reason}; nor is any that passes from now on: start the command again`);
    }
    this.#gone = true;
    this.told.giveBack(this.#held);
  }

  #note(said: Said): void {
    if (said.kind === 'fault') this.told.fault(said.reason);
    else if (said.kind === 'remark') this.told.remark(said.line);
    else if (said.kind === 'end') this.written = said.written;
    else if (said.kind === 'room') {
      this.#held -= said.bytes;
      this.told.giveBack(said.bytes);
    }
  }
}
