import { isAscii, isUtf8, transcode } from 'node:buffer';
import { ByteBuilder } from '../values/byte-builder.js';
import { previewValue } from '../values/format-value.js';
import { InputError } from './input-error.js';
import { findPositions, type TextSlice } from './positions.js';

/** The most bytes of one line or document. Node's own limit for a string is twice as much. */
export const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** Joins the bytes of one line or document after another. */
export class TextBuilder {
  readonly #builder = new ByteBuilder(MAX_TEXT_BYTES);

  constructor(readonly name: string) {}

  get size(): number {
    return this.#builder.size;
  }

  /** Returns the byte at an offset. */
  at(offset: number): number {
    return this.#builder.at(offset);
  }

  /** @throws InputError when there are too many bytes for one text */
  add(chunk: Buffer): void {
    if (this.#builder.add(chunk)) return;
    const expected = `at most ${MAX_TEXT_BYTES >> 20} MB in one line or document`;
    throw new InputError(
      `${this.name}: expected ${expected}, found more: leave out other endpoints, or write one recording a line`,
    );
  }

  async addAll(chunks: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of chunks) this.add(chunk);
  }

  /** Returns all bytes and begins anew. They are valid until the next `add`. */
  take(): Buffer {
    return this.#builder.take();
  }
}

/**
 * Decodes UTF-8.
 *
 * @param offset where the bytes start in the file
 * @throws InputError when they are not UTF-8
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

/** Returns where bytes stop being UTF-8: at the first replacement character that is not in the bytes themselves. */
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

/**
 * Parses JSON.
 *
 * @throws InputError with the position where it stops being JSON
 */
export async function parseJson(name: string, slice: TextSlice): Promise<unknown> {
  const { text } = slice;
  try {
    return JSON.parse(text);
  } catch {
    const { findJsonSyntaxError } = await import('./json-positions.js');
    const { offset, expected } = findJsonSyntaxError(text) ?? { offset: 0, expected: 'JSON' };
    const [{ line, column } = slice.start] = findPositions(slice, [offset]);
    const found = offset < text.length ? previewValue(text.slice(offset, offset + 20)) : 'the end';
    throw new InputError(`${name}:${line}:${column}: not JSON: expected ${expected}, found ${found}`);
  }
}
