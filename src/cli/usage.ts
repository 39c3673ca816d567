import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from './closest.js';

/** The words on the command line are not what the command takes; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Words<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>>;

/**
 * Reads the words behind a verb.
 *
 * @throws UsageError on an option that the verb does not have, or one without its value
 */
export function wordsOf<const T extends Options>(verb: string, words: readonly string[], options: T): Words<T> {
  try {
    return parseArgs({ args: words, allowPositionals: true, options });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${verb}: ${withOption(message, Object.keys(options))}`);
  }
}

/** What Node says of an option that is not known, with the one that may have been meant. */
function withOption(message: string, known: readonly string[]): string {
  const [unknown, typed = ''] = /^Unknown option '([^']*)'/.exec(message) ?? [];
  const names = known.map((name) => `--${name}`);
  const meant = unknown === undefined ? '' : didYouMean(typed, [...names, '--help']);
  return meant === '' ? message : `${unknown}${meant}`;
}

/** @throws UsageError when there is a word that is no option */
export function optionsOnly(verb: string, [word]: readonly string[]): void {
  if (word === undefined) return;
  throw new UsageError(`${verb}: expected options only, found ${JSON.stringify(word)}`);
}

/**
 * The allowed word that this is.
 *
 * @param what says where it stands, such as `check: --format`
 * @throws UsageError when it is none
 */
export function oneOf<T extends string>(what: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  const typed = JSON.stringify(value) + didYouMean(value, allowed);
  throw new UsageError(`${what}: expected one of ${allowed.join(', ')}, found ${typed}`);
}
