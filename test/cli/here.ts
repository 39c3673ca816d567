import { check } from '../../src/cli/check.js';
import { Problem } from '../../src/recordings/problem.js';
import { visible } from '../../src/values/show.js';
import { captured } from '../captured.js';
import { type Run, root } from './run.js';

/**
 * `check` in this process, for tests of what it says and gives, not of how a process ends: it takes a hundredth of the
 * time. A `Problem` becomes what the command makes of it; a `UsageError` is thrown.
 */
export async function checkHere(words: readonly string[], { cwd = root } = {}): Promise<Run> {
  const { out, problem, said } = captured();
  const terminal = {
    out,
    problem: (line: string) => problem(`docker-images-contract: ${visible(line)}\n`),
    colour: false,
    progress: { say: () => {}, clear: () => {}, end: () => {} },
  };
  const before = process.cwd();
  process.chdir(cwd);
  let status = 2;
  try {
    status = await check([...words], terminal);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    terminal.problem(error.message);
  } finally {
    process.chdir(before);
  }
  const { stdout, stderr } = said();
  return { status, out: stdout, problems: stderr.split('\n').filter(Boolean) };
}
