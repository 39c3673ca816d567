import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { handleInputError, InputError, type OnInputError, throwInputError } from './input-error.js';

/** The files of a folder that are read; the format of a file is detected from its content. */
const RECORDING_FILE_NAME = /\.(json|ndjson|jsonl|har)(\.gz)?$/i;
const RECORDING_FILE_PATTERNS = '*.json, *.ndjson, *.jsonl or *.har (each also .gz)';

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
 * @param onError gets what cannot be looked at below a folder; without it the first ends the listing
 * @param seen the files that PATHs before this one have listed, which are not listed again; gets those of this one
 * @throws InputError when there is no such path, or no recording in the folder
 */
export function listFiles(
  path: string,
  onError: OnInputError = throwInputError,
  seen = new Set<string>(),
): RecordingFile[] {
  const target: PathTarget =
    path === STANDARD_INPUT ? { kind: 'other', identity: path } : withReadErrors(path, () => statTarget(path));
  const files =
    target.kind === 'folder'
      ? [...walkFolder(path, { path: Buffer.from(path), relativePath: '', ...target }, new Set(), onError)]
      : [{ path, name: path, ...target }];
  if (files.length === 0) {
    throw new InputError(`${path}: expected ${RECORDING_FILE_PATTERNS} in the folder, found none`);
  }
  return files.flatMap(({ path, name, identity }) => {
    if (seen.has(identity)) return [];
    seen.add(identity);
    return [{ path, name }];
  });
}

/** What a path leads to. */
interface PathTarget {
  readonly kind: 'file' | 'folder' | 'other';
  /** The same for all names of one file or folder. */
  readonly identity: string;
}

/** What stands below a folder, with its path from that folder on. */
interface FolderEntry extends PathTarget {
  readonly path: Buffer;
  readonly relativePath: string;
}

/** All recordings below a folder. One that has been entered is not entered again, so that a loop of links ends. */
function* walkFolder(
  root: string,
  folder: FolderEntry,
  entered: Set<string>,
  onError: OnInputError,
): Generator<RecordingFile & PathTarget> {
  if (entered.has(folder.identity)) return;
  entered.add(folder.identity);
  for (const entry of listFolder(root, folder, onError)) {
    if (entry.kind === 'folder') yield* walkFolder(root, entry, entered, onError);
    else if (entry.kind === 'file' && RECORDING_FILE_NAME.test(entry.relativePath))
      yield { ...entry, name: joinName(root, entry.relativePath) };
  }
}

/** What stands in a folder, in the order of the relative paths: those in a folder go on with a `/`. */
function listFolder(root: string, folder: FolderEntry, onError: OnInputError): FolderEntry[] {
  // By its own name `.`, so that a folder that may be listed but not entered is refused, and not each name in it.
  const readNames = () => readdirSync(joinPath(folder, Buffer.from('.')), { encoding: 'buffer' });
  const names = tryAccess(onError, join(root, folder.relativePath), readNames) ?? [];
  const entries = names.flatMap((bytes): FolderEntry[] => {
    const path = joinPath(folder, bytes);
    const relativePath = folder.relativePath === '' ? escapeName(bytes) : `${folder.relativePath}/${escapeName(bytes)}`;
    const target = tryAccess(onError, joinName(root, relativePath), () => undefinedIfMissing(() => statTarget(path)));
    return target ? [{ path, relativePath, ...target }] : [];
  });
  const getSortKey = ({ kind, relativePath }: FolderEntry): string =>
    kind === 'folder' ? `${relativePath}/` : relativePath;
  return entries.sort((a, b) => (getSortKey(a) < getSortKey(b) ? -1 : 1));
}

const joinPath = ({ path }: FolderEntry, name: Buffer): Buffer => Buffer.concat([path, Buffer.from('/'), name]);

const joinName = (root: string, relativePath: string): string =>
  `${root.replace(/(?<![\\/])[\\/]+$/, '')}/${relativePath}`;

/** A name for people: one that is no UTF-8 with its bytes as `\xff` escapes. */
const escapeName = (name: Buffer): string =>
  isUtf8(name)
    ? name.toString()
    : name.toString('latin1').replace(/[^ -~]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** @throws what the file system throws */
function statTarget(path: string | Buffer): PathTarget {
  const stat = statSync(path, { bigint: true });
  const kind = stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  // A pipe has no path of its own, and of a file with hard links none is more its own than another.
  if (kind === 'file' && stat.nlink > 1n) return { kind, identity: `${stat.dev}:${stat.ino}` };
  return { kind, identity: kind === 'other' ? path.toString() : resolveRealPath(Buffer.from(path)) };
}

/** Node's own walk takes no bytes, and the system's fails on some drives of Windows. */
export const resolveRealPath = (path: Buffer): string =>
  isUtf8(path) ? realpathSync(path.toString()) : realpathSync.native(path, 'latin1');

/** Nothing of a link to nowhere, or of what has vanished while others were listed. */
function undefinedIfMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function tryAccess<T>(onError: OnInputError, path: string, action: () => T): T | undefined {
  try {
    return withReadErrors(path, action);
  } catch (error) {
    handleInputError(error, onError);
    return undefined;
  }
}

const readErrorReasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission to read it',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'too many links on the way',
  EISDIR: 'it is a folder',
};

/** What `act` gives; what the file system refuses becomes a InputError that names the path. */
export function withReadErrors<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toInputError(path, error);
  }
}

/** What the file system refused, as a InputError that names the path. */
export function toInputError(path: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  return new InputError(
    `${path}: ${readErrorReasons[getErrorCode(error)] ?? (error instanceof Error ? error.message : String(error))}`,
  );
}

const getErrorCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
