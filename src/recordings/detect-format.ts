import type { TextBuilder } from './decode-text.js';

/** A text of curl begins with its command, with the status line of `-i`, or with what `-v` writes. */
const CURL_START = /^(?:(?:[$#%>] ?)?curl |HTTP\/\d|[*<>] )/;

export const isCurlStart = (head: Buffer): boolean => CURL_START.test(head.toString('latin1', 0, 1024).trimStart());

const WHITESPACE_BYTES = [0x20, 0x09, 0x0a, 0x0d];
const LINE_FEED = 0x0a;
/** Between two lines of one JSON document stands one of these: at the end of the first, or at the start of the second. */
const [LINE_ENDS, LINE_STARTS] = [Buffer.from('{[,:'), Buffer.from('}],:')];

/**
 * Reads on until a second line begins, which tells NDJSON from a document of many lines: no document has a line break
 * between the end of a value and the start of another.
 *
 * @param builder gets what was read
 */
export async function startsAsNdjson(builder: TextBuilder, chunks: AsyncGenerator<Buffer>): Promise<boolean> {
  // Where the first line begins, where it ends, and where the second begins.
  const marks: number[] = [];
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const chunk = next.value;
    const { size } = builder;
    builder.add(chunk);
    for (let from = 0; from >= 0 && marks.length < 3; ) {
      from = marks.length === 1 ? chunk.indexOf(LINE_FEED, from) : findNonSpace(chunk, from);
      if (from >= 0) marks.push(size + from);
    }
    if (marks.length === 3) break;
  }
  const [, end = 0, second] = marks;
  if (second === undefined) return false;
  let last = end - 1;
  while (WHITESPACE_BYTES.includes(builder.at(last))) last--;
  return !LINE_ENDS.includes(builder.at(last)) && !LINE_STARTS.includes(builder.at(second));
}

function findNonSpace(chunk: Buffer, from: number): number {
  let index = from;
  while (index < chunk.length && WHITESPACE_BYTES.includes(chunk[index] ?? 0)) index++;
  return index < chunk.length ? index : -1;
}
