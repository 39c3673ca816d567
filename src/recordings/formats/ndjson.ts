import { ByteBuilder } from '../text-slice.js';

/** A line of a file that is not blank, as bytes. */
export interface NdjsonLine {
  readonly bytes: Buffer;
  /** Which of the file, from 1. */
  readonly number: number;
  /** Where it starts in the file, in bytes. */
  readonly offset: number;
}

const LINE_FEED = 0x0a;

/** Cuts bytes into lines, and holds one at a time. */
export async function* readLines(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<NdjsonLine> {
  const builder = new ByteBuilder(name);
  let [line, start] = [1, offset];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      if (end > from) builder.add(chunk.subarray(from, end));
      const { size } = builder;
      if (size > 0) yield { bytes: builder.take(), number: line, offset: start };
      start += size + 1;
      line++;
      from = end + 1;
    }
    if (from < chunk.length) builder.add(chunk.subarray(from));
  }
  if (builder.size > 0) yield { bytes: builder.take(), number: line, offset: start };
}
