import { hiddenProgress } from '../../src/cli/progress.js';
import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal that keeps what a command prints in this process. */
export function captureTerminal() {
  const printed: { out: string; problems: string[] } = { out: '', problems: [] };
  let hasErrors = false;
  const terminal: Terminal = {
    print: (text) => {
      printed.out += text;
    },
    printError: (line, kind) => {
      printed.problems.push(line);
      hasErrors ||= kind !== 'remark';
    },
    hasErrors: () => hasErrors,
    colour: false,
    progress: hiddenProgress,
  };
  return { terminal, printed };
}
