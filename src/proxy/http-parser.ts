/*
 * HTTP/1.1 messages in bytes as they arrive (RFC 9112), read just far enough to find where each begins and ends. Node has
 * a parser and does not export it; `http-parser-js` stands in for that one, with its numbered callbacks, and hands on every
 * byte of every body, of which one in a thousand is wanted here.
 */

/** How long a head may be, and how much may wait for its turn, in bytes. */
export const MAX_HEAD_BYTES = 64 * 1024;

/** Why bytes are not read any further, in words. */
export class HttpParseError extends Error {
  override readonly name = 'HttpParseError';
}

/** Reads bytes; stops at each `yield` until there are more. */
export type ResumableParser<T = void> = Generator<void, T, void>;

const LINE_FEED = 0x0a;

/** The bytes of one direction that are not read yet. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #index = 0;
  /** How many bytes wait. */
  waitingBytes = 0;
  /** Whether no more will come. */
  ended = false;

  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#index === this.#chunks.length) [this.#chunks, this.#index] = [[], 0];
    this.#chunks.push(bytes);
    this.waitingBytes += bytes.length;
  }

  /** The next bytes, so many at most; none when the direction has ended. */
  *readSome(maxBytes = Number.POSITIVE_INFINITY): ResumableParser<Buffer> {
    while (this.waitingBytes === 0) {
      if (this.ended) return Buffer.alloc(0);
      yield;
    }
    const bytes = this.#chunks[this.#index] ?? Buffer.alloc(0);
    const part = bytes.subarray(0, Math.min(maxBytes, bytes.length));
    this.#chunks[this.#index] = bytes.subarray(part.length);
    if (part.length === bytes.length) this.#index++;
    this.waitingBytes -= part.length;
    return part;
  }

  /** Puts back the end of what was taken last. */
  #unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks[--this.#index] = bytes;
    this.waitingBytes += bytes.length;
  }

  /**
   * The next line without its end; `undefined` when the direction has ended before it began.
   *
   * @throws Unreadable when it is longer than a head may be, or is broken off
   */
  *readLine(): ResumableParser<string | undefined> {
    let text = '';
    for (;;) {
      const bytes = yield* this.readSome();
      if (bytes.length === 0) {
        if (text === '') return undefined;
        throw new HttpParseError('a line was broken off');
      }
      const end = bytes.indexOf(LINE_FEED);
      text += bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
      if (text.length > MAX_HEAD_BYTES) throw new HttpParseError(`a line is longer than ${MAX_HEAD_BYTES} bytes`);
      if (end < 0) continue;
      this.#unread(bytes.subarray(end + 1));
      return text.endsWith('\r') ? text.slice(0, -1) : text;
    }
  }
}

/** What stands before the body of a message. */
export interface MessageHead {
  /** The first line. */
  readonly startLine: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

/**
 * Reads a head; `undefined` when the direction has ended.
 *
 * @throws Unreadable when it is longer than 64 kB, or no head
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
    // Empty lines before a message are passed over.
    else if (line !== '') start = line;
  }
}

/** Name and value of a header line. Folded lines are as good as gone, and smuggle requests: what has them is not read. */
function parseHeaderLine(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon < 1 || /\s/.test(name)) throw new HttpParseError('a line is no header');
  return [name, line.slice(colon + 1).trim()];
}

/** The values of a header, one after another; `undefined` when it is not there. */
export function joinHeaderValues({ rawHeaders }: MessageHead, name: string): string | undefined {
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  return values.length > 0 ? values.join(', ') : undefined;
}

/** How the end of a body is found: after so many bytes, by its chunks, or where the connection ends. */
export type BodyFraming = number | 'chunked' | 'untilClose';

/**
 * How the end of a body is found, by its headers alone.
 *
 * @param fallback where they do not say
 */
export function parseFraming(head: MessageHead, fallback: BodyFraming): BodyFraming {
  const transferEncoding = joinHeaderValues(head, 'transfer-encoding');
  if (transferEncoding !== undefined)
    return transferEncoding.toLowerCase().split(',').at(-1)?.trim() === 'chunked' ? 'chunked' : fallback;
  const lengths = new Set((joinHeaderValues(head, 'content-length') ?? '').split(',').map((text) => text.trim()));
  const [length = ''] = lengths;
  if (length === '' && lengths.size === 1) return fallback;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new HttpParseError('a length is no number');
  return Number(length);
}

/** Gets the bytes of a body, without what frames them. */
export type BodySink = (bytes: Buffer) => void;

/**
 * Reads a body to its end.
 *
 * @throws Unreadable when it is broken off, or its chunks are none
 */
export function* readMessageBody(input: ByteQueue, framing: BodyFraming, sink: BodySink): ResumableParser {
  if (framing === 'chunked') yield* readChunkedBody(input, sink);
  else yield* readFixedBody(input, framing === 'untilClose' ? Number.POSITIVE_INFINITY : framing, sink);
}

function* readFixedBody(input: ByteQueue, length: number, sink: BodySink): ResumableParser {
  for (let left = length; left > 0; ) {
    const bytes = yield* input.readSome(left);
    if (bytes.length === 0 && left === Number.POSITIVE_INFINITY) return;
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
    yield* readFixedBody(input, length, sink);
    if ((yield* input.readLine()) !== '') throw new HttpParseError('a chunk is longer than its size');
  }
  // What follows the last chunk is headers once more.
  for (let size = 0, line = yield* input.readLine(); line !== ''; line = yield* input.readLine()) {
    if (line === undefined) throw new HttpParseError('a body was broken off');
    size += line.length;
    if (size > MAX_HEAD_BYTES) throw new HttpParseError(`what follows a body is longer than ${MAX_HEAD_BYTES} bytes`);
  }
}
