import {
  accessSync,
  closeSync,
  constants,
  existsSync,
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
import { InputError, withFileErrors } from './input-error.js';

/** A recording of more bytes than this is gzipped. */
const MAX_PLAIN_BYTES = 4096;

/**
 * Formats an exchange as a recording: JSON indented by two spaces, with properties and headers in a fixed order and a
 * line feed at the end. The properties of the body keep the engine's order. Its numbers are written as JavaScript writes
 * them, so an integer beyond 2^53 has lost its last digits; engines send none.
 *
 * @throws InputError when the text exceeds the longest possible string
 */
export function formatRecording({ engine, session, request, response }: Exchange): string {
  const { status, headers, body, bodyText, incomplete } = response;
  const sorted = headers && Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { method, path, purpose } = request;
  // `stringify` leaves out properties that are undefined.
  const requestLine = { method, path, purpose };
  const orderedResponse = { status, headers: sorted, body, bodyText, incomplete };
  const ordered = { engine, session, request: requestLine, response: orderedResponse };
  try {
    return `${JSON.stringify(ordered, null, 2)}\n`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `${method} ${path} was not written down: the recording is longer than a text can be. Allow fewer bytes with --max-body.`,
    );
  }
}

/**
 * Writes a recording as `NAME.json`, or as `NAME.json.gz` when it is over 4 kB, whole or not at all. Removes what an
 * earlier run left under the other of the two names.
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
  withFileErrors('write', join(folder, file), () =>
    writeFileAtomically(join(folder, file), isPlain ? text : gzipReproducibly(text)),
  );
  withFileErrors('write', join(folder, otherName), () => rmSync(join(folder, otherName), { force: true }));
  return file;
}

/** Returns the two names that the file of a recording can have. */
const getFileNames = (name: string) => [`${name}.json`, `${name}.json.gz`] as const;

/**
 * Checks that recordings of these names can be written to a folder, and makes the folder when it is not there. No file
 * in it changes.
 *
 * @throws InputError when they cannot be written
 */
export function prepareFolder(folder: string, names: readonly string[]): void {
  createFolder(folder);
  for (const path of names.flatMap(getFileNames).map((file) => join(folder, file))) {
    if (!withFileErrors('write', path, () => lstatSync(path, { throwIfNoEntry: false }))?.isDirectory()) continue;
    throw new InputError(`${path}: expected a file or none, found a folder`);
  }
  // A full disk still creates an empty file, so write a page.
  withFileErrors('write', folder, () => {
    const trial = mkdtempSync(join(folder, '.trial-'));
    try {
      writeFileSync(join(trial, 'page'), Buffer.alloc(4096));
    } finally {
      rmSync(trial, { recursive: true, force: true });
    }
  });
}

/** Makes a folder and those above it. `mkdirSync` with `recursive` never returns below /proc. */
function createFolder(folder: string): void {
  if (!existsSync(dirname(folder))) createFolder(dirname(folder));
  const create = (): void => {
    try {
      mkdirSync(folder);
    } catch (error) {
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
    }
  };
  withFileErrors('write', folder, create, {
    EEXIST: 'expected a folder, found something else',
    ENOENT: 'no folder can be made there',
  });
}

/**
 * Writes a file whole or not at all: the old file stays until all is written, and a failure leaves nothing behind. The
 * new file has the mode of the old one and, when root writes it, the owner.
 *
 * @throws the error of the file system
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const oldStats = statSync(path, { throwIfNoEntry: false });
  // A rename needs no permission to write the file itself.
  if (oldStats?.isFile()) accessSync(path, constants.W_OK);
  // In the same folder, for a rename does not cross disks; and under a name that nobody can predict and that no reader
  // takes for a recording.
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

/** Fills the file that replaces an old one, and closes it. */
function fillAndClose(descriptor: number, content: string | Uint8Array, oldStats: Stats | undefined): void {
  try {
    if (oldStats && process.geteuid?.() === 0) fchownSync(descriptor, oldStats.uid, oldStats.gid);
    if (oldStats) fchmodSync(descriptor, oldStats.mode & 0o7777);
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}

/** Gzips to the same bytes on every machine. Node writes no time into the header, but the operating system. */
function gzipReproducibly(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255; // "unknown", RFC 1952
  return bytes;
}
