import { reportFailure, runCommand } from './run-command.js';
import { createTerminal } from './terminal.js';

/** Does what the words of the process say, and sets its exit status. */
export async function runCommandLine(): Promise<void> {
  const terminal = createTerminal(process.stdout, process.stderr, process.env);

  // Whoever reads may stop early, as `head` does: the exit status still says what was found.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    terminal.printError(`standard output: ${error.message}`);
    process.exitCode = 2;
  });
  // There is nowhere left to say it.
  process.stderr.on('error', () => {});
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, terminal)));

  const status = await runCommand(process.argv.slice(2), terminal);
  process.exitCode = Math.max(status, Number(process.exitCode ?? 0));
}
