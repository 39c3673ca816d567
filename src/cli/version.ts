import { apiVersions } from '../contract/version.js';
import { UsageError } from './usage.js';

/** The API versions that contracts describe, in words. */
export const known = `${apiVersions[0]} to ${apiVersions.at(-1)}`;

/**
 * Reads `--api-version`.
 *
 * @param judged whether a contract is to describe it; an engine can be asked at any
 * @throws UsageError on what is no such version
 */
export function versionOf(
  verb: string,
  { 'api-version': text }: { readonly 'api-version'?: string | undefined },
  judged: boolean,
): string | undefined {
  if (text === undefined || (judged ? apiVersions.includes(text) : /^1\.[1-9]\d{0,2}$/.test(text))) return text;
  throw new UsageError(
    `${verb}: --api-version: expected ${judged ? known : 'one such as 1.49'}, found ${JSON.stringify(text)}`,
  );
}
