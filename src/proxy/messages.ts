/*
 * HTTP/1.1 messages in bytes as they arrive (RFC 9112), read just far enough to find where each begins and ends. Node has
 * a parser and does not export it; `http-parser-js` stands in for that one, with its numbered callbacks, and hands on every
 * byte of every body, of which one in a thousand is wanted here.
 */

/** How long a head may be, and how much may wait for its turn, in bytes. */
export const MOST_HEAD = 64 * 1024;

/** Why bytes are not read any further, in words. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Reads bytes; stops at each `yield` until there are more. */
export type Reading<T = void> = Generator<void, T, void>;

const LF = 0x0a;

/** The bytes of one direction that are not read yet. */
export class Input {
  #chunks: Buffer[] = [];
  #at = 0;
  /** How many bytes wait. */
  waiting = 0;
  /** Whether no more will come. */
  ended = false;

  give(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#at === this.#chunks.length) [this.#chunks, this.#at] = [[], 0];
    this.#chunks.push(bytes);
    this.waiting += bytes.length;
  }

  /** The next bytes, so many at most; none when the direction has ended. */
  *some(most = Number.POSITIVE_INFINITY): Reading<Buffer> {
    while (this.waiting === 0) {
      if (this.ended) return Buffer.alloc(0);
      yield;
    }
    const bytes = this.#chunks[this.#at] ?? Buffer.alloc(0);
    const taken = bytes.subarray(0, Math.min(most, bytes.length));
    this.#chunks[this.#at] = bytes.subarray(taken.length);
    if (taken.length === bytes.length) this.#at++;
    this.waiting -= taken.length;
    return taken;
  }

  /** Puts back the end of what was taken last. */
  #putBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks[--this.#at] = bytes;
    this.waiting += bytes.length;
  }

  /**
   * The next line without its end; `undefined` when the direction has ended before it began.
   *
   * @throws Unreadable when it is longer than a head may be, or is broken off
   */
  *line(): Reading<string | undefined> {
    let text = '';
    for (;;) {
      const bytes = yield* this.some();
      if (bytes.length === 0) {
        if (text === '') return undefined;
        throw new Unreadable('a line was broken off');
      }
      const end = bytes.indexOf(LF);
      text += bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
      if (text.length > MOST_HEAD) throw new Unreadable(`a line is longer than ${MOST_HEAD} bytes`);
      if (end < 0) continue;
      this.#putBack(bytes.subarray(end + 1));
      return text.endsWith('\r') ? text.slice(0, -1) : text;
    }
  }
}

/** What stands before the body of a message. */
export interface Head {
  /** The first line. */
  readonly start: string;
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[];
}

/**
 * Reads a head; `undefined` when the direction has ended.
 *
 * @throws Unreadable when it is longer than 64 kB, or no head
 */
export function* readHead(input: Input): Reading<Head | undefined> {
  let start: string | undefined;
  const headers: string[] = [];
  for (let size = 0; ; ) {
    const line = yield* input.line();
    if (line === undefined) {
      if (start === undefined) return undefined;
      throw new Unreadable('a head was broken off');
    }
    size += line.length + 2;
    if (size > MOST_HEAD) throw new Unreadable(`a head is longer than ${MOST_HEAD} bytes`);
    if (line !== '' && start !== undefined) headers.push(...fieldOf(line));
    else if (start !== undefined) return { start, headers };
    // Empty lines before a message are passed over.
    else if (line !== '') start = line;
  }
}

/** Name and value of a header line. Folded lines are as good as gone, and smuggle requests: what has them is not read. */
function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon < 1 || /\s/.test(name)) throw new Unreadable('a line is no header');
  return [name, line.slice(colon + 1).trim()];
}

/** The values of a header, one after another; `undefined` when it is not there. */
export function header({ headers }: Head, name: string): string | undefined {
  const values = headers.filter((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name);
  return values.length > 0 ? values.join(', ') : undefined;
}

/** How the end of a body is found: after so many bytes, by its chunks, or where the connection ends. */
export type Framing = number | 'chunked' | 'to the end';

/**
 * How the end of a body is found, by its headers alone.
 *
 * @param otherwise where they do not say
 */
export function framingOf(head: Head, otherwise: Framing): Framing {
  const coding = header(head, 'transfer-encoding');
  if (coding !== undefined) return coding.toLowerCase().split(',').at(-1)?.trim() === 'chunked' ? 'chunked' : otherwise;
  const lengths = new Set((header(head, 'content-length') ?? '').split(',').map((text) => text.trim()));
  const [length = ''] = lengths;
  if (length === '' && lengths.size === 1) return otherwise;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new Unreadable('a length is no number');
  return Number(length);
}

/** Gets the bytes of a body, without what frames them. */
export type Sink = (bytes: Buffer) => void;

/**
 * Reads a body to its end.
 *
 * @throws Unreadable when it is broken off, or its chunks are none
 */
export function* readBody(input: Input, framing: Framing, sink: Sink): Reading {
  if (framing === 'chunked') yield* readChunks(input, sink);
  else yield* readBytes(input, framing === 'to the end' ? Number.POSITIVE_INFINITY : framing, sink);
}

function* readBytes(input: Input, length: number, sink: Sink): Reading {
  for (let left = length; left > 0; ) {
    const bytes = yield* input.some(left);
    if (bytes.length === 0 && left === Number.POSITIVE_INFINITY) return;
    if (bytes.length === 0) throw new Unreadable('a body was broken off');
    left -= bytes.length;
    sink(bytes);
  }
}

function* readChunks(input: Input, sink: Sink): Reading {
  for (;;) {
    const line = yield* input.line();
    if (line === undefined) throw new Unreadable('a body was broken off');
    const [size = ''] = line.split(';', 1);
    if (!/^[\da-f]{1,12}[ \t]*$/i.test(size)) throw new Unreadable('the size of a chunk is no number');
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    yield* readBytes(input, length, sink);
    if ((yield* input.line()) !== '') throw new Unreadable('a chunk is longer than its size');
  }
  // What follows the last chunk is headers once more.
  for (let size = 0, line = yield* input.line(); line !== ''; line = yield* input.line()) {
    if (line === undefined) throw new Unreadable('a body was broken off');
    size += line.length;
    if (size > MOST_HEAD) throw new Unreadable(`what follows a body is longer than ${MOST_HEAD} bytes`);
  }
}
