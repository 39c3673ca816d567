import { constants } from 'node:buffer';
import type { ResponseLimits } from '../checker/connect-engine.js';
import { UsageError } from './parse-args.js';

/** What can be a text at all. */
const MAX_STRING_BYTES = constants.MAX_STRING_LENGTH;

/**
 * Reads `--timeout` and `--max-body`.
 *
 * @throws UsageError on what is no such number
 */
export function parseLimits(
  command: string,
  values: { readonly timeout?: string; readonly 'max-body'?: string },
): ResponseLimits {
  const parseLimit = (option: 'timeout' | 'max-body', isValid: (text: string) => boolean, expected: string) => {
    const text = values[option];
    if (text === undefined) return undefined;
    if (isValid(text)) return Number(text);
    throw new UsageError(`${command}: --${option}: expected ${expected}, found ${JSON.stringify(text)}`);
  };
  const seconds = parseLimit(
    'timeout',
    (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) > 0,
    'seconds, more than 0',
  );
  const isSize = (text: string): boolean => /^\d+$/.test(text) && Number(text) > 0 && Number(text) <= MAX_STRING_BYTES;
  const maxBody = parseLimit('max-body', isSize, `bytes, from 1 to ${MAX_STRING_BYTES}`);
  return { timeout: seconds && seconds * 1000, maxBody };
}
