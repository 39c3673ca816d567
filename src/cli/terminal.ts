import { styleText } from 'node:util';
import { visible } from '../values/show.js';
import { type Progress, progressOn } from './progress.js';

/** Where a command prints. */
export interface Terminal {
  /** Standard output. */
  readonly out: (text: string) => void;
  /** Standard error, line by line: what is wrong, or a remark. */
  readonly problem: (line: string, kind?: 'remark') => void;
  /** Whether colours are wanted on standard output. */
  readonly colour: boolean;
  /** How wide it is; `undefined` where standard output is no terminal. */
  readonly columns?: number | undefined;
  readonly progress: Progress;
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'columns'> & {
  readonly isTTY?: boolean | undefined;
  readonly hasColors?: (env?: object) => boolean;
};

/** In fewer columns nothing can be read; some terminals say 0. */
const NARROWEST = 40;

/** The terminal of a process, or what stands in its place. */
export function terminalOn(out: Stream, err: Stream, env: NodeJS.ProcessEnv): Terminal {
  const progress = progressOn(err, env);
  // What NO_COLOR and FORCE_COLOR say, Node knows.
  const colours = (stream: Stream): boolean => stream.isTTY === true && stream.hasColors?.(env) === true;
  const red = (text: string): string => (colours(err) ? styleText('red', text, { validateStream: false }) : text);
  return {
    progress,
    out: (text) => {
      progress.clear();
      out.write(text);
    },
    problem: (line, kind) => {
      progress.clear();
      // For people only: in a log each line is what it was.
      const label = err.isTTY && kind !== 'remark' ? `${red('error:')} ` : '';
      // What is quoted may hold what moves a cursor or begins a line.
      err.write(`docker-images-contract: ${label}${visible(line)}\n`);
    },
    colour: colours(out),
    columns: out.isTTY ? Math.max(out.columns || 80, NARROWEST) : undefined,
  };
}
