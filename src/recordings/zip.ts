import { inflateRawSync } from 'node:zlib';
import { Problem } from './problem.js';
import { MOST_BYTES } from './text.js';

const [LOCAL, CENTRAL] = [0x04034b50, 0x02014b50];
/** The sizes of the records, without names and comments; a comment at the end has at most 64 kB. */
const [LOCAL_SIZE, CENTRAL_SIZE, END_SIZE, MOST_COMMENT] = [30, 46, 22, 0xffff];
const [STORED, DEFLATED] = [0, 8];
const ENCRYPTED = 1;

/** All that a zip may grow to, unless that is at most so many times its size; and how many files it may hold. */
const SUSPECT_BYTES = 128 * 1024 * 1024;
const SUSPECT_GROWTH = 200;
const MOST_ENTRIES = 10_000;

/** A file in a zip. */
interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly size: number;
  readonly at: number;
}

/** The files in a zip, by their paths in it. */
export class Zip {
  readonly #entries = new Map<string, Entry>();
  #grown = 0;

  /** @throws Problem when it is none */
  constructor(
    readonly name: string,
    readonly bytes: Buffer,
  ) {
    const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    if (end < 0 || end + END_SIZE > bytes.length || end < bytes.length - END_SIZE - MOST_COMMENT) {
      throw new Problem(`${name}: expected a zip, found no list of its files at the end: it is cut off`);
    }
    const count = bytes.readUInt16LE(end + 10);
    if (count > MOST_ENTRIES)
      throw new Problem(`${name}: expected a zip of at most ${MOST_ENTRIES} files, found ${count}`);
    let at = bytes.readUInt32LE(end + 16);
    for (let entry = 0; entry < count; entry++) {
      this.#expect(CENTRAL, at, CENTRAL_SIZE);
      const [nameSize, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
      const path = bytes.toString('utf8', at + CENTRAL_SIZE, at + CENTRAL_SIZE + (nameSize ?? 0));
      this.#entries.set(path, {
        flags: bytes.readUInt16LE(at + 8),
        method: bytes.readUInt16LE(at + 10),
        size: bytes.readUInt32LE(at + 20),
        at: bytes.readUInt32LE(at + 42),
      });
      at += CENTRAL_SIZE + (nameSize ?? 0) + (extra ?? 0) + (comment ?? 0);
    }
  }

  /** The paths of the files, in the order of code units. */
  get paths(): string[] {
    return [...this.#entries.keys()].filter((path) => !path.endsWith('/')).sort();
  }

  /**
   * What a file holds; `undefined` when there is no such file.
   *
   * @throws Problem when it cannot be read, or the files read so far have grown to more than an honest zip does
   */
  read(path: string): Buffer | undefined {
    const entry = this.#entries.get(path);
    if (!entry) return undefined;
    const { bytes } = this;
    this.#expect(LOCAL, entry.at, LOCAL_SIZE);
    const start = entry.at + LOCAL_SIZE + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28);
    const packed = bytes.subarray(start, start + entry.size);
    const { flags, method } = entry;
    if (packed.length < entry.size) throw new Problem(`${this.name}: expected a zip, found one that is cut off`);
    if (flags & ENCRYPTED || (method !== STORED && method !== DEFLATED)) {
      const how = flags & ENCRYPTED ? 'is encrypted' : `is compressed by method ${method}`;
      throw new Problem(`${this.name}: a file in it ${how}: unpack it, and give the folder`);
    }
    return this.#count(method === STORED ? packed : this.#inflate(packed));
  }

  #inflate(packed: Buffer): Buffer {
    const left = Math.max(SUSPECT_BYTES, SUSPECT_GROWTH * this.bytes.length) - this.#grown;
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, Math.min(MOST_BYTES, left)) });
    } catch (error) {
      const why =
        error instanceof RangeError
          ? 'it grows to more than can be read: it may be a bomb'
          : `expected a zip, but ${error instanceof Error ? error.message : error}`;
      throw new Problem(`${this.name}: ${why}`);
    }
  }

  #count(found: Buffer): Buffer {
    this.#grown += found.length;
    return found;
  }

  #expect(signature: number, at: number, size: number): void {
    if (at + size <= this.bytes.length && this.bytes.readUInt32LE(at) === signature) return;
    throw new Problem(`${this.name}: expected a zip, found one that is broken, or of the kind for files over 4 GB`);
  }
}
