import { getOwn } from '../../values/pointer.js';
import { InputError } from '../input-error.js';
import type { Position } from '../json-positions.js';
import { findStringEnd, isEscapedAt } from '../json-strings.js';
import {
  advancePosition,
  ByteBuilder,
  createPositionLookup,
  createTooLargeError,
  decodeUtf8,
  MAX_TEXT_BYTES,
  parseJson,
  START_POSITION,
  type TextSlice,
} from '../text-slice.js';

/**
 * The entries of a HAR as its bytes arrive. What stands around them is kept, a `{}` in place of each, and parsed at
 * last, so that nothing broken is passed over.
 *
 * @throws InputError at the first place that is no JSON or no UTF-8, and at a second `log` or `entries`, for it comes too
 * late to forget the first; the entries before it have been given
 */
export async function* readHarEntries(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<{ slice: TextSlice; value: unknown }> {
  const splitter = new EntrySplitter(name);
  const envelope = new Envelope(name);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    for (let entry = splitter.next(); entry; entry = splitter.next()) {
      const { before, bytes } = entry;
      envelope.add(decodeUtf8(name, before, offset));
      offset += before.length;
      const slice = { text: decodeUtf8(name, bytes, offset), start: envelope.endPosition };
      offset += bytes.length;
      yield { slice, value: await parseJson(name, slice.text, createPositionLookup(slice)) };
      envelope.skipEntry(slice.text);
    }
  }
  for (const bytes of splitter.takeRest()) {
    envelope.add(decodeUtf8(name, bytes, offset));
    offset += bytes.length;
  }
  const log = getOwn(await parseJson(name, envelope.text, (textOffset) => envelope.positionAt(textOffset)), 'log');
  if (!Array.isArray(getOwn(log, 'entries')))
    throw new InputError(`${name}: expected a HAR, but \`log.entries\` is not a list`);
}

const ONLY_COMMA = /^[ \t\r\n]*,[ \t\r\n]*$/;

/** The text around the entries, which knows the places in the whole. */
class Envelope {
  text = '';
  endPosition: Position = START_POSITION;
  readonly #anchors: { textOffset: number; position: Position }[] = [{ textOffset: 0, position: START_POSITION }];
  /** Whether the next entry is to share the `{}` of the one before, so that this does not grow with their number. */
  #isJoined = false;

  constructor(readonly name: string) {}

