import fc from 'fast-check';

/** Where bytes are cut, by the sizes of the parts, over and over: not at all, everywhere, or anywhere. */
export const cuts = fc.oneof(
  fc.constant([]),
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1 }),
);

/** Bytes as they arrive from a file: a chunk stands until the next is asked for. */
export async function* arriving(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
    const chunk = Buffer.from(bytes.subarray(at, at + (sizes[turn % sizes.length] ?? bytes.length)));
    at += chunk.length;
    yield chunk;
    chunk.fill('"');
  }
}
