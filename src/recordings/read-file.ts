import { findExchangeError, isExchange } from '../contract/exchange.js';
import { apiVersion, type Exchange } from '../contract/index.js';
import { getIn } from '../values/pointer.js';
import { parseBodyText } from './decode-body.js';
import { isCurlStart, isHarStart } from './detect-format.js';
import { type FieldOffsets, type FieldPaths, fieldPathsByFormat } from './field-paths.js';
import { parseCurlOutput } from './formats/curl.js';
import { parseHarEntry } from './formats/har.js';
import { readHarEntries } from './formats/har-entries.js';
import { readLines } from './formats/ndjson.js';
import { handleInputError, InputError, type OnInputError, throwInputError } from './input-error.js';
import type { RecordingFile } from './list-files.js';
import { prependChunks, readFileBytes } from './read-bytes.js';
import {
  ByteBuilder,
  createPositionLookup,
  decodeUtf8,
  parseJson,
  START_POSITION,
  type TextSlice,
} from './text-slice.js';
import {
  describeUnsupportedArray,
  describeUnsupportedFile,
  describeUnsupportedValue,
  WRITE_RECORDINGS,
} from './unsupported-formats.js';

/** An exchange with the text that it was read from. */
export interface RecordedExchange extends TextSlice {
  readonly exchange: Exchange;
  /** Which exchange of its file, from 0; what cannot be read counts. */
  readonly index: number;
  readonly fieldPaths: FieldPaths;
  /** Where its parts stand, when the text is no JSON as a whole. */
  readonly fieldOffsets?: FieldOffsets | undefined;
}

/**
 * Reads the exchanges that a file holds. The format is detected from the content: a recording, NDJSON of recordings, the
 * bare list of a response, a HAR, or the output of `curl -i`. Memory is bounded by the longest line of NDJSON and the
 * largest entry of a HAR; any other format is held whole.
 *
 * @param onError gets the lines and entries that cannot be read; without it the first ends the reading
 * @throws InputError when the file cannot be read, is no UTF-8, no JSON or no recording
 */
export const readRecordings = (
  file: RecordingFile,
  onError: OnInputError = throwInputError,
): AsyncGenerator<RecordedExchange> => readRecordingBytes(file.name, readFileBytes(file), onError);

/** Like `read`, for a stream of chunks. The first chunk decides the format. */
export async function* readRecordingBytes(
  name: string,
  bytes: AsyncGenerator<Buffer>,
  onError: OnInputError = throwInputError,
): AsyncGenerator<RecordedExchange> {
  let index = 0;
  for await (const exchange of readExchanges({ name, onError }, bytes)) {
    if (exchange) yield { ...exchange, index };
    index++;
  }
}

/** An exchange that is not numbered yet; `undefined` in place of one that cannot be read, which has been reported. */
type ReadExchange = Omit<RecordedExchange, 'index'> | undefined;

/** What a file is called, and what gets the parts that cannot be read in it. */
interface ReadSource {
  readonly name: string;
  readonly onError: OnInputError;
}

async function* readExchanges(source: ReadSource, bytes: AsyncGenerator<Buffer>): AsyncGenerator<ReadExchange> {
  const { value: first = Buffer.alloc(0) } = await bytes.next();
  // A byte order mark is no part of the text.
  const offset = first.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const head = first.subarray(offset);
  const chunks = prependChunks([head], bytes);
  const unsupported = describeUnsupportedFile(head);
  if (unsupported) throw new InputError(`${source.name}: expected a recording, found ${unsupported}`);
  if (isHarStart(head)) yield* readHar(source, chunks, offset);
  else if (isCurlStart(head)) yield* readCurl(source, await readText(source, chunks, offset));
  else {
    const firstLines = await readFirstLines(source.name, chunks);
    const joined = prependChunks([firstLines.bytes], chunks);
    yield* firstLines.isNdjson ? readNdjson(source, joined, offset) : readDocument(source, joined, offset);
  }
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** A line of what is blank in JSON: JavaScript knows more blanks. */
const BLANK_LINE = /^[ \t\r]*$/;

const WHITESPACE_BYTES = [0x20, 0x09, 0x0a, 0x0d];
const LINE_FEED = 0x0a;

const findNonSpace = (chunk: Buffer, from: number): number => {
  let index = from;
  while (index < chunk.length && WHITESPACE_BYTES.includes(chunk[index] ?? 0)) index++;
  return index < chunk.length ? index : -1;
};

/** Reads on until a second line begins, which tells NDJSON from a document over many lines. */
async function readFirstLines(
  name: string,
  chunks: AsyncGenerator<Buffer>,
): Promise<{ bytes: Buffer; isNdjson: boolean }> {
  const builder = new ByteBuilder(name);
  // Where the first line begins, where it ends, and where the second begins.
  const marks: number[] = [];
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const { size } = builder;
    builder.add(next.value);
    for (let from = 0; from >= 0 && marks.length < 3; ) {
      from = marks.length === 1 ? next.value.indexOf(LINE_FEED, from) : findNonSpace(next.value, from);
      if (from >= 0) marks.push(size + from);
    }
    if (marks.length === 3) break;
  }
  const bytes = builder.take();
  const [start, end, second] = marks;
  const isNdjson =
    second !== undefined && isCompleteLine(bytes.subarray(start, end).toString(), bytes[second] === OPEN_BRACE);
  return { bytes, isNdjson };
}

