import { runCheck } from './commands/check.js';
import { formatExplanation } from './commands/explain.js';
import { formatHelp } from './commands/help.js';
import { formatSuggestion, UsageError } from './parse-args.js';
import { describeError, readPackageVersion } from './reports.js';
import type { Terminal } from './terminal.js';

type Command = (args: string[], terminal: Terminal) => number | Promise<number>;

const createTextCommand =
  (format: (args: string[], columns?: number) => string): Command =>
  (args, { print, columns }) => {
    print(format(args, columns));
    return 0;
  };

/** Each verb with what it does; gives the exit status. */
const commands: Readonly<Record<string, Command>> = {
  check: runCheck,
  record: async (words, terminal) => (await import('./engine-commands.js')).runRecord(words, terminal),
  mock: async (words, terminal) => (await import('./engine-commands.js')).runMock(words, terminal),
  proxy: async (words, terminal) => (await import('./engine-commands.js')).runProxy(words, terminal),
  explain: createTextCommand(formatExplanation),
  help: createTextCommand(formatHelp),
};

/** Options in the place of a verb. */
const flagCommands: Readonly<Record<string, Command>> = {
  '--help': createTextCommand(formatHelp),
  '-h': createTextCommand(formatHelp),
  '--version': createTextCommand(() => `${readPackageVersion()}\n`),
  '-v': createTextCommand(() => `${readPackageVersion()}\n`),
};

const commandsAndFlags = { ...commands, ...flagCommands };

/** What stands behind `--` is a PATH. */
const hasHelpFlag = (args: readonly string[]): boolean =>
  args.some((arg, index) => (arg === '-h' || arg === '--help') && !args.slice(0, index).includes('--'));

/** Does what the words say, and gives the exit status; what goes wrong is said. */
export async function runCommand([name = '', ...args]: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const run = Object.hasOwn(commandsAndFlags, name) ? commandsAndFlags[name] : undefined;
    if (!run) {
      const known = Object.keys(commands);
      const found =
        name === '' ? 'none' : JSON.stringify(name) + formatSuggestion(name, [...known, ...Object.keys(flagCommands)]);
      throw new UsageError(`expected one of ${known.join(', ')}, found ${found}`);
    }
    return await (hasHelpFlag(args) ? createTextCommand(formatHelp)([name], terminal) : run(args, terminal));
  } catch (error) {
    return reportFailure(error, terminal);
  } finally {
    terminal.progress.end();
  }
}

/** Prints why a command failed. An internal error must not look like findings, whose exit status is 1. */
export function reportFailure(error: unknown, { printError }: Terminal): number {
  printError(error instanceof UsageError ? `${error.message}; see docker-images-contract help` : describeError(error));
  return 2;
}
