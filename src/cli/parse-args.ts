import { type ParseArgsConfig, parseArgs } from 'node:util';
import { formatSuggestion } from './suggest.js';

/** The words on the command line are not what the command takes; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type ArgOptions = NonNullable<ParseArgsConfig['options']>;
type ParsedArgs<T extends ArgOptions> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: T }>
>;

/**
 * Reads the words behind a verb.
 *
 * @throws UsageError on an option that the verb does not have, or one without its value
 */
export function parseCommandArgs<const T extends ArgOptions>(
  command: string,
  args: readonly string[],
  options: T,
): ParsedArgs<T> {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${command}: ${suggestOption(message, Object.keys(options))}`);
  }
}

/** What Node says of an option that is not known, with the one that may have been meant. */
function suggestOption(message: string, known: readonly string[]): string {
  const [unknown, typedOption = ''] = /^Unknown option '([^']*)'/.exec(message) ?? [];
  const names = known.map((name) => `--${name}`);
  const suggestion = unknown === undefined ? '' : formatSuggestion(typedOption, [...names, '--help']);
  return suggestion === '' ? message : `${unknown}${suggestion}`;
}

/** @throws UsageError when there is a word that is no option */
export function rejectPositionals(command: string, [positional]: readonly string[]): void {
  if (positional === undefined) return;
  throw new UsageError(`${command}: expected options only, found ${JSON.stringify(positional)}`);
}

/**
 * The allowed word that this is.
 *
 * @param name says where it stands, such as `check: --format`
 * @throws UsageError when it is none
 */
export function parseChoice<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  const typed = JSON.stringify(value) + formatSuggestion(value, allowed);
  throw new UsageError(`${name}: expected one of ${allowed.join(', ')}, found ${typed}`);
}
