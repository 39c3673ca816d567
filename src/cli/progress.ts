import type { OnProbe } from '../probes/probes.js';
import { formatCount } from '../values/format-value.js';

/** How long work lasts before it gets a line, in milliseconds. */
const INITIAL_DELAY_MS = 1000;
/** The least time between two writes, in milliseconds. */
const MIN_REDRAW_MS = 100;

/** A line that shows the progress, rewritten in place. */
export interface Progress {
  /** Whether it is shown. Without it, nothing needs to be computed for it. */
  readonly isVisible?: boolean;
  readonly update: (text: string) => void;
  /** Clears the line before other output. The next update shows it again. */
  readonly clear: () => void;
  /** Clears the line for good. */
  readonly end: () => void;
}

export const hiddenProgress: Progress = { update: () => {}, clear: () => {}, end: () => {} };

/** A stream that may be a terminal. */
export type TerminalStream = Pick<NodeJS.WriteStream, 'write' | 'columns'> & { readonly isTTY?: boolean | undefined };

/**
 * Whether a stream is an interactive terminal, which can rewrite a line, and no log of CI. `NO_COLOR` does not matter:
 * the line has no colour and no escape sequence.
 */
export const isInteractive = ({ isTTY }: TerminalStream, { CI = '', TERM }: NodeJS.ProcessEnv): boolean =>
  isTTY === true && ['', '0', 'false'].includes(CI) && TERM !== 'dumb';

/** Creates a progress line on an interactive stream; on any other nothing is written. */
export function createProgress(
  stream: TerminalStream,
  env: NodeJS.ProcessEnv,
  now = () => performance.now(),
): Progress {
  if (!isInteractive(stream, env)) return hiddenProgress;
  let nextDrawTime = now() + INITIAL_DELAY_MS;
  let text = '';
  let width = 0;
  let timer: NodeJS.Timeout | undefined;
  const write = (line: string): void => {
    // Spaces overwrite the old line. Unlike escape sequences, they work in any terminal.
    stream.write(`\r${line.padEnd(width)}${line === '' ? '\r' : ''}`);
    width = line.length;
  };
  const draw = (): void => {
    if (now() < nextDrawTime) return;
    nextDrawTime = now() + MIN_REDRAW_MS;
    // A line that fills the last column wraps and could not be rewritten.
    write(text.slice(0, (stream.columns || 80) - 1));
  };
  const clear = (): void => {
    if (width > 0) write('');
  };
  return {
    isVisible: true,
    update: (newText) => {
      text = newText;
      // The timer draws while an engine is slow; checking files leaves it no time.
      timer ??= setInterval(draw, MIN_REDRAW_MS).unref();
      draw();
    },
    clear,
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

/** Shows how many probes were sent, and of how many. */
export const showProbes =
  ({ update }: Progress): OnProbe =>
  (sentCount, total) =>
    update(`${formatCount(sentCount, 'question')} asked${total === undefined ? '' : ` of ${total}`}`);

/** Forwards results and shows how many files and exchanges are checked. */
export async function* withProgress<T extends { readonly file: string }>(
  results: AsyncIterable<T>,
  { update }: Progress,
  total?: number,
): AsyncGenerator<T> {
  let [files, exchanges, lastFile]: [number, number, string | undefined] = [0, 0, undefined];
  for await (const result of results) {
    if (result.file !== lastFile) files++;
    lastFile = result.file;
    exchanges++;
    const read = total === undefined ? formatCount(files, 'file') : `${files} of ${formatCount(total, 'file')}`;
    update(`${read}, ${formatCount(exchanges, 'exchange')} checked`);
    yield result;
  }
}
