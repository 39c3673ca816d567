import { handleInputError, type OnInputError, throwInputError } from './input-error.js';
import { listFiles, type RecordingFile } from './list-files.js';
import { type RecordedExchange, readRecordings } from './read-file.js';

/**
 * All exchanges of files and folders, each with the file that it stands in: files in the order of PATHs, and in a folder
 * by their relative paths. A file is read once, under the first of its names.
 *
 * @param onError gets what cannot be read, while the rest is; without it the first ends the reading
 */
export async function* readPaths(
  paths: readonly string[],
  onError: OnInputError = throwInputError,
): AsyncGenerator<RecordedExchange & { readonly file: RecordingFile }> {
  const seen = new Set<string>();
  for (const path of paths) {
    let files: readonly RecordingFile[] = [];
    try {
      files = listFiles(path, onError, seen);
    } catch (error) {
      handleInputError(error, onError);
    }
    for (const file of files) {
      try {
        for await (const recordedExchange of readRecordings(file, onError)) yield { ...recordedExchange, file };
      } catch (error) {
        handleInputError(error, onError);
      }
    }
  }
}
