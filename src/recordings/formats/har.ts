import type { Exchange } from '../../contract/index.js';
import { getListTarget, validateRequestLine } from '../../request/parse-target.js';
import { previewValue } from '../../values/format-value.js';
import { getIn } from '../../values/pointer.js';
import { decodeBase64, decodeContent, decodeHex, parseBodyText, type RecordedBody } from '../decode-body.js';
import { type FieldPaths, fieldPathsByFormat } from '../field-paths.js';
import { collectHeaders } from '../headers.js';

/** An exchange with where its parts stand in the entry, or why the entry holds none. */
export type HarEntry = { readonly exchange: Exchange; readonly fieldPaths: FieldPaths } | string;

/**
 * Reads one entry of a HAR. Of an entry about another path or method, only the request is read. An entry without headers
 * was saved without them, for every response has some: its content type is then not checked.
 */
export function parseHarEntry(entry: unknown): HarEntry {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return `it is not an object, found ${previewValue(entry)}`;
  }
  const request = validateRequestLine(getIn(entry, 'request', 'method'), getIn(entry, 'request', 'url'));
  if (typeof request === 'string') return request.replace('request.path', 'request.url');
  if (getListTarget(request) === undefined) {
    return { exchange: { request, response: { status: 0 } }, fieldPaths: fieldPathsByFormat.harEntry };
  }
  const status = getIn(entry, 'response', 'status');
  if (typeof status !== 'number' || !Number.isInteger(status)) return '`response.status` is not an integer';
  const headerValues = getIn(entry, 'response', 'headers');
  const headers = collectHeaders(
    (Array.isArray(headerValues) ? headerValues : []).map(
      (header) => [getIn(header, 'name'), getIn(header, 'value')] as const,
    ),
  );
  const { body, fieldPaths } = readContent(entry);
  const decoded = 'bytes' in body ? decodeContent(body.bytes, findContentEncoding(headers)) : body;
  if ('fault' in decoded) return `\`response.content.text\` ${decoded.fault}`;
  const content = parseBodyText('text' in decoded ? decoded.text : '');
  return { exchange: { request, response: { status, ...(headers && { headers }), ...content } }, fieldPaths };
}

function readContent(entry: object): { body: RecordedBody; fieldPaths: FieldPaths } {
  const content = getIn(entry, 'response', 'content');
  const text = getIn(content, 'text') ?? '';
  const base64 = getIn(content, 'encoding') === 'base64';
  const createFailure = (reason: string) => ({ body: { fault: reason }, fieldPaths: fieldPathsByFormat.harEntry });
  if (typeof text !== 'string') return createFailure('is not a string');
  if (text === '' && typeof getIn(content, '_file') === 'string') {
    return createFailure('is in a file of its own: save the HAR with its contents (`content: "embed"` in Playwright)');
  }
  if (text === '' && Number(getIn(content, 'size') ?? 0) > 0) {
    return createFailure('is not there, though its `size` is not 0: save the HAR with its contents');
  }
  if (text.startsWith('["') && getIn(entry, '_order') !== undefined) {
    return { body: joinChunks(text, base64), fieldPaths: fieldPathsByFormat.harEntryInBase64 };
  }
  if (!base64) return { body: { text }, fieldPaths: fieldPathsByFormat.harEntry };
  const bytes = decodeBase64(text);
  return {
    body: bytes ? { bytes } : { fault: 'is not base64, as its `encoding` says' },
    fieldPaths: fieldPathsByFormat.harEntryInBase64,
  };
}

const findContentEncoding = (headers: Readonly<Record<string, readonly string[]>> = {}): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1][0] ?? '';

/** Joins a JSON array of chunks, each in base64 or, in older versions, in hex: Polly.JS saves a compressed body so. */
function joinChunks(text: string, base64: boolean): RecordedBody {
  let chunks: unknown;
  try {
    chunks = JSON.parse(text);
  } catch {
    // An answer can begin so too, and be cut off.
    return { text };
  }
  const [decode, encoding] = base64 ? [decodeBase64, 'base64'] : [decodeHex, 'hex'];
  const bytes = (Array.isArray(chunks) ? chunks : []).map((chunk) =>
    typeof chunk === 'string' ? decode(chunk) : undefined,
  );
  if (bytes.every((chunk) => chunk !== undefined)) return { bytes: Buffer.concat(bytes) };
  return base64 ? { fault: `is not a list of chunks in ${encoding}` } : { text };
}
