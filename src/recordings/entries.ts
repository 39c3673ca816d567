import { child } from '../contract/pointer.js';
import type { Place } from './places.js';
import { Problem } from './problem.js';
import { advance, decode, Gathering, type Piece, parse, placeIn, START } from './text.js';

/**
 * The entries of a HAR as its bytes arrive. What stands around them is kept, a `{}` in place of each, and parsed at
 * last, so that nothing broken is passed over.
 *
 * @throws Problem at the first place that is no JSON or no UTF-8; the entries before it have been given
 */
export async function* entriesOf(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<{ piece: Piece; value: unknown }> {
  const splitter = new EntrySplitter(name);
  const around = new Around();
  for await (const chunk of chunks) {
    for (const { before, bytes } of splitter.push(chunk)) {
      around.add(decode(name, before, offset));
      offset += before.length;
      const piece = { text: decode(name, bytes, offset), start: around.end };
      offset += bytes.length;
      yield { piece, value: await parse(name, piece.text, placeIn(piece)) };
      around.pass(piece.text);
    }
  }
  around.add(decode(name, splitter.end(), offset));
  const log = child(await parse(name, around.text, (at) => around.placeAt(at)), 'log');
  if (!Array.isArray(child(log, 'entries')))
    throw new Problem(`${name}: expected a HAR, but \`log.entries\` is not a list`);
}

/** The text around the entries, which knows the places in the whole. */
class Around {
  text = '';
  end: Place = START;
  readonly #passed: { at: number; place: Place }[] = [{ at: 0, place: START }];

  add(text: string): void {
    this.text += text;
    this.end = advance(this.end, text);
  }

  pass(entry: string): void {
    this.text += '{}';
    this.end = advance(this.end, entry);
    this.#passed.push({ at: this.text.length, place: this.end });
  }

  placeAt(offset: number): Place {
    const { at, place } = this.#passed.findLast((passed) => passed.at <= offset) ?? { at: 0, place: START };
    return advance(place, this.text.slice(at, offset));
  }
}

/** An element of `log.entries` as bytes, with the bytes between it and the one before. */
interface Entry {
  readonly before: Buffer;
  readonly bytes: Buffer;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** The depth of brackets between `log.entries` and its elements: `{"log": {"entries": [`. */
const INSIDE = 3;
/** So much of a string is kept: enough for the names that count, every letter escaped. */
const NAME = 64;

function unescaped(string: string): string {
  try {
    return string.includes('\\') ? JSON.parse(`"${string}"`) : string;
  } catch {
    return '';
  }
}

/**
 * Splits the objects and lists of `log.entries` off a HAR as its bytes arrive, holding one at a time. It tells strings
 * from brackets and no more; whether the parts are JSON shows when they are parsed. The streaming parsers there are
 * (stream-json, @streamparser/json) make events of every value, where JSON.parse of the parts is all that is needed.
 */
class EntrySplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last string outside the entries, and the member names that lead here. */
  #string = '';
  readonly #names: string[] = [];
  #inEntries = false;
  #inEntry = false;
  readonly #before: Gathering;
  readonly #entry: Gathering;

  constructor(name: string) {
    this.#before = new Gathering(name);
    this.#entry = new Gathering(name);
  }

  /** Takes the next bytes; gives the entries that end in them. */
  push(chunk: Buffer): Entry[] {
    const found: Entry[] = [];
    let from = 0;
    const cut = (to: number): void => {
      (this.#inEntry ? this.#entry : this.#before).add(chunk.subarray(from, to));
      from = to;
    };
    for (let at = 0; at < chunk.length; at++) {
      if (this.#inString) {
        at = this.#skipString(chunk, at);
        continue;
      }
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#string = '';
        at = this.#skipString(chunk, at + 1);
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#inEntries && this.#depth === INSIDE) {
          cut(at);
          this.#inEntry = true;
        }
        this.#open(byte);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#depth--;
        if (this.#depth < INSIDE) this.#inEntries = false;
        if (this.#inEntry && this.#depth === INSIDE) {
          cut(at + 1);
          this.#inEntry = false;
          found.push({ before: this.#before.take(), bytes: this.#entry.take() });
        }
      } else if (byte === COLON && !this.#inEntry) this.#names[this.#depth] = unescaped(this.#string);
    }
    cut(chunk.length);
    return found;
  }

  /** What comes after the last entry; all of an entry that does not end. */
  end(): Buffer {
    return Buffer.concat([this.#before.take(), this.#entry.take()]);
  }

  #open(byte: number): void {
    const [, first, second] = this.#names;
    if (this.#depth === INSIDE - 1 && byte === OPEN_BRACKET) this.#inEntries = first === 'log' && second === 'entries';
    this.#depth++;
    if (this.#depth < INSIDE) this.#names.length = this.#depth;
  }

  /** Goes on to the end of a string, or of the chunk; gives the offset of the last byte taken. */
  #skipString(chunk: Buffer, start: number): number {
    let at = this.#escaped ? start + 1 : start;
    this.#inString = true;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) {
        this.#inString = false;
        break;
      }
    }
    // The last byte escapes the first of the next chunk.
    this.#escaped = at > chunk.length;
    if (!this.#inEntry && this.#string.length < NAME) {
      this.#string += chunk.toString('latin1', start, Math.min(at, start + NAME));
    }
    return at;
  }
}
