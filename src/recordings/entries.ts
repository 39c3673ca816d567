import { child } from '../values/pointer.js';
import type { Place } from './places.js';
import { Problem } from './problem.js';
import { endOfString, isEscaped } from './strings.js';
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
    splitter.give(chunk);
    for (let entry = splitter.next(); entry; entry = splitter.next()) {
      const { before, bytes } = entry;
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

/** An element of `log.entries` as bytes, with the bytes between it and the one before; both stand until the next. */
interface Entry {
  readonly before: Buffer;
  readonly bytes: Buffer;
}

const [QUOTE, COLON] = [0x22, 0x3a];
/** Braces and brackets are the same but for one bit, which counts in one place only. */
const [BIT, OPEN, CLOSE, OPEN_BRACKET] = [0x20, 0x7b, 0x7d, 0x5b];

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
  #chunk: Buffer = Buffer.alloc(0);
  /** The chunk, a byte a unit: quotes, brackets and backslashes are no part of other characters in UTF-8. */
  #text = '';
  /** Where in the chunk it looks, and up to where it is kept already. */
  #at = 0;
  #kept = 0;
  #depth = 0;
  #inString = false;
  /** Whether the chunk before ended in a backslash that escapes the first byte of this. */
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

  /** Takes the next bytes, when there is no more entry in those before. */
  give(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#text = chunk.toString('latin1');
    this.#at = this.#kept = 0;
  }

  /** The next entry that ends in the bytes given last. */
  next(): Entry | undefined {
    while (this.#at < this.#text.length) {
      if (this.#inString) {
        this.#passString();
        continue;
      }
      const unit = this.#text.charCodeAt(this.#at++);
      if (unit === QUOTE) {
        this.#inString = true;
        this.#string = '';
      } else if (unit === COLON) {
        if (!this.#inEntry) this.#names[this.#depth] = unescaped(this.#string);
      } else if ((unit | BIT) === OPEN) this.#open(unit);
      else if ((unit | BIT) === CLOSE && this.#endsEntry()) {
        return { before: this.#before.take(), bytes: this.#entry.take() };
      }
    }
    this.#keep(this.#at);
    return undefined;
  }

  /** What comes after the last entry; all of an entry that does not end. */
  end(): Buffer {
    return Buffer.concat([this.#before.take(), this.#entry.take()]);
  }

  #keep(to: number): void {
    (this.#inEntry ? this.#entry : this.#before).add(this.#chunk.subarray(this.#kept, to));
    this.#kept = to;
  }

  #open(unit: number): void {
    if (this.#inEntries && this.#depth === INSIDE) {
      this.#keep(this.#at - 1);
      this.#inEntry = true;
    }
    const [, first, second] = this.#names;
    if (this.#depth === INSIDE - 1 && unit === OPEN_BRACKET) this.#inEntries = first === 'log' && second === 'entries';
    this.#depth++;
    if (this.#depth < INSIDE) this.#names.length = this.#depth;
  }

  #endsEntry(): boolean {
    this.#depth--;
    if (this.#depth < INSIDE) this.#inEntries = false;
    if (!this.#inEntry || this.#depth > INSIDE) return false;
    this.#keep(this.#at);
    this.#inEntry = false;
    return true;
  }

  /** Goes on to after the end of a string, or of the chunk. */
  #passString(): void {
    const from = this.#escaped ? this.#at + 1 : this.#at;
    const end = endOfString(this.#text, from);
    const to = end < 0 ? this.#text.length : end;
    if (!this.#inEntry && this.#string.length < NAME) {
      this.#string += this.#text.slice(this.#at, Math.min(to, this.#at + NAME));
    }
    this.#inString = end < 0;
    this.#escaped = end < 0 && isEscaped(this.#text, to, from);
    this.#at = end < 0 ? to : end + 1;
  }
}
