import { isAscii, isUtf8, transcode } from 'node:buffer';
import { show } from '../values/show.js';
import type { Place } from './places.js';
import { Problem } from './problem.js';

/** The most that one text may hold: a line, an entry, a document. Node's own limit for a string is twice as much. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** A text of a file with the place where it starts. */
export interface Piece {
  readonly text: string;
  readonly start: Place;
}

export const START: Place = { line: 1, column: 1 };

/** That a text is longer than one may be. */
export const tooMuch = (name: string): Problem =>
  new Problem(`${name}: expected at most ${MOST_BYTES >> 20} MB in one line or document, found more`);

/** Bytes that are put together to one text, as far as one may grow; in one place, so that many texts take no more than one. */
export class Gathering {
  #bytes = Buffer.alloc(0);
  #size = 0;

  constructor(readonly name: string) {}

  get size(): number {
    return this.#size;
  }

  /** @throws Problem when it is too much for one text */
  add(chunk: Buffer): void {
    const size = this.#size + chunk.length;
    if (size > MOST_BYTES) throw tooMuch(this.name);
    if (size > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(MOST_BYTES, Math.max(size, 2 * this.#bytes.length)));
      this.#bytes.copy(grown, 0, 0, this.#size);
      this.#bytes = grown;
    }
    chunk.copy(this.#bytes, this.#size);
    this.#size = size;
  }

  /** All bytes, until the next are added; begins anew. */
  take(): Buffer {
    const all = this.#bytes.subarray(0, this.#size);
    this.#size = 0;
    return all;
  }
}

/**
 * The text that bytes stand for.
 *
 * @param offset where the bytes start in the file
 * @throws Problem when they are no UTF-8
 */
export function decode(name: string, bytes: Buffer, offset: number): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  // A third faster than toString().
  if (isUtf8(bytes)) return transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
  const at = strayByte(bytes);
  const byte = bytes[at]?.toString(16).padStart(2, '0');
  throw new Problem(`${name}: expected UTF-8, found the byte 0x${byte} at offset ${offset + at}`);
}

const REPLACEMENT = Buffer.from('\ufffd');

/** Where bytes stop being UTF-8: at the first replacement character that does not stand there itself. */
function strayByte(bytes: Buffer): number {
  const text = bytes.toString();
  let [offset, from] = [0, 0];
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(REPLACEMENT)) return offset;
    from = at;
  }
  return offset;
}

/** The place that a text leads to from where it starts. */
export function advance({ line, column }: Place, text: string): Place {
  let [lines, last] = [0, -1];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    lines++;
    last = at;
  }
  return lines === 0 ? { line, column: column + text.length } : { line: line + lines, column: text.length - last };
}

/** A place in a text that starts at another one. */
export const placeFrom = (start: Place, { line, column }: Place): Place => ({
  line: start.line + line - 1,
  column: line === 1 ? start.column + column - 1 : column,
});

/**
 * The value that a JSON text stands for.
 *
 * @param placeAt the place of an offset in the text
 * @throws Problem with the place where it stops being JSON
 */
export async function parse(name: string, text: string, placeAt: (offset: number) => Place): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { syntaxFault } = await import('./places.js');
    const fault = syntaxFault(text);
    const offset = fault?.offset ?? 0;
    const { line, column } = placeAt(offset);
    const found = offset < text.length ? show(text.slice(offset, offset + 20)) : 'the end';
    throw new Problem(`${name}:${line}:${column}: expected ${fault?.expected ?? 'JSON'}, found ${found}`);
  }
}

/** The place of an offset in a piece. */
export const placeIn =
  ({ text, start }: Piece) =>
  (offset: number): Place =>
    advance(start, text.slice(0, offset));
