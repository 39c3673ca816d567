import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../contract/exchange.js';
import { InputError } from './input-error.js';

/** The most that a recording holds, in bytes, before it is gzipped. */
const MAX_PLAIN_BYTES = 4096;

/**
 * A recording's text: JSON of two spaces, members and headers in a fixed order, a line feed at the end. The body comes
 * from parsed JSON, so its members keep the engine's order but numbers are written as JavaScript writes them, and an
 * integer beyond 2^53 has lost its last digits. Engines send none: sizes and seconds stay far below.
 */
export function formatRecording({ engine, session, request, response }: Exchange): string {
  const { status, headers, body, bodyText } = response;
  const sorted = headers && Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { method, path, purpose } = request;
  // stringify leaves out what is undefined.
  const requestLine = { method, path, purpose };
  const ordered = { engine, session, request: requestLine, response: { status, headers: sorted, body, bodyText } };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * Writes a recording as `NAME.json`, or as `NAME.json.gz` when it is over 4 kB, whole or not at all; what an earlier
 * run left under the other of the two names goes.
 *
 * @returns the file's name
 * @throws InputError when it cannot be written
 */
export function writeRecording(folder: string, name: string, exchange: Exchange): string {
  const text = formatRecording(exchange);
  const isPlain = Buffer.byteLength(text) <= MAX_PLAIN_BYTES;
  const [plainName, gzipName] = getFileNames(name);
  const [file, otherName] = isPlain ? [plainName, gzipName] : [gzipName, plainName];
  createFolder(folder);
  withWriteErrors(join(folder, file), () =>
    writeFileAtomically(join(folder, file), isPlain ? text : gzipReproducibly(text)),
  );
  withWriteErrors(join(folder, otherName), () => rmSync(join(folder, otherName), { force: true }));
  return file;
}

/** The two names that a recording can have. */
const getFileNames = (name: string) => [`${name}.json`, `${name}.json.gz`] as const;

/**
 * Makes sure that recordings of these names can be written to a folder, before anybody is asked for them; makes the
 * folder when it is not there. What stands there stays.
 *
 * @throws InputError when they cannot
 */
export function prepareFolder(folder: string, names: readonly string[]): void {
  createFolder(folder);
  for (const path of names.flatMap(getFileNames).map((file) => join(folder, file))) {
    if (!withWriteErrors(path, () => lstatSync(path, { throwIfNoEntry: false }))?.isDirectory()) continue;
    throw new InputError(`${path}: expected a file or none, found a folder`);
  }
  // A disk that is full takes a name, but not a page.
  withWriteErrors(folder, () => {
    const trial = mkdtempSync(join(folder, '.trial-'));
    try {
      writeFileSync(join(trial, 'page'), Buffer.alloc(4096));
    } finally {
      rmSync(trial, { recursive: true, force: true });
    }
  });
}

/** Makes a folder and those above it. `mkdirSync` does so too, but below /proc it tries for ever. */
function createFolder(folder: string): void {
  const isFolder = (): boolean | undefined =>
    withWriteErrors(folder, () => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (isFolder()) return;
  if (dirname(folder) !== folder) createFolder(dirname(folder));
  const create = (): void => {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Somebody else may have been faster.
      if (!isFolder()) throw error;
    }
  };
  withWriteErrors(folder, create, {
    EEXIST: 'expected a folder, found something else',
    ENOENT: 'no folder can be made there',
  });
}

/** Why something cannot be written, by the code of the file system's error. */
const writeErrorReasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there',
  EDQUOT: 'no space left on the disk',
  EISDIR: 'it is a folder',
  ELOOP: 'too many links on the way',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'no permission to write there',
  EPIPE: 'nobody reads it to the end',
  EROFS: 'the disk is read-only',
};

/** What `act` gives; what the file system refuses becomes a InputError that names the path. */
export function withWriteErrors<T>(path: string, action: () => T, specialReasons: typeof writeErrorReasons = {}): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const code = String(error.code);
    throw new InputError(`${path}: ${specialReasons[code] ?? writeErrorReasons[code] ?? error.message}`);
  }
}

/**
 * Writes a file whole or not at all: what stood there stays until all is written, and a failure leaves nothing behind.
 * The new one has the mode and, where root writes it, the owner of the old one.
 *
 * @throws what the file system throws
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const oldStats = statSync(path, { throwIfNoEntry: false });
  // A rename asks the folder only.
  if (oldStats?.isFile()) accessSync(path, constants.W_OK);
  // In the same folder, for a rename does not cross disks; and under a name that nobody can foresee, nor a reader of
  // recordings takes for one.
  const unfinished = join(dirname(path), `.unfinished-${crypto.randomUUID()}`);
  const descriptor = openSync(unfinished, 'wx');
  try {
    fillAndClose(descriptor, content, oldStats);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Fills a new file that takes the place of an old one, and closes it. */
function fillAndClose(descriptor: number, content: string | Uint8Array, oldStats: Stats | undefined): void {
  try {
    if (oldStats && process.geteuid?.() === 0) fchownSync(descriptor, oldStats.uid, oldStats.gid);
    if (oldStats) fchmodSync(descriptor, oldStats.mode & 0o7777);
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

/** The same bytes on every machine: Node writes no time into the header, but the operating system. */
function gzipReproducibly(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255; // "unknown", RFC 1952
  return bytes;
}
