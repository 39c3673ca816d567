import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asInputError, InputError, withFileErrors } from './input-error.js';

/** The names of files in a folder that should be recordings. What is read of others is detected from their content. */
const RECORDING_FILE_NAME = /\.(json|ndjson|jsonl|har)(\.gz)?$/i;

/** The PATH that stands for standard input. */
export const STANDARD_INPUT = '-';

/** A file to read, with its name in reports. */
export interface RecordingFile {
  /** The path as the file system takes it: below a folder as bytes, for not every name is UTF-8. */
  readonly path: string | Buffer;
  /** PATH as typed, joined to the rest with `/`. */
  readonly name: string;
  /** Whether it was found in a folder and its name is not that of a recording: it may be anything. */
  readonly mayBeOther?: boolean;
}

/**
 * Lists the files that a PATH of the command line stands for: itself, or all files below a folder in the order of the code
 * units of their relative paths. Of several names of one file the first is listed. What cannot be looked at is an InputError
 * among the files, as is a folder without files.
 *
 * @param seen the files that PATHs before this one have listed, which are not listed again; gets those of this one
 */
export function* listFiles(path: string, seen = new Set<string>()): Generator<RecordingFile | InputError> {
  const target: PathTarget | InputError =
    path === STANDARD_INPUT ? { kind: 'other', identity: path } : tryRead(path, () => readTarget(path));
  if (target instanceof InputError) return yield target;
  const root = { path: Buffer.from(path), relativePath: '', ...target };
  const files: Iterable<(RecordingFile & PathTarget) | InputError> =
    target.kind === 'folder' ? walkFolder(path, root, new Set()) : [{ path, name: path, ...target }];
  let isEmpty = true;
  for (const file of files) {
    if (file instanceof InputError) yield file;
    else {
      isEmpty = false;
      const { identity, path, name, mayBeOther } = file;
      if (!seen.has(identity)) yield { path, name, ...(mayBeOther && { mayBeOther }) };
      seen.add(identity);
    }
  }
  if (isEmpty) yield new InputError(`${path}: expected files in the folder, found none`);
}

/** What a path leads to. */
interface PathTarget {
  readonly kind: 'file' | 'folder' | 'other';
  /** The same for all names of one file or folder. */
  readonly identity: string;
}

/** An entry of a folder, with its path from the root on. */
interface FolderEntry extends PathTarget {
  readonly path: Buffer;
  readonly relativePath: string;
}

/** Yields all files below a folder. A folder is entered once, so that a loop of links ends. */
function* walkFolder(
  root: string,
  folder: FolderEntry,
  entered: Set<string>,
): Generator<(RecordingFile & PathTarget) | InputError> {
  if (entered.has(folder.identity)) return;
  entered.add(folder.identity);
  for (const entry of listFolder(root, folder)) {
    if (entry instanceof InputError) yield entry;
    else if (entry.kind === 'folder') yield* walkFolder(root, entry, entered);
    else if (entry.kind === 'file') {
      const mayBeOther = !RECORDING_FILE_NAME.test(entry.relativePath);
      yield { ...entry, name: joinName(root, entry.relativePath), mayBeOther };
    }
  }
}

/** Lists a folder in the order of the relative paths of the files: those in a folder go on with a `/`. */
function listFolder(root: string, folder: FolderEntry): (FolderEntry | InputError)[] {
  // The folder by its own name `.`, so that one that may be listed but not entered is one error, and not one for each name.
  const folderPath = joinPath(folder, Buffer.from('.'));
  const names = tryRead(join(root, folder.relativePath), () => readdirSync(folderPath, { encoding: 'buffer' }));
  if (names instanceof InputError) return [names];
  const [errors, entries]: [InputError[], FolderEntry[]] = [[], []];
  for (const name of names) {
    const path = joinPath(folder, name);
    const relativePath = folder.relativePath === '' ? escapeName(name) : `${folder.relativePath}/${escapeName(name)}`;
    const target = tryRead(joinName(root, relativePath), () => readExistingTarget(path));
    if (target instanceof InputError) errors.push(target);
    else if (target) entries.push({ path, relativePath, ...target });
  }
  const getSortKey = ({ kind, relativePath }: FolderEntry): string =>
    kind === 'folder' ? `${relativePath}/` : relativePath;
  return [...errors, ...entries.sort((a, b) => (getSortKey(a) < getSortKey(b) ? -1 : 1))];
}

const joinPath = ({ path }: FolderEntry, name: Buffer): Buffer => Buffer.concat([path, Buffer.from('/'), name]);

const joinName = (root: string, relativePath: string): string =>
  `${root.replace(/(?<![\\/])[\\/]+$/, '')}/${relativePath}`;

/** Shows the bytes of a name that is not UTF-8 as `\xff` escapes. */
const escapeName = (name: Buffer): string =>
  isUtf8(name)
    ? name.toString()
    : name.toString('latin1').replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** @throws the error of the file system */
function readTarget(path: string | Buffer): PathTarget {
  const stat = statSync(path, { bigint: true });
  const kind = stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  // A pipe has no path of its own, and of a file with hard links none is more its own than another.
  if (kind === 'file' && stat.nlink > 1n) return { kind, identity: `${stat.dev}:${stat.ino}` };
  return { kind, identity: kind === 'other' ? path.toString() : resolveRealPath(Buffer.from(path)) };
}

/** Returns `undefined` for a link that leads nowhere, and for a file that has vanished since its folder was listed. */
function readExistingTarget(path: Buffer): PathTarget | undefined {
  try {
    return readTarget(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Node's own `realpath` takes no bytes, and the system's fails on some drives of Windows. */
const resolveRealPath = (path: Buffer): string =>
  isUtf8(path) ? realpathSync(path.toString()) : realpathSync.native(path, 'latin1');

function tryRead<T>(name: string, action: () => T): T | InputError {
  try {
    return withFileErrors('read', name, action);
  } catch (error) {
    return asInputError(error);
  }
}
