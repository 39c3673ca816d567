import { isExchange, whyNoExchange } from '../contract/exchange.js';
import { apiVersion, type Exchange } from '../contract/index.js';
import { child } from '../values/pointer.js';
import { after, bytesOf } from './bytes.js';
import { entriesOf } from './entries.js';
import type { RecordingFile } from './files.js';
import { foreignList, foreignTo } from './foreign.js';
import { beginsHar, bodyOf, exchangeOfEntry } from './har.js';
import { type Layout, layouts } from './layout.js';
import { linesOf } from './lines.js';
import { Problem, type Refuse, raise, refused } from './problem.js';
import { decode, Gathering, type Piece, parse, placeIn, START } from './text.js';

/** An exchange with the text that it was read from. */
export interface Recorded extends Piece {
  readonly exchange: Exchange;
  /** Which exchange of its file, from 0; what cannot be read counts. */
  readonly index: number;
  readonly layout: Layout;
}

/**
 * The exchanges that a file holds: a recording, a HAR, NDJSON of recordings or the bare list of an answer, told from
 * its content. Memory is bounded by the longest line of NDJSON and the largest entry of a HAR.
 *
 * @param refuse gets the lines and entries that cannot be read; without it the first ends the reading
 * @throws Problem when the file cannot be read, is no UTF-8, no JSON or no recording
 */
export const read = (file: RecordingFile, refuse: Refuse = raise): AsyncGenerator<Recorded> =>
  readBytes(file.name, bytesOf(file), refuse);

/** The same of bytes as they arrive, in whatever chunks; the first tells what they are. */
export async function* readBytes(
  name: string,
  bytes: AsyncGenerator<Buffer>,
  refuse: Refuse = raise,
): AsyncGenerator<Recorded> {
  const { value: first = Buffer.alloc(0) } = await bytes.next();
  // A byte order mark is no part of the text.
  const offset = first.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const all = after([first.subarray(offset)], bytes);
  if (beginsHar(first.subarray(offset))) {
    yield* har(name, all, offset, refuse);
    return;
  }
  const head = await headOf(name, all);
  const whole = after([head.bytes], all);
  yield* head.lines ? lines(name, whole, offset, refuse) : document(name, whole, offset, refuse);
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

async function* lines(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
  refuse: Refuse,
): AsyncGenerator<Recorded> {
  let index = 0;
  for await (const line of linesOf(name, chunks, offset)) {
    try {
      const text = decode(`${name}:${line.line}`, line.bytes, line.offset);
      if (BLANK.test(text)) continue;
      const piece = { text, start: { line: line.line, column: 1 } };
      const value = await parse(name, text, placeIn(piece));
      yield { ...recordingOf(`${name}:${line.line}`, value), ...piece, index };
    } catch (error) {
      refused(error, refuse);
    }
    index++;
  }
}

async function* har(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
  refuse: Refuse,
): AsyncGenerator<Recorded> {
  let index = 0;
  for await (const { piece, value } of entriesOf(name, chunks, offset)) {
    const found = exchangeOfEntry(value);
    const { line, column } = piece.start;
    if (typeof found === 'string') refuse(new Problem(`${name}:${line}:${column}: expected a HAR entry, but ${found}`));
    else yield { ...found, ...piece, index };
    index++;
  }
}

async function* document(
  name: string,
  chunks: AsyncIterable<Buffer>,
  offset: number,
  refuse: Refuse,
): AsyncGenerator<Recorded> {
  const gathering = new Gathering(name);
  for await (const chunk of chunks) gathering.add(chunk);
  const bytes = gathering.take();
  const piece = { text: decode(name, bytes, offset), start: START };
  const value = await parse(name, piece.text, placeIn(piece));
  if (Array.isArray(child(child(value, 'log'), 'entries'))) yield* har(name, after([bytes], nothing()), offset, refuse);
  else yield { ...(Array.isArray(value) ? listOf(name, value) : recordingOf(name, value)), ...piece, index: 0 };
}

async function* nothing(): AsyncGenerator<Buffer> {}

function recordingOf(where: string, value: unknown): Pick<Recorded, 'exchange' | 'layout'> {
  if (!isExchange(value)) {
    const foreign = foreignTo(value);
    throw new Problem(
      `${where}: expected a recording, ${foreign ? `found ${foreign}` : `but ${whyNoExchange(value)}`}`,
    );
  }
  const { body, bodyText } = value.response;
  if (body !== undefined || bodyText === undefined) return { exchange: value, layout: layouts.recording };
  const response = { ...value.response, ...bodyOf(bodyText) };
  return { exchange: { ...value, response }, layout: layouts['recording with bodyText'] };
}

/** The body of an answer alone, to a query that nobody knows. */
function listOf(name: string, body: readonly unknown[]): Pick<Recorded, 'exchange' | 'layout'> {
  const foreign = foreignList(body);
  if (foreign) throw new Problem(`${name}: expected a list of images, found ${foreign}`);
  const request = { method: 'GET', path: `/v${apiVersion}/images/json` };
  return { exchange: { request, response: { status: 200, body } }, layout: layouts.list };
}
