import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../contract/exchange.js';

/** The most that a recording holds, in bytes, before it is gzipped. */
const MOST_PLAIN = 4096;

/**
 * A recording's text: JSON of two spaces, members and headers in a fixed order, a line feed at the end. The body comes
 * from parsed JSON, so its members keep the engine's order but numbers are written as JavaScript writes them, and an
 * integer beyond 2^53 has lost its last digits. Engines send none: sizes and seconds stay far below.
 */
export function textOf({ engine, request, response }: Exchange): string {
  const { status, headers, body, bodyText } = response;
  const sorted = headers && Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { method, path } = request;
  // stringify leaves out what is undefined.
  const ordered = { engine, request: { method, path }, response: { status, headers: sorted, body, bodyText } };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * Writes a recording as `NAME.json`, or as `NAME.json.gz` when it is over 4 kB, whole or not at all; what an earlier
 * run left under the other of the two names goes.
 *
 * @returns the file's name
 * @throws what the file system throws
 */
export function write(folder: string, name: string, exchange: Exchange): string {
  const text = textOf(exchange);
  const plain = Buffer.byteLength(text) <= MOST_PLAIN;
  const [file, other] = plain ? [`${name}.json`, `${name}.json.gz`] : [`${name}.json.gz`, `${name}.json`];
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, file), plain ? text : gzip(text));
  rmSync(join(folder, other), { force: true });
  return file;
}

/**
 * Writes a file whole or not at all: what stood there stays until all is written, and a failure leaves nothing behind.
 *
 * @throws what the file system throws
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  // A name that no reader of recordings takes for one, and in the same folder, for a rename does not cross disks.
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    writeFileSync(unfinished, content);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** The same bytes on every machine: Node writes no time into the header, but the operating system. */
function gzip(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255; // "unknown", RFC 1952
  return bytes;
}
