import { getListTarget, type RequestLine } from '../request/parse-target.js';
import { ByteBuilder } from '../values/byte-builder.js';
import {
  ByteQueue,
  HttpParseError,
  MAX_HEAD_BYTES,
  type MessageHead,
  parseFraming,
  type ResumableParser,
  readHead,
  readMessageBody,
} from './http-parser.js';

/** A response with its request. */
export interface ObservedResponse {
  readonly request: RequestLine;
  readonly status: number;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  /** The body of a list response, without its framing; `undefined` for the responses of other endpoints. */
  readonly body: Buffer | undefined;
  /** What is wrong with how a list was sent, such as that it was broken off; without a body if that is lost. */
  readonly incomplete: string | undefined;
  /** When the request began and when the response ended, on the clock that all connections share. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The response to a request for the list of images. */
export type ObservedListResponse = ObservedResponse & { readonly body: Buffer };

/** Why something is not checked, with the list request that it concerns, if any. */
export interface UncheckedRequest {
  readonly reason: string;
  readonly request: RequestLine | undefined;
}

/** Gets what is observed. The bytes of a body must be released when it is no longer needed. */
export type TrafficListener = (observed: ObservedResponse | UncheckedRequest) => void;

/** What all connections share: a clock that ticks at each request and response, and the memory for bodies. */
export class BodyBudget {
  #clock = 0;
  #freeBytes: number;

  /** @param maxBody the most bytes of one body, and of all bodies that are kept at a time */
  constructor(readonly maxBody: number) {
    this.#freeBytes = maxBody;
  }

  tick(): number {
    return ++this.#clock;
  }

  /** Takes so many bytes. Returns whether they were free. */
  reserve(bytes: number): boolean {
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  release(bytes: number): void {
    this.#freeBytes += bytes;
  }
}

/** A request whose response is not complete yet. Its status is 0 until the head has come. */
interface PendingRequest extends Omit<ObservedResponse, 'body' | 'incomplete' | 'endedAt'> {
  readonly isList: boolean;
  /** Why the body is not kept. */
  readonly limitReason?: string;
}

/**
 * Observes the HTTP exchanges on one connection, one after another. What a client sends before its response is complete
 * waits, up to 64 kB. It stops where the connection changes to another protocol.
 */
export class ConnectionObserver {
  readonly #clientBytes = new ByteQueue();
  readonly #engineBytes = new ByteQueue();
  readonly #requestParser: ResumableParser;
  readonly #responseParser: ResumableParser;
  #pendingRequest: PendingRequest | undefined;
  /** The body so far, in one buffer: an array of tiny chunks would take a hundred times as much memory. */
  #body: ByteBuilder | undefined;
  /** Whether it has stopped. */
  isFinished = false;

  constructor(
    readonly onObserved: TrafficListener,
    readonly budget: BodyBudget,
  ) {
    this.#requestParser = this.#readRequests();
    this.#responseParser = this.#readResponses();
  }

  /** Takes bytes from the client. */
  receiveFromClient(bytes: Buffer): void {
    if (this.isFinished) return;
    this.#clientBytes.push(bytes);
    this.#resume(this.#requestParser);
    if (this.#clientBytes.waitingBytes > MAX_HEAD_BYTES)
      this.#finish(`more than ${MAX_HEAD_BYTES} bytes came before a response`);
  }

  /** Takes bytes from the engine. */
  receiveFromEngine(bytes: Buffer): void {
    if (this.isFinished) return;
    this.#engineBytes.push(bytes);
    this.#resume(this.#responseParser);
  }

  /** The engine has ended its direction, or the connection to it broke. */
  endEngine(end: 'closed' | 'broken'): void {
    if (this.isFinished) return;
    this.#engineBytes.end = end;
    this.#resume(this.#responseParser);
    this.close();
  }

  /** The connection is closed. */
  close(): void {
    if (!this.isFinished) this.#finish();
  }

  #resume(parser: ResumableParser): void {
    try {
      parser.next();
    } catch (error) {
      // Internal errors are reported and must not break the proxied connection.
      const reason = error instanceof Error ? error.message : String(error);
      this.#finish(reason, error instanceof HttpParseError && parser === this.#responseParser);
    }
  }

