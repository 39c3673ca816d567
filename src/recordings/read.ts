import { isExchange, whyNoExchange } from '../contract/exchange.js';
import { apiVersion, type Exchange } from '../contract/index.js';
import { at } from '../values/pointer.js';
import { bodyOf } from './bodies.js';
import { after, bytesOf } from './bytes.js';
import { answersIn } from './curl.js';
import { beginsCurl, beginsHar } from './detect-format.js';
import { entriesOf } from './entries.js';
import type { RecordingFile } from './files.js';
import { parseHarEntry } from './har.js';
import { type Layout, type Located, layouts } from './layout.js';
import { linesOf } from './lines.js';
import { Problem, type Refuse, raise, refused } from './problem.js';
import { decode, Gathering, type Piece, parse, placeIn, START } from './text.js';
import { unsupportedFile, unsupportedList, unsupportedValue, WRITE_RECORDINGS } from './unsupported-formats.js';

/** An exchange with the text that it was read from. */
export interface Recorded extends Piece {
  readonly exchange: Exchange;
  /** Which exchange of its file, from 0; what cannot be read counts. */
  readonly index: number;
  readonly layout: Layout;
  /** Where its parts stand, when the text is no JSON as a whole. */
  readonly located?: Located | undefined;
}

/**
 * Reads the exchanges that a file holds. The format is detected from the content: a recording, NDJSON of recordings, the
 * bare list of a response, a HAR, or the output of `curl -i`. Memory is bounded by the longest line of NDJSON and the
 * largest entry of a HAR; any other format is held whole.
 *
 * @param refuse gets the lines and entries that cannot be read; without it the first ends the reading
 * @throws Problem when the file cannot be read, is no UTF-8, no JSON or no recording
 */
export const read = (file: RecordingFile, refuse: Refuse = raise): AsyncGenerator<Recorded> =>
  readBytes(file.name, bytesOf(file), refuse);

/** Like `read`, for a stream of chunks. The first chunk decides the format. */
export async function* readBytes(
  name: string,
  bytes: AsyncGenerator<Buffer>,
  refuse: Refuse = raise,
): AsyncGenerator<Recorded> {
  let index = 0;
  for await (const found of exchangesIn({ name, refuse }, bytes)) {
    if (found) yield { ...found, index };
    index++;
  }
}

/** An exchange that is not numbered yet; `undefined` in place of one that cannot be read, which has been reported. */
type Read = Omit<Recorded, 'index'> | undefined;

/** What a file is called, and what gets the parts that cannot be read in it. */
interface Source {
  readonly name: string;
  readonly refuse: Refuse;
}

async function* exchangesIn(source: Source, bytes: AsyncGenerator<Buffer>): AsyncGenerator<Read> {
  const { value: first = Buffer.alloc(0) } = await bytes.next();
  // A byte order mark is no part of the text.
  const offset = first.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const begin = first.subarray(offset);
  const all = after([begin], bytes);
  const unsupported = unsupportedFile(begin);
  if (unsupported) throw new Problem(`${source.name}: expected a recording, found ${unsupported}`);
  if (beginsHar(begin)) yield* har(source, all, offset);
  else if (beginsCurl(begin)) yield* curl(source, await textOf(source, all, offset));
  else {
    const head = await headOf(source.name, all);
    const whole = after([head.bytes], all);
    yield* head.lines ? lines(source, whole, offset) : document(source, whole, offset);
  }
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** A line of what is blank in JSON: JavaScript knows more blanks. */
const BLANK = /^[ \t\r]*$/;

const BLANKS = [0x20, 0x09, 0x0a, 0x0d];
const LINE_FEED = 0x0a;

const nextText = (chunk: Buffer, from: number): number => {
  let at = from;
  while (at < chunk.length && BLANKS.includes(chunk[at] ?? 0)) at++;
  return at < chunk.length ? at : -1;
};

/** Reads on until a second line begins, which tells NDJSON from a document over many lines. */
async function headOf(name: string, chunks: AsyncGenerator<Buffer>): Promise<{ bytes: Buffer; lines: boolean }> {
  const head = new Gathering(name);
  // Where the first line begins, where it ends, and where the second begins.
  const marks: number[] = [];
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const { size } = head;
    head.add(next.value);
    for (let from = 0; from >= 0 && marks.length < 3; ) {
      from = marks.length === 1 ? next.value.indexOf(LINE_FEED, from) : nextText(next.value, from);
      if (from >= 0) marks.push(size + from);
    }
    if (marks.length === 3) break;
  }
  const bytes = head.take();
  const [start, end, second] = marks;
  const lines = second !== undefined && isWhole(bytes.subarray(start, end).toString(), bytes[second] === OPEN_BRACE);
  return { bytes, lines };
}

