import { styleText } from 'node:util';
import { escapeControlCharacters } from '../values/format-value.js';
import { createProgress, type Progress, type TerminalStream } from './progress.js';

/** Where a command prints. */
export interface Terminal {
  /** Standard output. */
  readonly print: (text: string) => void;
  /** Prints an error, or a remark, as a line on standard error. */
  readonly printError: (line: string, kind?: 'remark') => void;
  /** Whether an error was printed. Then the exit status is 2. */
  readonly hasErrors: () => boolean;
  /** Whether standard output gets colours. */
  readonly colour: boolean;
  /** The width; `undefined` if standard output is no terminal. */
  readonly columns?: number | undefined;
  readonly progress: Progress;
}

type ColourStream = TerminalStream & { readonly hasColors?: (env?: object) => boolean };

/** The least width that is used. Some terminals report 0. */
const MIN_COLUMNS = 40;

export function createTerminal(out: ColourStream, err: ColourStream, env: NodeJS.ProcessEnv): Terminal {
  const progress = createProgress(err, env);
  // Node applies NO_COLOR and FORCE_COLOR.
  const hasColours = (stream: ColourStream): boolean => stream.isTTY === true && stream.hasColors?.(env) === true;
  const paintRed = (text: string): string =>
    hasColours(err) ? styleText('red', text, { validateStream: false }) : text;
  let hasErrors = false;
  return {
    progress,
    hasErrors: () => hasErrors,
    print: (text) => {
      progress.clear();
      out.write(text);
    },
    printError: (line, kind) => {
      progress.clear();
      if (kind !== 'remark') hasErrors = true;
      // A log has no label.
      const label = err.isTTY && kind !== 'remark' ? `${paintRed('error:')} ` : '';
      // Quoted input may contain escape sequences and line breaks.
      err.write(`docker-images-contract: ${label}${escapeControlCharacters(line)}\n`);
    },
    colour: hasColours(out),
    columns: out.isTTY ? Math.max(out.columns || 80, MIN_COLUMNS) : undefined,
  };
}
