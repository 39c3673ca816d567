import { getListTarget, validateRequestLine } from '../../request/parse-target.js';
import { previewValue } from '../../values/format-value.js';
import { parseJsonBody } from '../../values/json-body.js';
import { getIn } from '../../values/pointer.js';
import { decodeBase64, decodeContent, decodeHex } from '../decode-body.js';
import { collectHeaders, type HeaderRecord } from '../headers.js';
import { InputError } from '../input-error.js';
import { findPositions, START_POSITION, type TextSlice } from '../positions.js';
import type { ParsedExchange, RecordedBody } from '../recorded-exchange.js';

const parts: ParsedExchange['parts'] = {
  '/request/path': ['request', 'url'],
  '/response/status': ['response', 'status'],
  '/response/headers': ['response', 'headers'],
  '/response/body': ['response', 'content', 'text'],
};

/** Reads the entries of a HAR, which has been parsed. */
export async function* readHar(
  name: string,
  text: string,
  entries: readonly unknown[],
): AsyncGenerator<ParsedExchange | InputError> {
  let slices: Promise<readonly TextSlice[]> | undefined;
  const getSlice = async (index: number): Promise<TextSlice> => {
    slices ??= findEntrySlices(text, entries.length);
    return (await slices)[index] ?? { text, start: START_POSITION };
  };
  for (const [index, entry] of entries.entries()) {
    const parsed = parseEntry(entry);
    if (parsed instanceof InputError) {
      const { line, column } = (await getSlice(index)).start;
      yield new InputError(`${name}:${line}:${column}: expected a HAR entry, but ${parsed.message}`);
    } else yield { ...parsed, isImageList: false, parts, getSlice: () => getSlice(index) };
  }
}

/** Finds all entries in one pass, so that looking into each takes no more time than the entry is long. */
async function findEntrySlices(text: string, count: number): Promise<TextSlice[]> {
  const { findOffsets } = await import('../json-positions.js');
  const paths = Array.from({ length: count }, (_, index) => ['log', 'entries', String(index)]);
  const offsets = findOffsets(text, paths);
  const starts = findPositions({ text, start: START_POSITION }, offsets);
  return starts.map((start, index) => ({ text: text.slice(offsets[index], offsets[index + 1]), start }));
}

/**
 * Reads one entry. Of an entry about another path or method, only the request is read. An entry without headers was
 * saved without them, for every response has some: its content type is then not checked. An error says no position.
 */
function parseEntry(entry: unknown): Pick<ParsedExchange, 'exchange' | 'body'> | InputError {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return new InputError(`it is not an object, found ${previewValue(entry)}`);
  }
  const request = validateRequestLine(getIn(entry, 'request', 'method'), getIn(entry, 'request', 'url'), 'request.url');
  if (typeof request === 'string') return new InputError(request);
  if (getListTarget(request) === undefined) {
    return { exchange: { request, response: { status: 0 } }, body: { form: 'string', text: '' } };
  }
  const status = getIn(entry, 'response', 'status');
  if (typeof status !== 'number' || !Number.isInteger(status)) {
    return new InputError('`response.status` is not an integer');
  }
  const pairs = getIn(entry, 'response', 'headers');
  const headers = collectHeaders(
    (Array.isArray(pairs) ? pairs : []).map((pair) => [getIn(pair, 'name'), getIn(pair, 'value')] as const),
  );
  const body = readContent(entry, headers);
  if (body instanceof InputError) return new InputError(`\`response.content.text\` ${body.message}`);
  const response = { status, ...(headers && { headers }), ...parseJsonBody(body.text) };
  return { exchange: { request, response }, body };
}

/** Reads the body of an entry: a string, or base64 of bytes in the content coding that the headers name. */
function readContent(
  entry: object,
  headers: HeaderRecord | undefined,
): Exclude<RecordedBody, { form: 'json' }> | InputError {
  const content = getIn(entry, 'response', 'content');
  const text = getIn(content, 'text') ?? '';
  if (typeof text !== 'string') return new InputError('is not a string');
  if (text === '' && typeof getIn(content, '_file') === 'string') {
    return new InputError('is in a file of its own: save the HAR with its contents (`content: "embed"` in Playwright)');
  }
  if (text === '' && Number(getIn(content, 'size') ?? 0) > 0) {
    return new InputError('is not there, though its `size` is not 0: save the HAR with its contents');
  }
  const isBase64 = getIn(content, 'encoding') === 'base64';
  const pollyChunks = getIn(entry, '_order') === undefined ? undefined : parsePollyChunks(text);
  if (!isBase64 && !pollyChunks) return { form: 'string', text };
  const chunks = (pollyChunks ?? [text]).map(isBase64 ? decodeBase64 : decodeHex);
  if (!chunks.every((chunk) => chunk !== undefined)) {
    return isBase64 ? new InputError('is not base64, as its `encoding` says') : { form: 'string', text };
  }
  const contentEncoding = Object.entries(headers ?? {}).find(([header]) => /^content-encoding$/i.test(header))?.[1];
  const decoded = decodeContent(Buffer.concat(chunks), contentEncoding?.[0] ?? '');
  return decoded instanceof InputError ? decoded : { form: 'encoded', text: decoded };
}

/** Polly.JS saves a compressed body as a JSON array of chunks, each in base64 or, in older versions, in hex. */
function parsePollyChunks(text: string): string[] | undefined {
  if (!text.startsWith('["')) return undefined;
  try {
    const chunks: unknown = JSON.parse(text);
    return Array.isArray(chunks) && chunks.every((chunk) => typeof chunk === 'string') ? chunks : undefined;
  } catch {
    return undefined;
  }
}
