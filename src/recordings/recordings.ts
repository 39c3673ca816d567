import { filesOf, type RecordingFile } from './files.js';
import { type Refuse, raise, refused } from './problem.js';
import { type Recorded, read } from './read.js';

/**
 * All exchanges of files and folders, each with the file that it stands in: files in the order of PATHs, and in a folder
 * by their relative paths. A file is read once, under the first of its names.
 *
 * @param refuse gets what cannot be read, while the rest is; without it the first ends the reading
 */
export async function* recordingsIn(
  paths: readonly string[],
  refuse: Refuse = raise,
): AsyncGenerator<Recorded & { readonly file: RecordingFile }> {
  const seen = new Set<string>();
  for (const path of paths) {
    let files: readonly RecordingFile[] = [];
    try {
      files = filesOf(path, refuse, seen);
    } catch (error) {
      refused(error, refuse);
    }
    for (const file of files) {
      try {
        for await (const recorded of read(file, refuse)) yield { ...recorded, file };
      } catch (error) {
        refused(error, refuse);
      }
    }
  }
}
