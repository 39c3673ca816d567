import type { Ask } from '../interview/questions.js';
import { count } from '../values/show.js';

/** How long the work lasts before it is worth a line, in milliseconds. */
const PATIENCE = 1000;
/** The least time from one writing to the next, in milliseconds. */
const PACE = 100;

/** A line that says how far the work is, rewritten in place. */
export interface Progress {
  /** Whether somebody sees it: what only serves it need not be found out for nobody. */
  readonly watched?: boolean;
  /** Says how far the work is. */
  readonly say: (text: string) => void;
  /** Takes the line away, so that something else can be printed; what is said later brings it back. */
  readonly clear: () => void;
  /** Takes the line away for good. */
  readonly end: () => void;
}

/** Of which nobody sees anything. */
export const unwatched: Progress = { say: () => {}, clear: () => {}, end: () => {} };

type Stream = Pick<NodeJS.WriteStream, 'write' | 'columns'> & { readonly isTTY?: boolean | undefined };

/**
 * Whether somebody watches a stream: no log of a pipeline, and nothing that cannot go back in a line. `NO_COLOR` does
 * not matter, for the line has no colour and no escape sequence.
 */
export const isWatched = ({ isTTY }: Stream, { CI = '', TERM }: NodeJS.ProcessEnv): boolean =>
  isTTY === true && ['', '0', 'false'].includes(CI) && TERM !== 'dumb';

/** A progress line on a stream that somebody watches, and nothing at all on another. */
export function progressOn(stream: Stream, env: NodeJS.ProcessEnv, now = () => performance.now()): Progress {
  if (!isWatched(stream, env)) return unwatched;
  let due = now() + PATIENCE;
  let text = '';
  let width = 0;
  let timer: NodeJS.Timeout | undefined;
  const write = (line: string): void => {
    // Blanks over what stood there, not an escape sequence: any terminal can do that.
    stream.write(`\r${line.padEnd(width)}${line === '' ? '\r' : ''}`);
    width = line.length;
  };
  const draw = (): void => {
    if (now() < due) return;
    due = now() + PACE;
    // A line that fills the last column wraps, and could not be taken back.
    write(text.slice(0, (stream.columns || 80) - 1));
  };
  const clear = (): void => {
    if (width > 0) write('');
  };
  return {
    watched: true,
    say: (said) => {
      text = said;
      // An engine that is slow to answer leaves time for a timer, judging files does not.
      timer ??= setInterval(draw, PACE).unref();
      draw();
    },
    clear,
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

/** The same questions, counted on the way to how many there are. */
export function counted(ask: Ask, { say }: Progress, total?: number): Ask {
  let asked = 0;
  return (path) => {
    say(`${count(++asked, 'question')} asked${total === undefined ? '' : ` of ${total}`}`);
    return ask(path);
  };
}

/** What is judged, counted on the way to how many files there are. */
export async function* counting<T extends { readonly file: string }>(
  all: AsyncIterable<T>,
  { say }: Progress,
  total?: number,
): AsyncGenerator<T> {
  let [files, exchanges, last]: [number, number, string | undefined] = [0, 0, undefined];
  for await (const one of all) {
    if (one.file !== last) files++;
    last = one.file;
    exchanges++;
    const read = total === undefined ? count(files, 'file') : `${files} of ${count(total, 'file')}`;
    say(`${read}, ${count(exchanges, 'exchange')} judged`);
    yield one;
  }
}
