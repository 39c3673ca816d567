import { isCurlStart } from './detect-format.js';
import { InputError } from './input-error.js';
import { listFiles, type RecordingFile } from './list-files.js';
import { readFileBytes } from './read-bytes.js';
import { readRecordings } from './read-file.js';
import type { RecordedExchange } from './recorded-exchange.js';

/** An exchange with the file that it was read from. */
export type FileExchange = RecordedExchange & { readonly file: RecordingFile };

/**
 * Reads all exchanges of files and folders: files in the order of PATHs, and in a folder by their relative paths. A file
 * is read once, under the first of its names. What cannot be read is an InputError among the exchanges.
 *
 * @param onSkipped gets the name of each file in a folder that is no recording, by its name and its content
 */
export async function* tryReadPaths(
  paths: readonly string[],
  onSkipped: (name: string) => void = () => {},
): AsyncGenerator<FileExchange | InputError> {
  const seen = new Set<string>();
  for (const path of paths) {
    for (const file of listFiles(path, seen)) {
      if (file instanceof InputError) yield file;
      else if (file.mayBeOther && !(await isRecording(file))) onSkipped(file.name);
      else
        for await (const result of readRecordings(file))
          yield result instanceof InputError ? result : { ...result, file };
    }
  }
}

/** Whether a file that may be anything is a recording: what curl writes, or JSON whose first exchange can be read. */
async function isRecording(file: RecordingFile): Promise<boolean> {
  try {
    for await (const head of readFileBytes(file)) {
      if (isCurlStart(head) && /HTTP\/[\d.]+ \d{3}/.test(head.toString('latin1'))) return true;
      if (!/^\s*[[{]/.test(head.toString('latin1', 0, 1024).replace(/^\xef\xbb\xbf/, ''))) return false;
      break;
    }
    for await (const result of readRecordings(file)) return !(result instanceof InputError);
    return false;
  } catch {
    // The reader says what is wrong.
    return true;
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
