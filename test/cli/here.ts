import { runCheck } from '../../src/cli/commands/check.js';
import { InputError } from '../../src/recordings/input-error.js';
import { escapeControlCharacters } from '../../src/values/format-value.js';
import { captured } from '../captured.js';
import { type Run, root } from './run.js';

/**
 * `check` in this process, for tests of what it says and gives, not of how a process ends: it takes a hundredth of the
 * time. A `Problem` becomes what the command makes of it; a `UsageError` is thrown.
 */
export async function checkHere(words: readonly string[], { cwd = root } = {}): Promise<Run> {
  const { out, problem, said } = captured();
  const terminal = {
    print: out,
    printError: (line: string) => problem(`docker-images-contract: ${escapeControlCharacters(line)}\n`),
    colour: false,
    progress: { update: () => {}, clear: () => {}, end: () => {} },
  };
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
  const { stdout, stderr } = said();
  return { status, out: stdout, problems: stderr.split('\n').filter(Boolean) };
}
