/** Joins chunks of bytes in one buffer that grows up to a limit and is used again for the next text. */
export class ByteBuilder {
  #bytes = Buffer.alloc(0);
  #size = 0;

  constructor(readonly maxSize: number) {}

  get size(): number {
    return this.#size;
  }

  /** Returns the byte at an offset; 0 beyond the end. */
  at(offset: number): number {
    return this.#bytes[offset] ?? 0;
  }

  /** Copies a chunk. Returns `false`, and copies nothing, when the limit would be exceeded. */
  add(chunk: Uint8Array): boolean {
    const size = this.#size + chunk.length;
    if (size > this.maxSize) return false;
    if (size > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(this.maxSize, Math.max(size, 2 * this.#bytes.length)));
      this.#bytes.copy(grown, 0, 0, this.#size);
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#size);
    this.#size = size;
    return true;
  }

  /** Returns all bytes and begins anew. They are valid until the next `add`. */
  take(): Buffer {
    const bytes = this.#bytes.subarray(0, this.#size);
    this.#size = 0;
    return bytes;
  }
}
