/** The command line: arguments, terminal, progress. The only folder that prints or sets an exit status. */
import { runCheck } from './commands/check.js';
import { formatExplanation } from './commands/explain.js';
import { formatHelp } from './commands/help.js';
import { formatSuggestion, UsageError } from './parse-args.js';
import { describeContract, describeError } from './reports.js';
import { createTerminal, type Terminal } from './terminal.js';

type Command = (args: string[], terminal: Terminal) => number | Promise<number>;

const createTextCommand =
  (format: (args: string[], columns?: number) => string): Command =>
  (args, { print, columns }) => {
    print(format(args, columns));
    return 0;
  };

const showHelp = createTextCommand(formatHelp);
const showVersion = createTextCommand(() => `${describeContract().version}\n`);

/** The commands by name, and the options in place of a command. Each returns the exit status. */
const commands: Readonly<Record<string, Command>> = {
  check: runCheck,
  // Recordings are checked without the client and the mock engine.
  record: async (args, terminal) => (await import('./commands/record.js')).runRecord(args, terminal),
  mock: async (args, terminal) => (await import('./commands/mock.js')).runMock(args, terminal),
  proxy: async (args, terminal) => (await import('./commands/proxy.js')).runProxy(args, terminal),
  explain: createTextCommand(formatExplanation),
  help: showHelp,
  ...{ '--help': showHelp, '-h': showHelp, '--version': showVersion, '-v': showVersion },
};

/** Whether help is requested. After `--`, everything is a PATH. */
const hasHelpFlag = (args: readonly string[]): boolean =>
  args.some((arg, index) => (arg === '-h' || arg === '--help') && !args.slice(0, index).includes('--'));

/** Runs a command and prints its errors. Returns the exit status. */
export async function runCommand([name = '', ...args]: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!run) {
      const known = Object.keys(commands);
      const found = name === '' ? 'none' : JSON.stringify(name) + formatSuggestion(name, known);
      throw new UsageError(`expected one of ${known.filter((one) => !one.startsWith('-')).join(', ')}, found ${found}`);
    }
    return await (hasHelpFlag(args) ? showHelp([name], terminal) : run(args, terminal));
  } catch (error) {
    return reportFailure(error, terminal);
  } finally {
    terminal.progress.end();
  }
}

/** Prints why a command failed. An internal error must not look like findings, whose exit status is 1. */
function reportFailure(error: unknown, { printError }: Terminal): number {
  printError(error instanceof UsageError ? `${error.message}; see docker-images-contract help` : describeError(error));
  return 2;
}

/** Runs the command of this process and sets its exit status. */
export async function runCommandLine(): Promise<void> {
  const terminal = createTerminal(process.stdout, process.stderr, process.env);

  // A reader may stop early, as `head` does. The exit status still tells whether there are findings.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    terminal.printError(`standard output: ${error.message}`);
    process.exitCode = 2;
  });
  // An error of standard error cannot be printed.
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, terminal)));

  const status = await runCommand(process.argv.slice(2), terminal);
  process.exitCode = Math.max(status, Number(process.exitCode ?? 0));
}