const OPEN_BRACE = 0x7b;

/** Whether a first line stands for itself: it is JSON, or is broken off where a document does not begin a line with `{`. */
function isWhole(line: string, braceFollows: boolean): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return braceFollows && !/[[,:]\s*$/.test(line);
  }
}

async function* lines(source: Source, chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Read> {
  for await (const line of linesOf(source.name, chunks, offset)) {
    const where = `${source.name}:${line.line}`;
    try {
      const text = decode(where, line.bytes, line.offset);
      if (BLANK.test(text)) continue;
      const piece = { text, start: { line: line.line, column: 1 } };
      const value = await parse(source.name, text, placeIn(piece));
      yield { ...recordingOf(where, value), ...piece };
    } catch (error) {
      refused(error, source.refuse);
      yield undefined;
    }
  }
}

async function* har(source: Source, chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Read> {
  for await (const { piece, value } of entriesOf(source.name, chunks, offset)) {
    const found = parseHarEntry(value);
    if (typeof found === 'string') yield refusedAt(source, piece, `a HAR entry, but ${found}`);
    else yield { ...found, ...piece };
  }
}

async function* document(source: Source, chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<Read> {
  const { name } = source;
  const bytes = await gathered(name, chunks);
  const piece = { text: decode(name, bytes, offset), start: START };
  const value = await parse(name, piece.text, placeIn(piece));
  if (Array.isArray(at(value, 'log', 'entries'))) yield* har(source, after([bytes], nothing()), offset);
  else yield { ...(Array.isArray(value) ? listOf(name, value) : recordingOf(name, value)), ...piece };
}

async function* nothing(): AsyncGenerator<Buffer> {}

async function gathered(name: string, chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const gathering = new Gathering(name);
  for await (const chunk of chunks) gathering.add(chunk);
  return gathering.take();
}

const textOf = async ({ name }: Source, chunks: AsyncIterable<Buffer>, offset: number): Promise<string> =>
  decode(name, await gathered(name, chunks), offset);

/** The answers that curl wrote down. */
async function* curl(source: Source, text: string): AsyncGenerator<Read> {
  const { placesOf } = await import('./places.js');
  const answers = [...answersIn(text)];
  const starts = placesOf(
    text,
    answers.map(({ from }) => from),
  );
  for (const [index, { from, to, found, unasked }] of answers.entries()) {
    const piece = { text: text.slice(from, to), start: starts[index] ?? START };
    if (typeof found === 'string') yield refusedAt(source, piece, `an answer that curl wrote, but ${found}`);
    else yield { ...found, ...piece, layout: unasked ? layouts.list : layouts.recording };
  }
}

/** Reports that something else was expected at the beginning of a piece. */
function refusedAt({ name, refuse }: Source, { start: { line, column } }: Piece, expected: string): undefined {
  refuse(new Problem(`${name}:${line}:${column}: expected ${expected}`));
}

function recordingOf(where: string, value: unknown): Pick<Recorded, 'exchange' | 'layout'> {
  if (!isExchange(value)) {
    const unsupported = unsupportedValue(value);
    // What has neither part is not a recording that went wrong.
    const unknown = at(value, 'request') === undefined && at(value, 'response') === undefined;
    const hint = unknown ? `: ${WRITE_RECORDINGS}` : '';
    const why = unsupported ? `found ${unsupported}` : `but ${whyNoExchange(value)}${hint}`;
    throw new Problem(`${where}: expected a recording, ${why}`);
  }
  const { body, bodyText } = value.response;
  if (body !== undefined || bodyText === undefined) return { exchange: value, layout: layouts.recording };
  const response = { ...value.response, ...bodyOf(bodyText) };
  return { exchange: { ...value, response }, layout: layouts['recording with bodyText'] };
}

/** The body of an answer alone, to a query that nobody knows. */
function listOf(name: string, body: readonly unknown[]): Pick<Recorded, 'exchange' | 'layout'> {
  const unsupported = unsupportedList(body);
  if (unsupported) throw new Problem(`${name}: expected a list of images, found ${unsupported}`);
  const request = { method: 'GET', path: `/v${apiVersion}/images/json` };
  return { exchange: { request, response: { status: 200, body } }, layout: layouts.list };
}
