import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, type Refuse, raise, refused } from './problem.js';

/** The files of a folder that are read; what a file holds is told from its content. */
const NAMES = /\.(json|ndjson|jsonl|har)(\.gz)?$/i;

/** The PATH that stands for standard input. */
export const STANDARD_INPUT = '-';

/** A file to read, with its name in reports. */
export interface RecordingFile {
  /** The path as the file system takes it. */
  readonly path: string;
  /** PATH as typed, joined to the rest with `/`. */
  readonly name: string;
}

/**
 * The files that a PATH of the command line stands for: itself, or all recordings below a folder in the order of the
 * code units of their relative paths. A link's target is listed once, so that a loop of links ends.
 *
 * @param refuse gets the folders below that cannot be listed; without it the first ends the listing
 * @throws Problem when there is no such path, or no recording in the folder
 */
export function filesOf(path: string, refuse: Refuse = raise): RecordingFile[] {
  if (path === STANDARD_INPUT) return [{ path, name: path }];
  const stat = attempt(path, () => statSync(path));
  if (!stat.isDirectory()) return [{ path, name: path }];
  const found: string[] = [];
  walk(path, '', found, new Set(), refuse);
  if (found.length === 0) {
    throw new Problem(`${path}: expected *.json, *.ndjson, *.jsonl or *.har (each also .gz) in the folder, found none`);
  }
  found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return found.map((rest) => ({ path: join(path, rest), name: `${path.replace(/[\\/]+$/, '')}/${rest}` }));
}

function walk(root: string, below: string, found: string[], seen: Set<string>, refuse: Refuse): void {
  const folder = join(root, below);
  const [real = '', ...names] =
    tried(refuse, folder, () => [realpathSync(folder), ...readdirSync(folder).sort()]) ?? [];
  if (seen.has(real)) return;
  seen.add(real);
  for (const name of names) {
    const rest = below === '' ? name : `${below}/${name}`;
    const target = targetOf(join(root, rest));
    if (target?.isFolder) walk(root, rest, found, seen, refuse);
    else if (target && NAMES.test(name) && !seen.has(target.path)) {
      found.push(rest);
      seen.add(target.path);
    }
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

/**
 * What a name in a folder leads to. Of a link to nowhere, or what has vanished while others were listed, nothing; of
 * what cannot be looked at, itself, so that reading it says why.
 */
function targetOf(path: string): { path: string; isFolder: boolean } | undefined {
  try {
    const stat = statSync(path);
    return stat.isDirectory() || stat.isFile() ? { path: realpathSync(path), isFolder: stat.isDirectory() } : undefined;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : { path, isFolder: false };
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
