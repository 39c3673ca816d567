import { decodeUtf8, parseJson, TextBuilder } from '../decode-text.js';
import { asInputError, type InputError } from '../input-error.js';
import type { ParsedExchange } from '../recorded-exchange.js';
import { parseRecording } from './recording.js';

const LINE_FEED = 0x0a;
/** A line that is blank in JSON: JavaScript knows more whitespace. */
const BLANK_LINE = /^[ \t\r]*$/;

/** Reads one recording a line, and holds one line at a time. */
export async function* readNdjson(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<ParsedExchange | InputError> {
  for await (const line of splitLines(name, chunks, offset)) {
    const result = await parseLine(name, line).catch(asInputError);
    if (result) yield result;
  }
}

interface Line {
  readonly bytes: Buffer;
  /** Counts from 1. */
  readonly number: number;
  /** Where the line starts in the file, in bytes. */
  readonly offset: number;
}

async function parseLine(name: string, { bytes, number, offset }: Line) {
  const location = `${name}:${number}`;
  const text = decodeUtf8(location, bytes, offset);
  if (BLANK_LINE.test(text)) return undefined;
  const slice = { text, start: { line: number, column: 1 } };
  return parseRecording(location, await parseJson(name, slice), slice);
}

/** Yields the lines that are not empty. */
async function* splitLines(name: string, chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Line> {
  const builder = new TextBuilder(name);
  let [number, start] = [1, offset];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      builder.add(chunk.subarray(from, end));
      const { size } = builder;
      if (size > 0) yield { bytes: builder.take(), number, offset: start };
      start += size + 1;
      number++;
      from = end + 1;
    }
    builder.add(chunk.subarray(from));
  }
  if (builder.size > 0) yield { bytes: builder.take(), number, offset: start };
}
