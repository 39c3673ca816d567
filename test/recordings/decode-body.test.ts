import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeContent, decodeHex } from '../../src/recordings/decode-body.js';

const text = '[{"Id":"sha256:0"}]';
const bytes = Buffer.from(text);

describe('a content coding is undone where the bytes are in it', () => {
  test.each<[coding: string, bytes: Buffer, found: string | RegExp]>([
    ['', bytes, text],
    ['gzip', gzipSync(bytes), text],
    ['X-GZIP', gzipSync(bytes), text],
    ['gzip', bytes, text],
    ['', gzipSync(bytes), text],
    ['deflate', deflateSync(bytes), text],
    ['deflate', deflateRawSync(bytes), text],
    ['deflate', bytes, text],
    ['br', brotliCompressSync(bytes), text],
    ['br', bytes, text],
    ['nope', bytes, text],
    ['gzip', gzipSync(bytes).subarray(0, -9), /^is broken gzip: /],
    ['zstd', Buffer.from('28b52ffd00', 'hex'), /^is compressed with zstd: record it/],
    ['gzip', gzipSync(Buffer.alloc(1_000_000)), /^grows to more than 200 times its size/],
    ['br', brotliCompressSync(Buffer.alloc(1_000_000)), /^grows to more than 200 ti/],
  ])('%s %#', (coding, sent, found) => {
    const decoded = decodeContent(sent, coding);
    if (typeof found === 'string') expect(decoded).toBe(found);
    else expect(decoded).toMatchObject({ name: 'InputError', message: expect.stringMatching(found) });
  });
});

test.each<[read: typeof decodeHex, text: string, found: string | undefined]>([
  [decodeBase64, 'W10=', '[]'],
  [decodeBase64, 'W1\n0=\r\n', '[]'],
  [decodeBase64, 'W10*', undefined],
  [decodeHex, '5b5D', '[]'],
  [decodeHex, '5b5', undefined],
  [decodeHex, '5g', undefined],
])('%# %j', (read, from, found) => {
  expect(read(from)?.toString()).toBe(found);
});
