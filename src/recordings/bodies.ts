import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { MOST_BYTES } from './text.js';

/** A body as it was recorded: its text, its bytes, or why it cannot be read. */
export type Body = { readonly text: string } | { readonly bytes: Buffer } | { readonly fault: string };

/** The bytes that base64 of either alphabet stands for, over however many lines; `undefined` when it is none. */
export const fromBase64 = (text: string): Buffer | undefined =>
  /[^\w+/=\s-]/.test(text) ? undefined : Buffer.from(text, 'base64');

/** The bytes that hex stands for; `undefined` when it is none. */
export const fromHex = (text: string): Buffer | undefined =>
  text.length % 2 === 1 || /[^\da-f]/i.test(text) ? undefined : Buffer.from(text, 'hex');

/** What is told of a body that grows to more than this and to more than so many times its size. */
const FEW_BYTES = 64 * 1024;
const SUSPECT_GROWTH = 200;

/** The content codings that are undone, each with how its bytes begin, where that tells it. */
const codings: readonly {
  readonly name: RegExp;
  readonly begins?: readonly number[];
  readonly undo: (bytes: Buffer, most: { maxOutputLength: number }) => Buffer;
}[] = [
  { name: /^(?:x-)?gzip$/i, begins: [0x1f, 0x8b], undo: gunzipSync },
  { name: /^deflate$/i, begins: [0x78], undo: inflateSync },
  { name: /^deflate$/i, undo: inflateRawSync },
  { name: /^br$/i, undo: brotliDecompressSync },
];

/** How zstd begins, which Node 20 does not know. */
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * The body in bytes as they were recorded. Some tools keep the header and write what they have decoded, some write what
 * was sent: so a coding is undone where the bytes are in it.
 *
 * @returns words when it cannot be undone
 */
export function decoded(bytes: Buffer, coding: string): Body {
  const named = codings.filter(({ name }) => name.test(coding.trim()));
  const gzipped = codings.filter(({ begins }) => begins?.[1] !== undefined);
  for (const { begins, undo } of [...gzipped, ...named]) {
    if (begins?.some((byte, index) => bytes[index] !== byte)) continue;
    try {
      const most = Math.min(MOST_BYTES, Math.max(FEW_BYTES, SUSPECT_GROWTH * bytes.length));
      return { text: undo(bytes, { maxOutputLength: most }).toString() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const tooLarge = error instanceof RangeError;
      if (tooLarge) return { fault: `grows to more than ${SUSPECT_GROWTH} times its size: it may be a bomb` };
      if (begins?.[1] !== undefined) return { fault: `is broken ${coding || 'gzip'}: ${why}` };
    }
  }
  if (bytes.subarray(0, 4).equals(ZSTD)) {
    return { fault: 'is compressed with zstd: record it again with `accept-encoding: identity`' };
  }
  return { text: bytes.toString() };
}

/** A body that was recorded as text: parsed where it is JSON. */
export function bodyOf(bodyText: string): { body: unknown } | { bodyText: string } {
  try {
    return { body: JSON.parse(bodyText) };
  } catch {
    return { bodyText };
  }
}
