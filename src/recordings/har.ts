import { at } from '../values/pointer.js';
import { show } from '../values/show.js';
import { type Body, fromBase64, fromHex } from './bodies.js';
import { type Attached, elementsOf, type Found, foundIn, headersOf } from './found.js';
import { type Layout, layouts } from './layout.js';

/**
 * The exchange of a HAR entry; words for why it is none. Of what is about another path or method no more is read, and
 * an entry without headers was saved without them: an answer has some.
 */
export async function exchangeOfEntry(entry: unknown, attached: Attached): Promise<Found> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return `it is not an object, found ${show(entry)}`;
  }
  const [method, url] = [at(entry, 'request', 'method'), at(entry, 'request', 'url')];
  return foundIn({ method, url, layout: layouts['HAR entry'] }, async () => {
    const headers = elementsOf(at(entry, 'response', 'headers'));
    const { body, layout } = await bodyOfEntry(entry, attached);
    return {
      status: at(entry, 'response', 'status'),
      headers: headersOf(headers.map((header) => [at(header, 'name'), at(header, 'value')] as const)),
      body,
      layout,
    };
  });
}

/** The body of an entry, in itself or, as Playwright attaches it, in a file of its own. */
async function bodyOfEntry(entry: object, attached: Attached): Promise<{ body: Body; layout: Layout }> {
  const content = at(entry, 'response', 'content');
  const file = at(content, '_file');
  if (typeof file === 'string' && at(content, 'text') === undefined) {
    const bytes = await attached(file);
    return { body: typeof bytes === 'string' ? { fault: bytes } : { bytes }, layout: layouts['HAR entry with a file'] };
  }
  const text = at(content, 'text') ?? '';
  const base64 = at(content, 'encoding') === 'base64';
  if (typeof text !== 'string') return { body: { fault: 'is not a string' }, layout: layouts['HAR entry'] };
  if (text === '' && Number(at(content, 'size') ?? 0) > 0) {
    const fault = 'is not there, though its `size` is not 0: save the HAR with its contents';
    return { body: { fault }, layout: layouts['HAR entry'] };
  }
  if (text.startsWith('["') && at(entry, '_order') !== undefined) {
    return { body: chunked(text, base64), layout: layouts['HAR entry in base64'] };
  }
  if (!base64) return { body: { text }, layout: layouts['HAR entry'] };
  const bytes = fromBase64(text);
  return {
    body: bytes ? { bytes } : { fault: 'is not base64, as its `encoding` says' },
    layout: layouts['HAR entry in base64'],
  };
}

/** A list of chunks as JSON, each in base64 or, of old, in hex: so Polly.JS saves a compressed body. */
function chunked(text: string, base64: boolean): Body {
  let chunks: unknown;
  try {
    chunks = JSON.parse(text);
  } catch {
    // An answer can begin so too, and be cut off.
    return { text };
  }
  const [read, name] = base64 ? [fromBase64, 'base64'] : [fromHex, 'hex'];
  const bytes = elementsOf(chunks).map((chunk) => (typeof chunk === 'string' ? read(chunk) : undefined));
  if (bytes.every((chunk) => chunk !== undefined)) return { bytes: Buffer.concat(bytes) };
  return base64 ? { fault: `is not a list of chunks in ${name}` } : { text };
}
