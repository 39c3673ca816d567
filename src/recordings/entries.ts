import { child } from '../values/pointer.js';
import type { Place } from './places.js';
import { Problem } from './problem.js';
import { endOfString, isEscaped } from './strings.js';
import { advance, decode, Gathering, MOST_BYTES, type Piece, parse, placeIn, START, tooMuch } from './text.js';

/**
 * The entries of a HAR as its bytes arrive. What stands around them is kept, a `{}` in place of each, and parsed at
 * last, so that nothing broken is passed over.
 *
 * @throws Problem at the first place that is no JSON or no UTF-8, and at a second `log` or `entries`, for it comes too
 * late to forget the first; the entries before it have been given
 */
export async function* entriesOf(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<{ piece: Piece; value: unknown }> {
  const splitter = new EntrySplitter(name);
  const around = new Around(name);
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
  for (const bytes of splitter.rest()) {
    around.add(decode(name, bytes, offset));
    offset += bytes.length;
  }
  const log = child(await parse(name, around.text, (at) => around.placeAt(at)), 'log');
  if (!Array.isArray(child(log, 'entries')))
    throw new Problem(`${name}: expected a HAR, but \`log.entries\` is not a list`);
}

const COMMA = /^[ \t\r\n]*,[ \t\r\n]*$/;

/** The text around the entries, which knows the places in the whole. */
class Around {
  text = '';
  end: Place = START;
  readonly #passed: { at: number; place: Place }[] = [{ at: 0, place: START }];
  /** Whether the next entry is to share the `{}` of the one before, so that this does not grow with their number. */
  #joined = false;

  constructor(readonly name: string) {}

  /** @throws Problem when it is too much for one text */
  add(text: string): void {
    this.#joined = this.text !== '' && this.#passed.at(-1)?.at === this.text.length && COMMA.test(text);
    this.end = advance(this.end, text);
    if (this.#joined) return;
    if (this.text.length + text.length > MOST_BYTES) throw tooMuch(this.name);
    this.text += text;
  }

  pass(entry: string): void {
    this.end = advance(this.end, entry);
    if (this.#joined) this.#passed.pop();
    else this.text += '{}';
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
/** What stands between the elements of a list, and what ends it. */
const BETWEEN = [...Buffer.from(', \t\r\n]}')];

/** The members that lead to the entries, each in the depth of brackets where it stands: `{"log": {"entries": [`. */
const PATH = [undefined, 'log', 'entries'];
/** The depth of brackets between `log.entries` and its elements. */
const INSIDE = PATH.length;
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
 * Splits the elements of `log.entries` off a HAR as its bytes arrive, holding one at a time. It tells strings from
 * brackets and no more; whether the parts are JSON shows when they are parsed. The streaming parsers there are
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
  /** Whether the outermost bracket has been closed: nothing after it is an entry. */
  #closed = false;
  #inString = false;
  /** Whether the chunk before ended in a backslash that escapes the first byte of this. */
  #escaped = false;
  /** The last string outside the entries. */
  #string = '';
  /** How many members lead on to the entries from here, and those that have been met. */
  #onPath = 0;
  readonly #met = new Set<string>();
  #inEntries = false;
  #inEntry = false;
  readonly #before: Gathering;
  readonly #entry: Gathering;

  constructor(readonly name: string) {
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
    while (this.#at < this.#text.length && !this.#closed) {
      if (this.#inString) {
        this.#passString();
        continue;
      }
      const unit = this.#text.charCodeAt(this.#at);
      if (this.#inEntries && this.#depth === INSIDE) {
        const between = BETWEEN.includes(unit);
        // A string, number or word ends before the unit, which is looked at again.
        if (this.#inEntry && between) return this.#take();
        if (!this.#inEntry && !between) this.#begin();
      }
      this.#at++;
      if (unit === QUOTE) {
        this.#inString = true;
        this.#string = '';
      } else if (unit === COLON) this.#passName();
      else if ((unit | BIT) === OPEN) this.#open(unit);
      else if ((unit | BIT) === CLOSE) {
        this.#close();
        if (this.#inEntry && this.#depth === INSIDE) return this.#take();
      }
    }
    this.#keep(this.#text.length);
    return undefined;
  }

  /** What comes after the last entry; of an entry that does not end, what comes before it and all of it. */
  rest(): Buffer[] {
    return [this.#before.take(), this.#entry.take()];
  }

  #begin(): void {
    this.#keep(this.#at);
    this.#inEntry = true;
  }

  #take(): Entry {
    this.#keep(this.#at);
    this.#inEntry = false;
    return { before: this.#before.take(), bytes: this.#entry.take() };
  }

  #keep(to: number): void {
    (this.#inEntry ? this.#entry : this.#before).add(this.#chunk.subarray(this.#kept, to));
    this.#kept = to;
  }

  /** @throws Problem at a second name of those that lead to the entries */
  #passName(): void {
    const here = this.#depth;
    if (here >= INSIDE || this.#onPath < here - 1) return;
    this.#onPath = unescaped(this.#string) === PATH[here] ? here : here - 1;
    if (this.#onPath < here) return;
    const path = PATH.slice(1, here + 1).join('.');
    if (this.#met.has(path)) {
      const said = `expected one \`${path}\`, found a second`;
      throw new Problem(`${this.name}: ${said}: of the two JSON.parse keeps the last; leave one of them`);
    }
    this.#met.add(path);
  }

  #open(unit: number): void {
    this.#depth++;
    if (this.#depth === INSIDE) this.#inEntries = unit === OPEN_BRACKET && this.#onPath === INSIDE - 1;
  }

  #close(): void {
    this.#depth--;
    if (this.#depth < INSIDE) this.#inEntries = false;
    this.#onPath = Math.min(this.#onPath, this.#depth);
    this.#closed = this.#depth <= 0;
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
