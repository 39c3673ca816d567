import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { MAX_TEXT_BYTES } from './text-slice.js';

/** A body as it was recorded: its text, its bytes, or why it cannot be read. */
export type RecordedBody = { readonly text: string } | { readonly bytes: Buffer } | { readonly fault: string };

/** The bytes that base64 of either alphabet stands for, over however many lines; `undefined` when it is none. */
export const decodeBase64 = (text: string): Buffer | undefined =>
  /[^\w+/=\s-]/.test(text) ? undefined : Buffer.from(text, 'base64');

/** The bytes that hex stands for; `undefined` when it is none. */
export const decodeHex = (text: string): Buffer | undefined =>
  text.length % 2 === 1 || /[^\da-f]/i.test(text) ? undefined : Buffer.from(text, 'hex');

/** What is told of a body that grows to more than this and to more than so many times its size. */
const MIN_BOMB_BYTES = 64 * 1024;
const MAX_BODY_GROWTH = 200;

/** The content codings that are undone, each with how its bytes begin, where that tells it. */
const contentCodings: readonly {
  readonly name: RegExp;
  readonly magicBytes?: readonly number[];
  readonly decompress: (bytes: Buffer, limits: { maxOutputLength: number }) => Buffer;
}[] = [
  { name: /^(?:x-)?gzip$/i, magicBytes: [0x1f, 0x8b], decompress: gunzipSync },
  { name: /^deflate$/i, magicBytes: [0x78], decompress: inflateSync },
  { name: /^deflate$/i, decompress: inflateRawSync },
  { name: /^br$/i, decompress: brotliDecompressSync },
];

/** How zstd begins, which Node 20 does not know. */
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * The body in bytes as they were recorded. Some tools keep the header and write what they have decoded, some write what
 * was sent: so a coding is undone where the bytes are in it.
 *
 * @returns words when it cannot be undone
 */
export function decodeContent(bytes: Buffer, coding: string): RecordedBody {
  const namedCodings = contentCodings.filter(({ name }) => name.test(coding.trim()));
  const detectedCodings = contentCodings.filter(({ magicBytes }) => magicBytes?.[1] !== undefined);
  for (const { magicBytes, decompress } of [...detectedCodings, ...namedCodings]) {
    if (magicBytes?.some((byte, index) => bytes[index] !== byte)) continue;
    try {
      const maxOutputLength = Math.min(MAX_TEXT_BYTES, Math.max(MIN_BOMB_BYTES, MAX_BODY_GROWTH * bytes.length));
      return { text: decompress(bytes, { maxOutputLength }).toString() };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isTooLarge = error instanceof RangeError;
      if (isTooLarge) return { fault: `grows to more than ${MAX_BODY_GROWTH} times its size: it may be a bomb` };
      if (magicBytes?.[1] !== undefined) return { fault: `is broken ${coding || 'gzip'}: ${reason}` };
    }
  }
  if (bytes.subarray(0, 4).equals(ZSTD_MAGIC)) {
    return { fault: 'is compressed with zstd: record it again with `accept-encoding: identity`' };
  }
  return { text: bytes.toString() };
}

/** A body that was recorded as text: parsed where it is JSON. */
export function parseBodyText(bodyText: string): { body: unknown } | { bodyText: string } {
  try {
    return { body: JSON.parse(bodyText) };
  } catch {
    return { bodyText };
  }
}