  /** @throws InputError when it is too much for one text */
  add(text: string): void {
    this.#isJoined = this.text !== '' && this.#anchors.at(-1)?.textOffset === this.text.length && ONLY_COMMA.test(text);
    this.endPosition = advancePosition(this.endPosition, text);
    if (this.#isJoined) return;
    if (this.text.length + text.length > MAX_TEXT_BYTES) throw createTooLargeError(this.name);
    this.text += text;
  }

  skipEntry(entry: string): void {
    this.endPosition = advancePosition(this.endPosition, entry);
    if (this.#isJoined) this.#anchors.pop();
    else this.text += '{}';
    this.#anchors.push({ textOffset: this.text.length, position: this.endPosition });
  }

  positionAt(offset: number): Position {
    const { textOffset, position } = this.#anchors.findLast((anchor) => anchor.textOffset <= offset) ?? {
      textOffset: 0,
      position: START_POSITION,
    };
    return advancePosition(position, this.text.slice(textOffset, offset));
  }
}

/** An element of `log.entries` as bytes, with the bytes between it and the one before; both stand until the next. */
interface HarEntryBytes {
  readonly before: Buffer;
  readonly bytes: Buffer;
}

const [QUOTE, COLON] = [0x22, 0x3a];
/** Braces and brackets are the same but for one bit, which counts in one place only. */
const [BRACE_BIT, OPEN, CLOSE, OPEN_BRACKET] = [0x20, 0x7b, 0x7d, 0x5b];
/** What stands between the elements of a list, and what ends it. */
const BETWEEN_ENTRIES = [...Buffer.from(', \t\r\n]}')];

/** The members that lead to the entries, each in the depth of brackets where it stands: `{"log": {"entries": [`. */
const ENTRIES_PATH = [undefined, 'log', 'entries'];
/** The depth of brackets between `log.entries` and its elements. */
const ENTRIES_DEPTH = ENTRIES_PATH.length;
/** So much of a string is kept: enough for the names that count, every letter escaped. */
const MAX_NAME_LENGTH = 64;

function unescapeName(string: string): string {
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
  #offset = 0;
  #keptUntil = 0;
  #depth = 0;
  /** Whether the outermost bracket has been closed: nothing after it is an entry. */
  #isClosed = false;
  #isInString = false;
  /** Whether the chunk before ended in a backslash that escapes the first byte of this. */
  #isEscaped = false;
  /** The last string outside the entries. */
  #string = '';
  /** How many members lead on to the entries from here, and those that have been met. */
  #pathDepth = 0;
  readonly #seenPaths = new Set<string>();
  #isInEntries = false;
  #isInEntry = false;
  readonly #before: ByteBuilder;
  readonly #entry: ByteBuilder;

  constructor(readonly name: string) {
    this.#before = new ByteBuilder(name);
    this.#entry = new ByteBuilder(name);
  }

  /** Takes the next bytes, when there is no more entry in those before. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#text = chunk.toString('latin1');
    this.#offset = this.#keptUntil = 0;
  }

  /** The next entry that ends in the bytes given last. */
  next(): HarEntryBytes | undefined {
    while (this.#offset < this.#text.length && !this.#isClosed) {
      if (this.#isInString) {
        this.#skipString();
        continue;
      }
      const unit = this.#text.charCodeAt(this.#offset);
      if (this.#isInEntries && this.#depth === ENTRIES_DEPTH) {
        const isBetween = BETWEEN_ENTRIES.includes(unit);
        // A string, number or word ends before the unit, which is looked at again.
        if (this.#isInEntry && isBetween) return this.#take();
        if (!this.#isInEntry && !isBetween) this.#begin();
      }
      this.#offset++;
      if (unit === QUOTE) {
        this.#isInString = true;
        this.#string = '';
      } else if (unit === COLON) this.#skipName();
      else if ((unit | BRACE_BIT) === OPEN) this.#open(unit);
      else if ((unit | BRACE_BIT) === CLOSE) {
        this.#close();
        if (this.#isInEntry && this.#depth === ENTRIES_DEPTH) return this.#take();
      }
    }
    this.#keep(this.#text.length);
    return undefined;
  }

  /** What comes after the last entry; of an entry that does not end, what comes before it and all of it. */
  takeRest(): Buffer[] {
    return [this.#before.take(), this.#entry.take()];
  }

  #begin(): void {
    this.#keep(this.#offset);
    this.#isInEntry = true;
  }

  #take(): HarEntryBytes {
    this.#keep(this.#offset);
    this.#isInEntry = false;
    return { before: this.#before.take(), bytes: this.#entry.take() };
  }

  #keep(to: number): void {
    (this.#isInEntry ? this.#entry : this.#before).add(this.#chunk.subarray(this.#keptUntil, to));
    this.#keptUntil = to;
  }

  /** @throws InputError at a second name of those that lead to the entries */
  #skipName(): void {
    const depth = this.#depth;
    if (depth >= ENTRIES_DEPTH || this.#pathDepth < depth - 1) return;
    this.#pathDepth = unescapeName(this.#string) === ENTRIES_PATH[depth] ? depth : depth - 1;
    if (this.#pathDepth < depth) return;
    const path = ENTRIES_PATH.slice(1, depth + 1).join('.');
    if (this.#seenPaths.has(path)) {
      const expectation = `expected one \`${path}\`, found a second`;
      throw new InputError(`${this.name}: ${expectation}: of the two JSON.parse keeps the last; leave one of them`);
    }
    this.#seenPaths.add(path);
  }

  #open(unit: number): void {
    this.#depth++;
    if (this.#depth === ENTRIES_DEPTH)
      this.#isInEntries = unit === OPEN_BRACKET && this.#pathDepth === ENTRIES_DEPTH - 1;
  }

  #close(): void {
    this.#depth--;
    if (this.#depth < ENTRIES_DEPTH) this.#isInEntries = false;
    this.#pathDepth = Math.min(this.#pathDepth, this.#depth);
    this.#isClosed = this.#depth <= 0;
  }

  /** Goes on to after the end of a string, or of the chunk. */
  #skipString(): void {
    const from = this.#isEscaped ? this.#offset + 1 : this.#offset;
    const end = findStringEnd(this.#text, from);
    const to = end < 0 ? this.#text.length : end;
    if (!this.#isInEntry && this.#string.length < MAX_NAME_LENGTH) {
      this.#string += this.#text.slice(this.#offset, Math.min(to, this.#offset + MAX_NAME_LENGTH));
    }
    this.#isInString = end < 0;
    this.#isEscaped = end < 0 && isEscapedAt(this.#text, to, from);
    this.#offset = end < 0 ? to : end + 1;
  }
}
