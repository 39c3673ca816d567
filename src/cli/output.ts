import { closeSync, constants, lstatSync, openSync, readlinkSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { withFileErrors } from '../recordings/input-error.js';
import { writeFileAtomically } from '../recordings/write-recording.js';

/**
 * Writes a report. A file, also behind a symbolic link, is replaced atomically; a device or a pipe is written into.
 *
 * @throws InputError if it cannot be written
 */
export function writeOutput(path: string, content: string): void {
  withFileErrors('write', path, () => {
    const stats = statSync(path, { throwIfNoEntry: false });
    const file = stats && !stats.isFile() ? undefined : resolveOutputFile(path);
    if (file === undefined) appendToExisting(path, content);
    else writeFileAtomically(file, content);
  });
}

/** The paths of open streams, to which links such as /dev/stdout lead. */
const OPEN_STREAM_PATH = /^\/(proc|dev\/fd)\//;

/**
 * Follows symbolic links to a file, which need not exist. `undefined` for an open stream: its owner, such as a shell with
 * `>`, keeps writing to the open file and must not find it replaced.
 */
function resolveOutputFile(path: string): string | undefined {
  if (OPEN_STREAM_PATH.test(path)) return undefined;
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return path;
  const target = readlinkSync(path);
  // Not normalized: the system resolves a linked folder before `..`.
  return resolveOutputFile(isAbsolute(target) ? target : `${dirname(path)}/${target}`);
}

/** Appends to an existing file, device or pipe. */
function appendToExisting(path: string, content: string): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}
