import type { Exchange } from '../contract/index.js';
import { listTarget, requestFrom } from '../request/target.js';
import { at } from '../values/pointer.js';
import { show } from '../values/show.js';
import { type Body, bodyOf, decoded, fromBase64, fromHex } from './bodies.js';
import { headersOf } from './headers.js';
import { type Layout, layouts } from './layout.js';

/** An exchange with where its parts stand in the entry, or why the entry holds none. */
export type HarEntry = { readonly exchange: Exchange; readonly layout: Layout } | string;

/**
 * Reads one entry of a HAR. Of an entry about another path or method, only the request is read. An entry without headers
 * was saved without them, for every response has some: its content type is then not checked.
 */
export function parseHarEntry(entry: unknown): HarEntry {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return `it is not an object, found ${show(entry)}`;
  }
  const request = requestFrom(at(entry, 'request', 'method'), at(entry, 'request', 'url'));
  if (typeof request === 'string') return request.replace('request.path', 'request.url');
  if (listTarget(request) === undefined) {
    return { exchange: { request, response: { status: 0 } }, layout: layouts['HAR entry'] };
  }
  const status = at(entry, 'response', 'status');
  if (typeof status !== 'number' || !Number.isInteger(status)) return '`response.status` is not an integer';
  const list = at(entry, 'response', 'headers');
  const headers = headersOf(
    (Array.isArray(list) ? list : []).map((header) => [at(header, 'name'), at(header, 'value')] as const),
  );
  const { body, layout } = readContent(entry);
  const read = 'bytes' in body ? decoded(body.bytes, codingOf(headers)) : body;
  if ('fault' in read) return `\`response.content.text\` ${read.fault}`;
  const content = bodyOf('text' in read ? read.text : '');
  return { exchange: { request, response: { status, ...(headers && { headers }), ...content } }, layout };
}

function readContent(entry: object): { body: Body; layout: Layout } {
  const content = at(entry, 'response', 'content');
  const text = at(content, 'text') ?? '';
  const base64 = at(content, 'encoding') === 'base64';
  const fault = (words: string) => ({ body: { fault: words }, layout: layouts['HAR entry'] });
  if (typeof text !== 'string') return fault('is not a string');
  if (text === '' && typeof at(content, '_file') === 'string') {
    return fault('is in a file of its own: save the HAR with its contents (`content: "embed"` in Playwright)');
  }
  if (text === '' && Number(at(content, 'size') ?? 0) > 0) {
    return fault('is not there, though its `size` is not 0: save the HAR with its contents');
  }
  if (text.startsWith('["') && at(entry, '_order') !== undefined) {
    return { body: joinChunks(text, base64), layout: layouts['HAR entry in base64'] };
  }
  if (!base64) return { body: { text }, layout: layouts['HAR entry'] };
  const bytes = fromBase64(text);
  return {
    body: bytes ? { bytes } : { fault: 'is not base64, as its `encoding` says' },
    layout: layouts['HAR entry in base64'],
  };
}

const codingOf = (headers: Readonly<Record<string, readonly string[]>> = {}): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1][0] ?? '';

/** Joins a JSON array of chunks, each in base64 or, in older versions, in hex: Polly.JS saves a compressed body so. */
function joinChunks(text: string, base64: boolean): Body {
  let chunks: unknown;
  try {
    chunks = JSON.parse(text);
  } catch {
    // An answer can begin so too, and be cut off.
    return { text };
  }
  const [read, name] = base64 ? [fromBase64, 'base64'] : [fromHex, 'hex'];
  const bytes = (Array.isArray(chunks) ? chunks : []).map((chunk) =>
    typeof chunk === 'string' ? read(chunk) : undefined,
  );
  if (bytes.every((chunk) => chunk !== undefined)) return { bytes: Buffer.concat(bytes) };
  return base64 ? { fault: `is not a list of chunks in ${name}` } : { text };
}
