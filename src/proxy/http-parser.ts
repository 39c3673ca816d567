/*
 * Finds where HTTP/1.1 messages (RFC 9112) begin and end in bytes as they arrive. Node does not export its parser.
 */

/** How many bytes a head may have, and how many may wait for their turn. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** Bytes that are no message, with the reason; nothing after them is read. */
export class HttpParseError extends Error {
  override readonly name = 'HttpParseError';
}

/** A parser that stops at each `yield` until there are more bytes. */
export type ResumableParser<T = void> = Generator<void, T, void>;

const LINE_FEED = 0x0a;

/** The unread bytes of one direction of a connection. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  /** Whether the direction has ended. */
  ended = false;

  get waitingBytes(): number {
    return this.#bytes.length;
  }

  /** Adds bytes. Copies those that wait, of which the observer allows 64 kB. */
  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** Waits for bytes. Returns `false` if the direction has ended without any. */
  *#waitForBytes(): ResumableParser<boolean> {
    while (this.#bytes.length === 0 && !this.ended) yield;
    return this.#bytes.length > 0;
  }

  /** Reads at most `maxBytes`; an empty buffer if the direction has ended. */
  *readSome(maxBytes: number): ResumableParser<Buffer> {
    yield* this.#waitForBytes();
    const part = this.#bytes.subarray(0, maxBytes);
    this.#bytes = this.#bytes.subarray(part.length);
    return part;
  }

  /**
   * Reads a line, without its end; `undefined` if the direction has ended.
   *
   * @throws HttpParseError if it is longer than a head may be, or incomplete
   */
  *readLine(): ResumableParser<string | undefined> {
    let line = '';
    while (yield* this.#waitForBytes()) {
      const end = this.#bytes.indexOf(LINE_FEED);
      const length = end < 0 ? this.#bytes.length : end;
      line += this.#bytes.toString('latin1', 0, length);
      this.#bytes = this.#bytes.subarray(length + 1);
      if (line.length > MAX_HEAD_BYTES) throw new HttpParseError(`a line is longer than ${MAX_HEAD_BYTES} bytes`);
      if (end >= 0) return line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (line !== '') throw new HttpParseError('a line was broken off');
    return undefined;
  }
}

/** The part of a message before its body. */
export interface MessageHead {
  readonly startLine: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
}

/**
 * Reads a head; `undefined` if the direction has ended.
 *
 * @throws HttpParseError if it is longer than 64 kB, incomplete or malformed
 */
export function* readHead(input: ByteQueue): ResumableParser<MessageHead | undefined> {
  let start: string | undefined;
  const headers: string[] = [];
  for (let size = 0; ; ) {
    const line = yield* input.readLine();
    if (line === undefined) {
      if (start === undefined) return undefined;
      throw new HttpParseError('a head was broken off');
    }
    size += line.length + 2;
    if (size > MAX_HEAD_BYTES) throw new HttpParseError(`a head is longer than ${MAX_HEAD_BYTES} bytes`);
    if (line !== '' && start !== undefined) headers.push(...parseHeaderLine(line));
    else if (start !== undefined) return { startLine: start, rawHeaders: headers };
    // Empty lines before a message are ignored.
    else if (line !== '') start = line;
  }
}

/** Obsolete line folding (RFC 9112, 5.2) is rejected: it enables request smuggling. */
function parseHeaderLine(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon < 1 || /\s/.test(name)) throw new HttpParseError('a line is no header');
  return [name, line.slice(colon + 1).trim()];
}

/** The values of a header. */
const getHeaderValues = ({ rawHeaders }: MessageHead, name: string): string[] =>
  rawHeaders
    .filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim());

/** Where a body ends: after so many bytes, after its last chunk, or with the connection. */
export type BodyFraming = number | 'chunked' | 'untilClose';

/**
 * Finds the framing of a body in the headers.
 *
 * @param fallback the framing if they do not say
 */
export function parseFraming(head: MessageHead, fallback: BodyFraming): BodyFraming {
  const encoding = getHeaderValues(head, 'transfer-encoding').at(-1);
  if (encoding !== undefined) return encoding.toLowerCase() === 'chunked' ? 'chunked' : fallback;
  const [length = '', ...others] = new Set(getHeaderValues(head, 'content-length'));
  if (length === '' && others.length === 0) return fallback;
  if (others.length > 0 || !/^\d{1,15}$/.test(length)) throw new HttpParseError('a length is no number');
  return Number(length);
}

/** Gets the bytes of a body, without their framing. */
export type BodySink = (bytes: Buffer) => void;

/**
 * Reads a body to its end.
 *
 * @throws HttpParseError if it is incomplete, or a chunk is malformed
 */
export function* readMessageBody(input: ByteQueue, framing: BodyFraming, sink: BodySink): ResumableParser {
  if (framing === 'chunked') return yield* readChunkedBody(input, sink);
  for (let left = framing === 'untilClose' ? Number.POSITIVE_INFINITY : framing; left > 0; ) {
    const bytes = yield* input.readSome(left);
    if (bytes.length === 0 && framing === 'untilClose') return;
    if (bytes.length === 0) throw new HttpParseError('a body was broken off');
    left -= bytes.length;
    sink(bytes);
  }
}

function* readChunkedBody(input: ByteQueue, sink: BodySink): ResumableParser {
  for (;;) {
    const line = yield* input.readLine();
    if (line === undefined) throw new HttpParseError('a body was broken off');
    const [size = ''] = line.split(';', 1);
    if (!/^[\da-f]{1,12}[ \t]*$/i.test(size)) throw new HttpParseError('the size of a chunk is no number');
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    yield* readMessageBody(input, length, sink);
    if ((yield* input.readLine()) !== '') throw new HttpParseError('a chunk is longer than its size');
  }
  // The trailer section is read and ignored.
  for (let size = 0, line = yield* input.readLine(); line !== ''; line = yield* input.readLine()) {
    if (line === undefined) throw new HttpParseError('a body was broken off');
    size += line.length;
    if (size > MAX_HEAD_BYTES) throw new HttpParseError(`what follows a body is longer than ${MAX_HEAD_BYTES} bytes`);
  }
}
