import { runCheck } from '../../src/cli/commands/check.js';
import { InputError } from '../../src/recordings/input-error.js';
import { escapeControlCharacters } from '../../src/values/format-value.js';
import { captureTerminal } from './capture-terminal.js';
import { type Run, root } from './run.js';

/**
 * `check` in this process, for tests of what it says and gives, not of how a process ends: it takes a hundredth of the
 * time. A `Problem` becomes what the command makes of it; a `UsageError` is thrown.
 */
export async function checkHere(words: readonly string[], { cwd = root } = {}): Promise<Run> {
  const { terminal, printed } = captureTerminal();
  const before = process.cwd();
  process.chdir(cwd);
  let status = 2;
  try {
    status = await runCheck([...words], terminal);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    terminal.printError(error.message);
  } finally {
    process.chdir(before);
  }
  const problems = printed.problems.map((line) => `docker-images-contract: ${escapeControlCharacters(line)}`);
  return { status, out: printed.out, problems };
}
