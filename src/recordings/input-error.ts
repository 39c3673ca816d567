import { readFileSync } from 'node:fs';

/**
 * Something that cannot be read or written. Its message is one line that says where, what was expected and what was
 * found. Readers return it in place of an exchange; where nothing can go on, it is thrown.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Returns an InputError that was thrown; anything else is an internal error, and is thrown again. */
export function asInputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}

/** Why the file system refuses something, by the code of its error. */
const fileErrorReasons: Readonly<Record<string, string>> = {
  EDQUOT: 'no space left on the disk',
  EISDIR: 'it is a folder',
  ELOOP: 'too many links on the way',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  EPIPE: 'nobody reads it to the end',
  EROFS: 'the disk is read-only',
};
const permissionReasons = { read: 'no permission to read it', write: 'no permission to write there' } as const;

/**
 * Returns what `action` returns.
 *
 * @param reasons reasons that are said in place of the usual ones
 * @throws InputError that names the path, when the file system refuses it
 */
export function withFileErrors<T>(
  access: 'read' | 'write',
  path: string,
  action: () => T,
  reasons: Readonly<Record<string, string>> = {},
): T {
  try {
    return action();
  } catch (error) {
    throw explainFileError(access, path, error, reasons);
  }
}

/** Returns the InputError for an error of the file system; any other error as it is. */
export function explainFileError(
  access: 'read' | 'write',
  path: string,
  error: unknown,
  reasons: Readonly<Record<string, string>> = {},
): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const code = String(error.code);
  const reason = code === 'EACCES' || code === 'EPERM' ? permissionReasons[access] : fileErrorReasons[code];
  return new InputError(`${path}: ${reasons[code] ?? reason ?? error.message}`);
}

/**
 * Reads a JSON file.
 *
 * @param expected what the file should hold
 * @throws InputError when it cannot be read or is not JSON
 */
export function readJsonFile(file: string, expected: string): unknown {
  const text = withFileErrors('read', file, () => readFileSync(file, 'utf8'));
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${file}: expected ${expected}, found no JSON`);
  }
}
