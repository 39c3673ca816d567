import { InputError } from './input-error.js';
import { listFiles, type RecordingFile } from './list-files.js';
import { readRecordings } from './read-file.js';
import type { RecordedExchange } from './recorded-exchange.js';

/** An exchange with the file that it was read from. */
export type FileExchange = RecordedExchange & { readonly file: RecordingFile };

/**
 * Reads all exchanges of files and folders: files in the order of PATHs, and in a folder by their relative paths. A file
 * is read once, under the first of its names. What cannot be read is an InputError among the exchanges.
 */
export async function* tryReadPaths(paths: readonly string[]): AsyncGenerator<FileExchange | InputError> {
  const seen = new Set<string>();
  for (const path of paths) {
    for (const file of listFiles(path, seen)) {
      if (file instanceof InputError) yield file;
      else
        for await (const result of readRecordings(file))
          yield result instanceof InputError ? result : { ...result, file };
    }
  }
}

/**
 * Like `tryReadPaths`, for those who need all.
 *
 * @throws InputError at the first part that cannot be read
 */
export async function* readPaths(paths: readonly string[]): AsyncGenerator<FileExchange> {
  for await (const result of tryReadPaths(paths)) {
    if (result instanceof InputError) throw result;
    yield result;
  }
}
