import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem.js';

/** The files of a folder that are read; what a file holds is told from its content. */
const NAMES = /\.(json|ndjson|jsonl|har)(\.gz)?$/i;

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
 * @throws Problem when there is no such path, or no recording in the folder
 */
export function filesOf(path: string): RecordingFile[] {
  const stat = attempt(path, () => statSync(path));
  if (!stat.isDirectory()) return [{ path, name: path }];
  const found: string[] = [];
  walk(path, '', found, new Set());
  if (found.length === 0) {
    throw new Problem(`${path}: expected *.json, *.ndjson, *.jsonl or *.har (each also .gz) in the folder, found none`);
  }
  found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return found.map((rest) => ({ path: join(path, rest), name: `${path.replace(/[\\/]+$/, '')}/${rest}` }));
}

function walk(root: string, below: string, found: string[], seen: Set<string>): void {
  const folder = join(root, below);
  const real = attempt(folder, () => realpathSync(folder));
  if (seen.has(real)) return;
  seen.add(real);
  for (const name of attempt(folder, () => readdirSync(folder)).sort()) {
    const rest = below === '' ? name : `${below}/${name}`;
    // A link may lead nowhere, and a file may vanish while others are listed.
    const stat = statSync(join(root, rest), { throwIfNoEntry: false });
    if (stat?.isDirectory()) walk(root, rest, found, seen);
    else if (stat?.isFile() && NAMES.test(name)) {
      const target = realpathSync(join(root, rest));
      if (!seen.has(target)) found.push(rest);
      seen.add(target);
    }
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
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Problem(`${path}: ${reasons[code] ?? (error instanceof Error ? error.message : String(error))}`);
  }
}
