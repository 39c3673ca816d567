import { isAscii, isUtf8, transcode } from 'node:buffer';
import { previewValue } from '../values/format-value.js';
import { InputError } from './input-error.js';
import type { Position } from './json-positions.js';

/** The most that one text may hold: a line, an entry, a document. Node's own limit for a string is twice as much. */
export const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** A text of a file with the place where it starts. */
export interface TextSlice {
  readonly text: string;
  readonly start: Position;
}

export const START_POSITION: Position = { line: 1, column: 1 };

/** That a text is longer than one may be. */
export const createTooLargeError = (name: string): InputError =>
  new InputError(`${name}: expected at most ${MAX_TEXT_BYTES >> 20} MB in one line or document, found more`);

/** Bytes that are put together to one text, as far as one may grow; in one place, so that many texts take no more than one. */
export class ByteBuilder {
  #bytes = Buffer.alloc(0);
  #size = 0;

  constructor(readonly name: string) {}

  get size(): number {
    return this.#size;
  }

  /** @throws InputError when it is too much for one text */
  add(chunk: Buffer): void {
    const size = this.#size + chunk.length;
    if (size > MAX_TEXT_BYTES) throw createTooLargeError(this.name);
    if (size > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(MAX_TEXT_BYTES, Math.max(size, 2 * this.#bytes.length)));
      this.#bytes.copy(grown, 0, 0, this.#size);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.#size);
    this.#size = size;
  }

  /** All bytes, until the next are added; begins anew. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#size);
    this.#size = 0;
    return bytes;
  }
}

/**
 * The text that bytes stand for.
 *
 * @param offset where the bytes start in the file
 * @throws InputError when they are no UTF-8
 */
export function decodeUtf8(name: string, bytes: Buffer, offset: number): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  // A third faster than toString().
  if (isUtf8(bytes)) return transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
  const invalidIndex = findInvalidByte(bytes);
  const byte = bytes[invalidIndex]?.toString(16).padStart(2, '0');
  throw new InputError(`${name}: expected UTF-8, found the byte 0x${byte} at offset ${offset + invalidIndex}`);
}

const REPLACEMENT_CHARACTER = Buffer.from('\ufffd');

/** Where bytes stop being UTF-8: at the first replacement character that does not stand there itself. */
function findInvalidByte(bytes: Buffer): number {
  const text = bytes.toString();
  let [offset, from] = [0, 0];
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(REPLACEMENT_CHARACTER)) return offset;
    from = at;
  }
  return offset;
}

/** The place that a text leads to from where it starts. */
export function advancePosition({ line, column }: Position, text: string): Position {
  let [lines, last] = [0, -1];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines++;
    last = at;
  }
  return lines === 0 ? { line, column: column + text.length } : { line: line + lines, column: text.length - last };
}

/** A place in a text that starts at another one. */
export const addPositions = (start: Position, { line, column }: Position): Position => ({
  line: start.line + line - 1,
  column: line === 1 ? start.column + column - 1 : column,
});

/**
 * The value that a JSON text stands for.
 *
 * @param positionAt the place of an offset in the text
 * @throws InputError with the place where it stops being JSON
 */
export async function parseJson(
  name: string,
  text: string,
  positionAt: (offset: number) => Position,
): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { findJsonSyntaxError } = await import('./json-positions.js');
    const syntaxError = findJsonSyntaxError(text);
    const offset = syntaxError?.offset ?? 0;
    const { line, column } = positionAt(offset);
    const found = offset < text.length ? previewValue(text.slice(offset, offset + 20)) : 'the end';
    throw new InputError(`${name}:${line}:${column}: expected ${syntaxError?.expected ?? 'JSON'}, found ${found}`);
  }
}

/** The place of an offset in a piece. */
export const createPositionLookup =
  ({ text, start }: TextSlice) =>
  (offset: number): Position =>
    advancePosition(start, text.slice(0, offset));
