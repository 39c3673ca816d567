import { Gathering } from './text.js';

/** A line of a file that is not blank, as bytes. */
export interface Line {
  readonly bytes: Buffer;
  /** Which of the file, from 1. */
  readonly line: number;
  /** Where it starts in the file, in bytes. */
  readonly offset: number;
}

const LINE_FEED = 0x0a;

/** Cuts bytes into lines, and holds one at a time. */
export async function* linesOf(name: string, chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Line> {
  const pending = new Gathering(name);
  let [line, start] = [1, offset];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      if (end > from) pending.add(chunk.subarray(from, end));
      const { size } = pending;
      if (size > 0) yield { bytes: pending.take(), line, offset: start };
      start += size + 1;
      line++;
      from = end + 1;
    }
    if (from < chunk.length) pending.add(chunk.subarray(from));
  }
  if (pending.size > 0) yield { bytes: pending.take(), line, offset: start };
}