const OPEN_BRACE = 0x7b;

/** Whether a first line stands for itself: it is JSON, or is broken off where a document does not begin a line with `{`. */
function isCompleteLine(line: string, braceFollows: boolean): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return braceFollows && !/[[,:]\s*$/.test(line);
  }
}

async function* readNdjson(
  source: ReadSource,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<ReadExchange> {
  for await (const line of readLines(source.name, chunks, offset)) {
    const location = `${source.name}:${line.number}`;
    try {
      const text = decodeUtf8(location, line.bytes, line.offset);
      if (BLANK_LINE.test(text)) continue;
      const slice = { text, start: { line: line.number, column: 1 } };
      const value = await parseJson(source.name, text, createPositionLookup(slice));
      yield { ...parseRecording(location, value), ...slice };
    } catch (error) {
      handleInputError(error, source.onError);
      yield undefined;
    }
  }
}

async function* readHar(
  source: ReadSource,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<ReadExchange> {
  for await (const { slice, value } of readHarEntries(source.name, chunks, offset)) {
    const parsed = parseHarEntry(value);
    if (typeof parsed === 'string') yield reportInputError(source, slice, `a HAR entry, but ${parsed}`);
    else yield { ...parsed, ...slice };
  }
}

async function* readDocument(
  source: ReadSource,
  chunks: AsyncIterable<Buffer>,
  offset: number,
): AsyncGenerator<ReadExchange> {
  const { name } = source;
  const bytes = await collectBytes(name, chunks);
  const slice = { text: decodeUtf8(name, bytes, offset), start: START_POSITION };
  const value = await parseJson(name, slice.text, createPositionLookup(slice));
  if (Array.isArray(getIn(value, 'log', 'entries')))
    yield* readHar(source, prependChunks([bytes], createEmptyStream()), offset);
  else yield { ...(Array.isArray(value) ? parseBareList(name, value) : parseRecording(name, value)), ...slice };
}

async function* createEmptyStream(): AsyncGenerator<Buffer> {}

async function collectBytes(name: string, chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const builder = new ByteBuilder(name);
  for await (const chunk of chunks) builder.add(chunk);
  return builder.take();
}

const readText = async ({ name }: ReadSource, chunks: AsyncIterable<Buffer>, offset: number): Promise<string> =>
  decodeUtf8(name, await collectBytes(name, chunks), offset);

/** The answers that curl wrote down. */
async function* readCurl(source: ReadSource, text: string): AsyncGenerator<ReadExchange> {
  const { findPositions } = await import('./json-positions.js');
  const curlExchanges = [...parseCurlOutput(text)];
  const starts = findPositions(
    text,
    curlExchanges.map(({ from }) => from),
  );
  for (const [index, { from, to, result, hasNoRequest }] of curlExchanges.entries()) {
    const slice = { text: text.slice(from, to), start: starts[index] ?? START_POSITION };
    if (typeof result === 'string') yield reportInputError(source, slice, `an answer that curl wrote, but ${result}`);
    else
      yield {
        ...result,
        ...slice,
        fieldPaths: hasNoRequest ? fieldPathsByFormat.bareList : fieldPathsByFormat.recording,
      };
  }
}

/** Reports that something else was expected at the beginning of a piece. */
function reportInputError(
  { name, onError }: ReadSource,
  { start: { line, column } }: TextSlice,
  expected: string,
): undefined {
  onError(new InputError(`${name}:${line}:${column}: expected ${expected}`));
}

function parseRecording(location: string, value: unknown): Pick<RecordedExchange, 'exchange' | 'fieldPaths'> {
  if (!isExchange(value)) {
    const unsupported = describeUnsupportedValue(value);
    // What has neither part is not a recording that went wrong.
    const hasNoParts = getIn(value, 'request') === undefined && getIn(value, 'response') === undefined;
    const hint = hasNoParts ? `: ${WRITE_RECORDINGS}` : '';
    const reason = unsupported ? `found ${unsupported}` : `but ${findExchangeError(value)}${hint}`;
    throw new InputError(`${location}: expected a recording, ${reason}`);
  }
  const { body, bodyText } = value.response;
  if (body !== undefined || bodyText === undefined)
    return { exchange: value, fieldPaths: fieldPathsByFormat.recording };
  const response = { ...value.response, ...parseBodyText(bodyText) };
  return { exchange: { ...value, response }, fieldPaths: fieldPathsByFormat.recordingWithBodyText };
}

/** The body of an answer alone, to a query that nobody knows. */
function parseBareList(name: string, body: readonly unknown[]): Pick<RecordedExchange, 'exchange' | 'fieldPaths'> {
  const unsupported = describeUnsupportedArray(body);
  if (unsupported) throw new InputError(`${name}: expected a list of images, found ${unsupported}`);
  const request = { method: 'GET', path: `/v${apiVersion}/images/json` };
  return { exchange: { request, response: { status: 200, body } }, fieldPaths: fieldPathsByFormat.bareList };
}
