import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { MAX_TEXT_BYTES } from './decode-text.js';
import { InputError } from './input-error.js';

/** Decodes base64 of either alphabet, over any number of lines; `undefined` when it is none. */
export const decodeBase64 = (text: string): Buffer | undefined =>
  /[^\w+/=\s-]/.test(text) ? undefined : Buffer.from(text, 'base64');

/** Decodes hex; `undefined` when it is none. */
export const decodeHex = (text: string): Buffer | undefined =>
  text.length % 2 === 1 || /[^\da-f]/i.test(text) ? undefined : Buffer.from(text, 'hex');

/** A body that grows to more than this, and to more than so many times its size, is not decompressed. */
const MIN_BOMB_BYTES = 64 * 1024;
const MAX_BODY_GROWTH = 200;

/** The content codings that are decoded; `magicBytes` begin every body in the coding. */
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

/** Whether a content coding is decoded. */
export const isKnownCoding = (coding: string): boolean => contentCodings.some(({ name }) => name.test(coding));

/** The first bytes of zstd, which Node 20 does not decode. */
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Decodes a body that was recorded as bytes. Some tools keep the header and write what they have decoded, some write
 * what was sent: so a coding is undone only where the bytes are in it. The message of an error goes on after the name of
 * the property.
 */
export function decodeContent(bytes: Buffer, coding: string): string | InputError {
  const namedCodings = contentCodings.filter(({ name }) => name.test(coding.trim()));
  const detectedCodings = contentCodings.filter(({ magicBytes }) => magicBytes?.[1] !== undefined);
  for (const { magicBytes, decompress } of [...detectedCodings, ...namedCodings]) {
    if (magicBytes?.some((byte, index) => bytes[index] !== byte)) continue;
    try {
      const maxOutputLength = Math.min(MAX_TEXT_BYTES, Math.max(MIN_BOMB_BYTES, MAX_BODY_GROWTH * bytes.length));
      return decompress(bytes, { maxOutputLength }).toString();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof RangeError) {
        const message = `grows to more than ${MAX_BODY_GROWTH} times its size: it may be a bomb`;
        return new InputError(message, { cause: error });
      }
      if (magicBytes?.[1] !== undefined) return new InputError(`is broken ${coding || 'gzip'}: ${reason}`);
    }
  }
  if (bytes.subarray(0, 4).equals(ZSTD_MAGIC)) {
    return new InputError('is compressed with zstd: record it again with `accept-encoding: identity`');
  }
  return bytes.toString();
}
