import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, type Refuse, raise, refused } from './problem.js';

/** The files of a folder that are read; the format of a file is detected from its content. */
const NAMES = /\.(json|ndjson|jsonl|har)(\.gz)?$/i;
const SAID = '*.json, *.ndjson, *.jsonl or *.har (each also .gz)';

/** The PATH that stands for standard input. */
export const STANDARD_INPUT = '-';

/** A file to read, with its name in reports. */
export interface RecordingFile {
  /** The path as the file system takes it: below a folder as bytes, for not every name is UTF-8. */
  readonly path: string | Buffer;
  /** PATH as typed, joined to the rest with `/`. */
  readonly name: string;
}

/**
 * The files that a PATH of the command line stands for: itself, or all recordings below a folder in the order of the
 * code units of their relative paths. Of several names of one file the first is listed.
 *
 * @param refuse gets what cannot be looked at below a folder; without it the first ends the listing
 * @param seen the files that PATHs before this one have listed, which are not listed again; gets those of this one
 * @throws Problem when there is no such path, or no recording in the folder
 */
export function filesOf(path: string, refuse: Refuse = raise, seen = new Set<string>()): RecordingFile[] {
  const target: Target =
    path === STANDARD_INPUT ? { kind: 'other', identity: path } : attempt(path, () => targetOf(path));
  const all =
    target.kind === 'folder'
      ? [...below(path, { path: Buffer.from(path), rest: '', ...target }, new Set(), refuse)]
      : [{ path, name: path, ...target }];
  if (all.length === 0) {
    throw new Problem(`${path}: expected ${SAID} in the folder, found none`);
  }
  return all.flatMap(({ path, name, identity }) => {
    if (seen.has(identity)) return [];
    seen.add(identity);
    return [{ path, name }];
  });
}

/** What a path leads to. */
interface Target {
  readonly kind: 'file' | 'folder' | 'other';
  /** The same for all names of one file or folder. */
  readonly identity: string;
}

/** What stands below a folder, with its path from that folder on. */
interface Entry extends Target {
  readonly path: Buffer;
  readonly rest: string;
}

/** All recordings below a folder. One that has been entered is not entered again, so that a loop of links ends. */
function* below(root: string, folder: Entry, entered: Set<string>, refuse: Refuse): Generator<RecordingFile & Target> {
  if (entered.has(folder.identity)) return;
  entered.add(folder.identity);
  for (const entry of entriesIn(root, folder, refuse)) {
    if (entry.kind === 'folder') yield* below(root, entry, entered, refuse);
    else if (entry.kind === 'file' && NAMES.test(entry.rest)) yield { ...entry, name: nameOf(root, entry.rest) };
  }
}

/** What stands in a folder, in the order of the relative paths: those in a folder go on with a `/`. */
function entriesIn(root: string, folder: Entry, refuse: Refuse): Entry[] {
  // By its own name `.`, so that a folder that may be listed but not entered is refused, and not each name in it.
  const list = () => readdirSync(pathIn(folder, Buffer.from('.')), { encoding: 'buffer' });
  const names = tried(refuse, join(root, folder.rest), list) ?? [];
  const entries = names.flatMap((bytes): Entry[] => {
    const path = pathIn(folder, bytes);
    const rest = folder.rest === '' ? shown(bytes) : `${folder.rest}/${shown(bytes)}`;
    const target = tried(refuse, nameOf(root, rest), () => ifThere(() => targetOf(path)));
    return target ? [{ path, rest, ...target }] : [];
  });
  const order = ({ kind, rest }: Entry): string => (kind === 'folder' ? `${rest}/` : rest);
  return entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const pathIn = ({ path }: Entry, name: Buffer): Buffer => Buffer.concat([path, Buffer.from('/'), name]);

const nameOf = (root: string, rest: string): string => `${root.replace(/(?<![\\/])[\\/]+$/, '')}/${rest}`;

/** A name for people: one that is no UTF-8 with its bytes as `\xff` escapes. */
const shown = (name: Buffer): string =>
  isUtf8(name)
    ? name.toString()
    : name.toString('latin1').replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** @throws what the file system throws */
function targetOf(path: string | Buffer): Target {
  const stat = statSync(path, { bigint: true });
  const kind = stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  // A pipe has no path of its own, and of a file with hard links none is more its own than another.
  if (kind === 'file' && stat.nlink > 1n) return { kind, identity: `${stat.dev}:${stat.ino}` };
  return { kind, identity: kind === 'other' ? path.toString() : realPathOf(Buffer.from(path)) };
}

/** Node's own walk takes no bytes, and the system's fails on some drives of Windows. */
export const realPathOf = (path: Buffer): string =>
  isUtf8(path) ? realpathSync(path.toString()) : realpathSync.native(path, 'latin1');

/** Nothing of a link to nowhere, or of what has vanished while others were listed. */
function ifThere<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function tried<T>(refuse: Refuse, path: string, act: () => T): T | undefined {
  try {
    return attempt(path, act);
  } catch (error) {
    refused(error, refuse);
    return undefined;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission to read it',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'too many links on the way',
  EISDIR: 'it is a folder',
};

/** What `act` gives; what the file system refuses becomes a Problem that names the path. */
export function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw problemOf(path, error);
  }
}

/** What the file system refused, as a Problem that names the path. */
export function problemOf(path: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(`${path}: ${reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))}`);
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
