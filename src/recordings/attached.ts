import { existsSync } from 'node:fs';
import { bytesOf } from './bytes.js';
import { type RecordingFile, realPathOf, STANDARD_INPUT } from './files.js';
import type { Attached } from './found.js';
import { Problem } from './problem.js';
import { Gathering } from './text.js';
import type { Zip } from './zip.js';

/** How many folders up the one for bodies is looked for. */
const MOST_UP = 4;

/**
 * Where a file can be that another one names: beside it, or in a folder of a certain name beside it or above.
 *
 * @returns paths, each with the folder that it may not leave; none for a name that leads out of it
 */
export function candidates(path: string, name: string, folder?: string): { root: string; path: string }[] {
  const steps = name.split('/');
  if (name === '' || /[\\\0]/.test(name) || steps.some((step) => ['', '.', '..'].includes(step))) return [];
  const here = path.split('/').slice(0, -1);
  const ups = folder === undefined ? [0] : [...Array(Math.min(MOST_UP, here.length + 1)).keys()];
  return ups.map((up) => {
    const root = [...here.slice(0, here.length - up), ...(folder === undefined ? [] : [folder])];
    return { root: root.join('/'), path: [...root, ...steps].join('/') };
  });
}

const NOT_THERE = 'names a file that is not there: keep it where it was written';

const units = (path: string | Buffer): string => Buffer.from(path).toString('latin1');

/** The files beside one of the file system; what a link leads out to is not read. */
export const attachedTo =
  ({ path, name }: RecordingFile): Attached =>
  async (attachment, folder) => {
    if (path === STANDARD_INPUT) return 'names a file: give the path in place of standard input';
    // Bytes as units, for not every name is UTF-8.
    const own = units(path);
    const whole = own.startsWith('/') ? own : `${units(process.cwd())}/${own}`;
    for (const { root, path: at } of candidates(whole, units(attachment), folder)) {
      const [target, inside] = [at, root].map((one) => Buffer.from(one || '/', 'latin1')) as [Buffer, Buffer]; // of two
      if (!existsSync(target)) continue;
      if (!realPathOf(target).startsWith(`${realPathOf(inside).replace(/\/$/, '')}/`)) break;
      try {
        const gathering = new Gathering(name);
        for await (const chunk of bytesOf({ path: target, name: attachment })) gathering.add(chunk);
        return Buffer.from(gathering.take());
      } catch (error) {
        if (error instanceof Problem) return `cannot be read: ${error.message}`;
        throw error;
      }
    }
    return NOT_THERE;
  };

/** The files beside one in a zip. */
export const attachedIn =
  (zip: Zip, path: string): Attached =>
  async (attachment, folder) => {
    for (const { path: at } of candidates(path, attachment, folder)) {
      const found = zip.read(at);
      if (found) return found;
    }
    return NOT_THERE;
  };
