import type { OnProbe } from '../probes/probes.js';
import { formatCount } from '../values/format-value.js';

/** How long the work lasts before it is worth a line, in milliseconds. */
const INITIAL_DELAY_MS = 1000;
/** The least time from one writing to the next, in milliseconds. */
const MIN_REDRAW_MS = 100;

/** A line that says how far the work is, rewritten in place. */
export interface Progress {
  /** Whether somebody sees it: what only serves it need not be found out for nobody. */
  readonly isVisible?: boolean;
  /** Says how far the work is. */
  readonly update: (text: string) => void;
  /** Takes the line away, so that something else can be printed; what is said later brings it back. */
  readonly clear: () => void;
  /** Takes the line away for good. */
  readonly end: () => void;
}

/** Of which nobody sees anything. */
export const hiddenProgress: Progress = { update: () => {}, clear: () => {}, end: () => {} };

type ProgressStream = Pick<NodeJS.WriteStream, 'write' | 'columns'> & { readonly isTTY?: boolean | undefined };

/**
 * Whether somebody watches a stream: no log of a pipeline, and nothing that cannot go back in a line. `NO_COLOR` does
 * not matter, for the line has no colour and no escape sequence.
 */
export const isInteractive = ({ isTTY }: ProgressStream, { CI = '', TERM }: NodeJS.ProcessEnv): boolean =>
  isTTY === true && ['', '0', 'false'].includes(CI) && TERM !== 'dumb';

/** A progress line on a stream that somebody watches, and nothing at all on another. */
export function createProgress(
  stream: ProgressStream,
  env: NodeJS.ProcessEnv,
  now = () => performance.now(),
): Progress {
  if (!isInteractive(stream, env)) return hiddenProgress;
  let nextDrawTime = now() + INITIAL_DELAY_MS;
  let text = '';
  let width = 0;
  let timer: NodeJS.Timeout | undefined;
  const write = (line: string): void => {
    // Blanks over what stood there, not an escape sequence: any terminal can do that.
    stream.write(`\r${line.padEnd(width)}${line === '' ? '\r' : ''}`);
    width = line.length;
  };
  const draw = (): void => {
    if (now() < nextDrawTime) return;
    nextDrawTime = now() + MIN_REDRAW_MS;
    // A line that fills the last column wraps, and could not be taken back.
    write(text.slice(0, (stream.columns || 80) - 1));
  };
  const clear = (): void => {
    if (width > 0) write('');
  };
  return {
    isVisible: true,
    update: (newText) => {
      text = newText;
      // An engine that is slow to answer leaves time for a timer, judging files does not.
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

/** What is judged, counted on the way to how many files there are. */
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
    update(`${read}, ${formatCount(exchanges, 'exchange')} judged`);
    yield result;
  }
}
