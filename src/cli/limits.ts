import { constants } from 'node:buffer';
import { UsageError } from './usage.js';

/** How far one answer may go; what is undefined has the connection's default. */
export interface Limits {
  /** In milliseconds. */
  readonly timeout: number | undefined;
  /** In bytes. */
  readonly maxBody: number | undefined;
}

/** What can be a text at all. */
const MOST = constants.MAX_STRING_LENGTH;

/**
 * Reads `--timeout` and `--max-body`.
 *
 * @throws UsageError on what is no such number
 */
export function limitsOf(verb: string, words: { readonly timeout?: string; readonly 'max-body'?: string }): Limits {
  const read = (option: 'timeout' | 'max-body', holds: (text: string) => boolean, expected: string) => {
    const text = words[option];
    if (text === undefined) return undefined;
    if (holds(text)) return Number(text);
    throw new UsageError(`${verb}: --${option}: expected ${expected}, found ${JSON.stringify(text)}`);
  };
  const seconds = read('timeout', (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0, 'seconds, more than 0');
  const isSize = (text: string): boolean => /^\d+$/.test(text) && Number(text) > 0 && Number(text) <= MOST;
  const maxBody = read('max-body', isSize, `bytes, from 1 to ${MOST}`);
  return { timeout: seconds && seconds * 1000, maxBody };
}
