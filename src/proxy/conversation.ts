import { listTarget, type RequestLine } from '../request/target.js';
import {
  type Framing,
  framingOf,
  type Head,
  Input,
  MOST_HEAD,
  type Reading,
  readBody,
  readHead,
  Unreadable,
} from './messages.js';

/** The answer to a request, once it is whole. */
export interface Answered {
  readonly request: RequestLine;
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[];
  /** The body of the answer to a request for the list of images, without its framing; of any other nothing is kept. */
  readonly body: Buffer | undefined;
  /** When its request came and when its answer was whole, on the clock that all connections share. */
  readonly begun: number;
  readonly ended: number;
}

/** The answer to a request for the list of images. */
export type Listed = Answered & { readonly body: Buffer };

/** Who listens to conversations. */
export interface Listener {
  /** Gets an answer, and gives the room of its body back when that is needed no more. */
  readonly answered: (answer: Answered) => void;
  /** Gets why something is not judged, with the request that it is about where there is one. */
  readonly notJudged: (why: string, request?: RequestLine) => void;
}

/** What all conversations share: a clock that ticks at each request and answer, and room for the bodies that are kept. */
export class Shared {
  #now = 0;
  #left: number;

  /** @param maxBody how long a body may be, and all that are kept at a time, in bytes */
  constructor(readonly maxBody: number) {
    this.#left = maxBody;
  }

  tick(): number {
    return ++this.#now;
  }

  /** Whether there is room for so many more bytes, which are then taken. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/** A request whose answer is not whole yet. */
interface Asked {
  readonly line: RequestLine;
  readonly head: Head;
  readonly begun: number;
  readonly wanted: boolean;
}

/**
 * What is said on one connection, overheard: it only reads. One exchange at a time: what a client sends before it has its
 * answer waits, up to 64 kB. From where the connection changes to another protocol nothing is read any more.
 */
export class Conversation {
  readonly #sent = new Input();
  readonly #answers = new Input();
  readonly #requests: Reading;
  readonly #responses: Reading;
  #asked: Asked | undefined;
  /** The body so far, with room for more: pieces of a byte each would take a hundred. Its memory is no one else's. */
  #kept: Buffer | undefined;
  #size = 0;
  /** Whether nothing is read any more. */
  over = false;

  constructor(
    readonly listener: Listener,
    readonly shared: Shared,
  ) {
    this.#requests = this.#readRequests();
    this.#responses = this.#readAnswers();
  }

  /** Takes bytes of the client. */
  sent(bytes: Buffer): void {
    if (this.over) return;
    this.#sent.give(bytes);
    this.#goOn(this.#requests);
    if (this.#sent.waiting > MOST_HEAD) this.#end(`more than ${MOST_HEAD} bytes came before an answer`);
  }

  /** Takes bytes of the engine. */
  answered(bytes: Buffer): void {
    if (this.over) return;
    this.#answers.give(bytes);
    this.#goOn(this.#responses);
  }

  /** No more comes from the engine. */
  engineEnded(): void {
    if (this.over) return;
    this.#answers.ended = true;
    this.#goOn(this.#responses);
    this.close();
  }

  /** The connection is gone. */
  close(): void {
    if (!this.over) this.#end(this.#asked?.wanted ? 'the answer broke off' : undefined);
  }

  #goOn(reading: Reading): void {
    try {
      reading.next();
    } catch (error) {
      // A fault of ours is one of the judge, too: it has to be said, and must not reach the connection.
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  #end(why?: string): void {
    this.over = true;
    this.#forget();
    if (why !== undefined) this.listener.notJudged(why, this.#asked?.wanted ? this.#asked.line : undefined);
    this.#asked = undefined;
  }

  *#readRequests(): Reading {
    for (;;) {
      const head = yield* readHead(this.#sent);
      if (!head) return;
      const line = requestLineOf(head);
      const framing = framingOf(head, 0);
      this.#asked = { line, head, begun: this.shared.tick(), wanted: listTarget(line) !== undefined };
      yield* readBody(this.#sent, framing, () => {});
      while (this.#asked) yield;
    }
  }

  *#readAnswers(): Reading {
    for (;;) {
      const head = yield* readHead(this.#answers);
      if (!head) return;
      const status = statusOf(head);
      const asked = this.#asked;
      if (!asked) throw new Unreadable('an answer came to no request');
      if (changesProtocol(asked, status)) return this.#end();
      if (status < 200) continue;
      const framing = framingOfAnswer(asked, status, head);
      // The client has said its last, in HTTP: what it sends now is a stream.
      if (framing === 'to the end' && !asked.wanted) return this.#end();
      if (asked.wanted) this.#kept = Buffer.alloc(0);
      yield* readBody(this.#answers, framing, (bytes) => this.#keep(bytes));
      this.#whole(asked, status, head);
      this.#goOn(this.#requests);
      if (this.over) return;
    }
  }

  #keep(bytes: Buffer): void {
    if (!this.#kept || !this.#asked) return;
    const { maxBody } = this.shared;
    if (this.shared.take(bytes.length)) {
      const size = this.#size + bytes.length;
      if (size > this.#kept.length) {
        const grown = Buffer.alloc(Math.max(size, 2 * this.#kept.length));
        this.#kept.copy(grown);
        this.#kept = grown;
      }
      bytes.copy(this.#kept, this.#size);
      this.#size = size;
      return;
    }
    const long = this.#size + bytes.length > maxBody;
    const why = long ? `the answer is longer than ${maxBody} bytes` : `more than ${maxBody} bytes came at a time`;
    this.#forget();
    this.listener.notJudged(`${why}; --max-body BYTES allows more`, this.#asked.line);
  }

  #whole({ line: request, begun, wanted }: Asked, status: number, { headers }: Head): void {
    const body = this.#kept?.subarray(0, this.#size);
    [this.#kept, this.#size] = [undefined, 0];
    this.#asked = undefined;
    if (wanted && !body) return;
    this.listener.answered({ request, status, headers, body, begun, ended: this.shared.tick() });
  }

  #forget(): void {
    this.shared.giveBack(this.#size);
    [this.#kept, this.#size] = [undefined, 0];
  }
}

/** @throws Unreadable when it is no request of HTTP/1 */
function requestLineOf({ start }: Head): RequestLine {
  const [method = '', path = '', version = '', ...more] = start.split(' ');
  if (start === 'PRI * HTTP/2.0') throw new Unreadable('it is HTTP/2');
  if (!/^HTTP\/1\.\d$/.test(version) || more.length > 0) throw new Unreadable('it is no HTTP/1.1');
  return { method, path };
}

/** @throws Unreadable when it is no answer of HTTP/1 */
function statusOf({ start }: Head): number {
  const [, status] = /^HTTP\/1\.\d (\d{3})(?: |$)/.exec(start) ?? [];
  if (status === undefined) throw new Unreadable('the engine answers no HTTP/1.1');
  return Number(status);
}

const changesProtocol = ({ line }: Asked, status: number): boolean =>
  status === 101 || (line.method === 'CONNECT' && status >= 200 && status < 300);

const withoutBody = (method: string, status: number): boolean => method === 'HEAD' || status === 204 || status === 304;

/** An answer that does not say its length ends with the connection, as that to an attached container does. */
const framingOfAnswer = ({ line }: Asked, status: number, head: Head): Framing =>
  withoutBody(line.method, status) ? 0 : framingOf(head, 'to the end');
