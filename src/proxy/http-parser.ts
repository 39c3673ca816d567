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
  /** Whether the direction has ended, and whether the connection broke then. */
  end: 'open' | 'closed' | 'broken' = 'open';
  /** The first line end that strict readers refuse, such as Node's HTTP client. Others read on. */
  fault: string | undefined;

  get waitingBytes(): number {
    return this.#bytes.length;
  }

  /** Adds bytes. Copies those that wait, of which the observer allows 64 kB. */
  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** Waits for bytes. Returns `false` if the direction has ended without any. */
  *#waitForBytes(): ResumableParser<boolean> {
    while (this.#bytes.length === 0 && this.end === 'open') yield;
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
   * @throws HttpParseError if it is incomplete
   * @throws RangeError if it is longer than a head may be
   */
  *readLine(): ResumableParser<string | undefined> {
    let line = '';
    while (yield* this.#waitForBytes()) {
      const end = this.#bytes.indexOf(LINE_FEED);
      const length = end < 0 ? this.#bytes.length : end;
      line += this.#bytes.toString('latin1', 0, length);
      this.#bytes = this.#bytes.subarray(length + 1);
      if (line.length > MAX_HEAD_BYTES) throw new RangeError(`a line is longer than ${MAX_HEAD_BYTES} bytes`);
      if (end < 0) continue;
      if (!/^[^\r]*\r$/.test(line)) this.fault ??= 'a line does not end in CR LF, or has a CR elsewhere';
      return line.endsWith('\r') ? line.slice(0, -1) : line;
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
 * @throws HttpParseError if it is incomplete or malformed
 * @throws RangeError if it is longer than 64 kB
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
    if (size > MAX_HEAD_BYTES) throw new RangeError(`a head is longer than ${MAX_HEAD_BYTES} bytes`);
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
  if (colon < 1 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(line))
    throw new HttpParseError('a line is no header');
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
 * @throws HttpParseError if the lengths are as Node's HTTP client refuses them
 */
export function parseFraming(head: MessageHead, fallback: BodyFraming): BodyFraming {
  const encoding = getHeaderValues(head, 'transfer-encoding').at(-1);
  const [length, ...others] = getHeaderValues(head, 'content-length');
  if (others.length > 0 || (length !== undefined && encoding !== undefined))
    throw new HttpParseError('there is more than one length');
  if (encoding !== undefined) return encoding.toLowerCase() === 'chunked' ? 'chunked' : fallback;
  if (length === undefined) return fallback;
  if (!/^\d+$/.test(length) || !Number.isSafeInteger(Number(length))) throw new HttpParseError('a length is no number');
  return Number(length);
}

/** Gets the bytes of a body, without their framing. */
export type BodySink = (bytes: Buffer) => void;

/**
 * Reads a body to its end.
 *
 * @throws HttpParseError if it is incomplete, or a chunk or what follows it is malformed
 * @throws RangeError if what follows it is longer than 64 kB
 */
export function* readMessageBody(input: ByteQueue, framing: BodyFraming, sink: BodySink): ResumableParser {
  if (framing === 'chunked') return yield* readChunkedBody(input, sink);
  for (let left = framing === 'untilClose' ? Number.POSITIVE_INFINITY : framing; left > 0; ) {
    const bytes = yield* input.readSome(left);
    if (bytes.length === 0 && framing === 'untilClose' && input.end !== 'broken') return;
    if (bytes.length === 0) throw new HttpParseError('a body was broken off');
    left -= bytes.length;
    sink(bytes);
  }
}

/** The line before a chunk: its size in hex, with extensions. */
const CHUNK_LINE = /^0*([\da-f]{1,12})(?:;[\w!#$%&'*+.^`|~-]+(?:=(?:[\w!#$%&'*+.^`|~-]*|"(?:[^"\\]|\\.)*"))?)*$/i;

function* readChunkedBody(input: ByteQueue, sink: BodySink): ResumableParser {
  for (;;) {
    const line = yield* input.readLine();
    if (line === undefined) throw new HttpParseError('a body was broken off');
    const [, size] = CHUNK_LINE.exec(line) ?? [];
    if (size === undefined) throw new HttpParseError('the size of a chunk is no number');
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    yield* readMessageBody(input, length, sink);
    if ((yield* input.readLine()) !== '') throw new HttpParseError('a chunk is longer than its size');
  }
  // The trailer section is ignored, but for a length.
  for (let size = 0, line = yield* input.readLine(); line !== ''; line = yield* input.readLine()) {
    if (line === undefined) throw new HttpParseError('a body was broken off');
    size += line.length;
    if (size > MAX_HEAD_BYTES) throw new RangeError(`what follows a body is longer than ${MAX_HEAD_BYTES} bytes`);
    if (parseHeaderLine(line)[0].toLowerCase() === 'content-length')
      throw new HttpParseError('there is more than one length');
  }
}
