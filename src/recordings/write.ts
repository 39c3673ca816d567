import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../contract/exchange.js';
import { Problem } from './problem.js';

/** The most that a recording holds, in bytes, before it is gzipped. */
const MOST_PLAIN = 4096;

/**
 * A recording's text: JSON of two spaces, members and headers in a fixed order, a line feed at the end. The body comes
 * from parsed JSON, so its members keep the engine's order but numbers are written as JavaScript writes them, and an
 * integer beyond 2^53 has lost its last digits. Engines send none: sizes and seconds stay far below.
 */
export function textOf({ engine, session, request, response }: Exchange): string {
  const { status, headers, body, bodyText } = response;
  const sorted = headers && Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { method, path } = request;
  // stringify leaves out what is undefined.
  const ordered = { engine, session, request: { method, path }, response: { status, headers: sorted, body, bodyText } };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * Writes a recording as `NAME.json`, or as `NAME.json.gz` when it is over 4 kB, whole or not at all; what an earlier
 * run left under the other of the two names goes.
 *
 * @returns the file's name
 * @throws Problem when it cannot be written
 */
export function write(folder: string, name: string, exchange: Exchange): string {
  const text = textOf(exchange);
  const plain = Buffer.byteLength(text) <= MOST_PLAIN;
  const [unzipped, zipped] = spellings(name);
  const [file, other] = plain ? [unzipped, zipped] : [zipped, unzipped];
  makeFolder(folder);
  writing(join(folder, file), () => writeWhole(join(folder, file), plain ? text : gzip(text)));
  writing(join(folder, other), () => rmSync(join(folder, other), { force: true }));
  return file;
}

/** The two names that a recording can have. */
const spellings = (name: string) => [`${name}.json`, `${name}.json.gz`] as const;

/**
 * Makes sure that recordings of these names can be written to a folder, before anybody is asked for them; makes the
 * folder when it is not there. What stands there stays.
 *
 * @throws Problem when they cannot
 */
export function prepare(folder: string, names: readonly string[]): void {
  makeFolder(folder);
  for (const path of names.flatMap(spellings).map((file) => join(folder, file))) {
    if (!writing(path, () => lstatSync(path, { throwIfNoEntry: false }))?.isDirectory()) continue;
    throw new Problem(`${path}: expected a file or none, found a folder`);
  }
  // A disk that is full takes a name, but not a page.
  writing(folder, () => {
    const trial = mkdtempSync(join(folder, '.trial-'));
    try {
      writeFileSync(join(trial, 'page'), Buffer.alloc(4096));
    } finally {
      rmSync(trial, { recursive: true, force: true });
    }
  });
}

/** Makes a folder and those above it. `mkdirSync` does so too, but below /proc it tries for ever. */
function makeFolder(folder: string): void {
  const isFolder = (): boolean | undefined =>
    writing(folder, () => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (isFolder()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  writing(folder, () => {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Somebody else may have been faster.
      if (!isFolder()) throw error;
    }
  });
}

/** Why something cannot be written, by the code of the file system's error. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there',
  EDQUOT: 'no space left on the disk',
  EEXIST: 'expected a folder, found something else',
  EISDIR: 'expected a file or none, found a folder',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'no permission to write there',
  EROFS: 'the disk is read-only',
};

/** What `act` gives; what the file system refuses becomes a Problem that names the path. */
function writing<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Problem(`${path}: ${reasons[String(error.code)] ?? error.message}`);
  }
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
