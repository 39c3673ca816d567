import { styleText } from 'node:util';
import { escapeControlCharacters } from '../values/format-value.js';
import { createProgress, type Progress } from './progress.js';

/** Where a command prints. */
export interface Terminal {
  /** Standard output. */
  readonly print: (text: string) => void;
  /** Standard error, line by line: what is wrong, or a remark. */
  readonly printError: (line: string, kind?: 'remark') => void;
  /** Whether colours are wanted on standard output. */
  readonly colour: boolean;
  /** How wide it is; `undefined` where standard output is no terminal. */
  readonly columns?: number | undefined;
  readonly progress: Progress;
}

type TerminalStream = Pick<NodeJS.WriteStream, 'write' | 'columns'> & {
  readonly isTTY?: boolean | undefined;
  readonly hasColors?: (env?: object) => boolean;
};

/** In fewer columns nothing can be read; some terminals say 0. */
const MIN_COLUMNS = 40;

/** The terminal of a process, or what stands in its place. */
export function createTerminal(out: TerminalStream, err: TerminalStream, env: NodeJS.ProcessEnv): Terminal {
  const progress = createProgress(err, env);
  // What NO_COLOR and FORCE_COLOR say, Node knows.
  const hasColours = (stream: TerminalStream): boolean => stream.isTTY === true && stream.hasColors?.(env) === true;
  const paintRed = (text: string): string =>
    hasColours(err) ? styleText('red', text, { validateStream: false }) : text;
  return {
    progress,
    print: (text) => {
      progress.clear();
      out.write(text);
    },
    printError: (line, kind) => {
      progress.clear();
      // For people only: in a log each line is what it was.
      const label = err.isTTY && kind !== 'remark' ? `${paintRed('error:')} ` : '';
      // What is quoted may hold what moves a cursor or begins a line.
      err.write(`docker-images-contract: ${label}${escapeControlCharacters(line)}\n`);
    },
    colour: hasColours(out),
    columns: out.isTTY ? Math.max(out.columns || 80, MIN_COLUMNS) : undefined,
  };
}
