/** Files to exchanges and back: detect, read, locate, redact, write. `formats/` has one file a format. */
import { getIn } from '../values/pointer.js';
import { decodeUtf8, parseJson, TextBuilder } from './decode-text.js';
import { isCurlStart, startsAsNdjson } from './detect-format.js';
import { readCurl } from './formats/curl.js';
import { readHar } from './formats/har.js';
import { parseImageList } from './formats/image-list.js';
import { readNdjson } from './formats/ndjson.js';
import { parseRecording } from './formats/recording.js';
import { asInputError, InputError } from './input-error.js';
import type { RecordingFile } from './list-files.js';
import { START_POSITION } from './positions.js';
import { prependChunks, readFileBytes } from './read-bytes.js';
import type { ParsedExchange, ReadResult } from './recorded-exchange.js';
import { describeUnsupportedFile } from './unsupported-formats.js';

/**
 * Reads the exchanges of a file. The format is detected from the content: a recording, NDJSON of recordings, the array
 * of images alone, a HAR, or the output of `curl -i`. NDJSON is read line by line; any other format is held whole. What
 * cannot be read is an InputError among the exchanges.
 */
export const readRecordings = (file: RecordingFile): AsyncGenerator<ReadResult> =>
  readRecordingBytes(file.name, readFileBytes(file));

/** Like `readRecordings`, for a stream of chunks. The first chunk decides the format. */
export async function* readRecordingBytes(name: string, bytes: AsyncGenerator<Buffer>): AsyncGenerator<ReadResult> {
  let index = 0;
  try {
    for await (const result of readExchanges(name, bytes)) {
      yield result instanceof InputError ? result : { ...result, index };
      index++;
    }
  } catch (error) {
    yield asInputError(error);
  }
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** @throws InputError when nothing more can be read */
async function* readExchanges(
  name: string,
  bytes: AsyncGenerator<Buffer>,
): AsyncGenerator<ParsedExchange | InputError> {
  const { value: first = Buffer.alloc(0) } = await bytes.next();
  const offset = first.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  const head = first.subarray(offset);
  const unsupported = describeUnsupportedFile(head);
  if (unsupported) throw new InputError(`${name}: expected a recording, found ${unsupported}`);
  const chunks = prependChunks([head], bytes);
  const builder = new TextBuilder(name);
  const isCurl = isCurlStart(head);
  if (!isCurl && (await startsAsNdjson(builder, chunks))) {
    yield* readNdjson(name, prependChunks([builder.take()], chunks), offset);
    return;
  }
  await builder.addAll(chunks);
  const slice = { text: decodeUtf8(name, builder.take(), offset), start: START_POSITION };
  if (isCurl) {
    yield* readCurl(name, slice.text);
    return;
  }
  const value = await parseJson(name, slice);
  const entries = getIn(value, 'log', 'entries');
  if (Array.isArray(entries)) yield* readHar(name, slice.text, entries);
  else yield Array.isArray(value) ? parseImageList(name, value, slice) : parseRecording(name, value, slice);
}
