import { apiVersions } from '../contract/contract-version.js';
import { UsageError } from './parse-args.js';
import { API_VERSION_RANGE } from './reports.js';

/**
 * Reads `--api-version`.
 *
 * @param mustBeKnown whether a contract is to describe it; an engine can be asked at any
 * @throws UsageError on what is no such version
 */
export function parseApiVersion(
  command: string,
  { 'api-version': text }: { readonly 'api-version'?: string | undefined },
  mustBeKnown: boolean,
): string | undefined {
  if (text === undefined || (mustBeKnown ? apiVersions.includes(text) : /^1\.[1-9]\d{0,2}$/.test(text))) return text;
  throw new UsageError(
    `${command}: --api-version: expected ${mustBeKnown ? API_VERSION_RANGE : 'one such as 1.49'}, found ${JSON.stringify(text)}`,
  );
}