  /** @param isFault whether the engine is at fault, and not the client or a limit of the observer */
  #finish(reason?: string, isFault = false): void {
    this.isFinished = true;
    this.#discardBody();
    const { isList, request } = this.#pendingRequest ?? {};
    if (isList && isFault) {
      this.#body = new ByteBuilder(0);
      this.#completeResponse(reason);
      return;
    }
    this.#pendingRequest = undefined;
    if (isList) this.onObserved({ reason: reason ?? 'no complete response came', request });
    // After the end of the engine, no list can follow.
    else if (reason !== undefined && this.#engineBytes.end === 'open') this.onObserved({ reason, request: undefined });
  }

  *#readRequests(): ResumableParser {
    for (;;) {
      const head = yield* readHead(this.#clientBytes);
      if (!head) return;
      const request = parseRequestLine(head);
      const framing = parseFraming(head, 0);
      const isList = getListTarget(request) !== undefined;
      this.#pendingRequest = { request, isList, startedAt: this.budget.tick(), status: 0, rawHeaders: [] };
      this.#engineBytes.fault = undefined;
      yield* readMessageBody(this.#clientBytes, framing, () => {});
      while (this.#pendingRequest) yield;
    }
  }

  *#readResponses(): ResumableParser {
    for (;;) {
      const head = yield* readHead(this.#engineBytes);
      if (!head) return;
      const status = parseStatusLine(head);
      const pendingRequest = this.#pendingRequest;
      if (!pendingRequest) throw new HttpParseError('a response came to no request');
      const { isList, request } = pendingRequest;
      const { method } = request;
      const isTunnel = status === 101 || (method === 'CONNECT' && status >= 200 && status < 300);
      if (isTunnel) return this.#finish();
      if (status < 200) continue;
      this.#pendingRequest = { ...pendingRequest, status, rawHeaders: head.rawHeaders };
      const hasNoBody = method === 'HEAD' || status === 204 || status === 304;
      const framing = hasNoBody ? 0 : parseFraming(head, 'untilClose');
      // Without a length the connection is a raw stream (hijacked), such as that of an attached container; stop parsing.
      if (framing === 'untilClose' && !isList) return this.#finish();
      if (isList) this.#body = new ByteBuilder(this.budget.maxBody);
      yield* readMessageBody(this.#engineBytes, framing, (bytes) => this.#storeBody(bytes));
      this.#completeResponse(this.#engineBytes.fault);
      this.#resume(this.#requestParser);
      if (this.isFinished) return;
    }
  }

  #storeBody(bytes: Buffer): void {
    if (!this.#body || !this.#pendingRequest) return;
    const { maxBody } = this.budget;
    if (this.budget.reserve(bytes.length)) {
      this.#body.add(bytes);
      return;
    }
    const isTooLong = this.#body.size + bytes.length > maxBody;
    const reason = isTooLong
      ? `the response is longer than ${maxBody} bytes`
      : `more than ${maxBody} bytes came at a time`;
    this.#discardBody();
    this.#pendingRequest = { ...this.#pendingRequest, limitReason: `${reason}; --max-body BYTES allows more` };
  }

  #completeResponse(incomplete: string | undefined): void {
    if (!this.#pendingRequest) return;
    const { request, status, rawHeaders, startedAt, limitReason: reason } = this.#pendingRequest;
    const body = this.#body?.take();
    this.#body = undefined;
    this.#pendingRequest = undefined;
    const endedAt = this.budget.tick();
    if (reason !== undefined) this.onObserved({ reason, request });
    else this.onObserved({ request, status, rawHeaders, body, incomplete, startedAt, endedAt });
  }

  #discardBody(): void {
    this.budget.release(this.#body?.size ?? 0);
    this.#body = undefined;
  }
}

/** @throws HttpParseError if it is not HTTP/1 */
function parseRequestLine({ startLine }: MessageHead): RequestLine {
  const [method = '', path = '', version = '', ...more] = startLine.split(' ');
  if (!/^HTTP\/1\.\d$/.test(version) || more.length > 0) throw new HttpParseError('it is no HTTP/1.1');
  return { method, path };
}

/** @throws HttpParseError if it is not HTTP/1 */
function parseStatusLine({ startLine }: MessageHead): number {
  const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(startLine) ?? [];
  if (status === undefined) throw new HttpParseError('the response is no HTTP/1.1');
  return Number(status);
}
