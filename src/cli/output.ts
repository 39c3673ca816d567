import { closeSync, constants, lstatSync, openSync, readlinkSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import { withFileErrors } from '../recordings/input-error.js';
import { writeFileAtomically } from '../recordings/write-recording.js';

/**
 * Writes a report to where a path leads. A file, also one behind a link, is the old one or the whole new one; a device
 * or a pipe is written into, and waits for its reader.
 *
 * @throws InputError when it cannot be written
 */
export function writeOutput(path: string, content: string): void {
  withFileErrors('write', path, () => {
    const stats = statSync(path, { throwIfNoEntry: false });
    const file = stats && !stats.isFile() ? undefined : resolveOutputFile(path);
    if (file === undefined) appendToExisting(path, content);
    else writeFileAtomically(file, content);
  });
}

/** Where the system keeps streams that are open, such as /dev/stdout. */
const OPEN_STREAM_PATH = /^\/(proc|dev\/fd)\//;

/**
 * The file that a path leads to, whether it is there or not. `undefined` when it is an open stream: who opened it, as a
 * shell does with `>`, goes on writing to that file, and would lose sight of one that takes its place.
 */
function resolveOutputFile(path: string): string | undefined {
  if (OPEN_STREAM_PATH.test(path)) return undefined;
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return path;
  const target = readlinkSync(path);
  // Not joined: the system goes into a linked folder before it goes up again.
  return resolveOutputFile(isAbsolute(target) ? target : `${dirname(path)}/${target}`);
}

/** Adds to what is open, and makes nothing. */
function appendToExisting(path: string, content: string): void {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND);
  try {
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
}
