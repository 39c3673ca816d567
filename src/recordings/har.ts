import type { Exchange } from '../contract/index.js';
import { listTarget, requestFrom } from '../request/target.js';
import { child } from '../values/pointer.js';
import { show } from '../values/show.js';
import { type Layout, layouts } from './layout.js';

/** How a HAR begins, if `log` comes first: with a member that HAR 1.2 knows. One that begins otherwise is told when parsed. */
const OPENING =
  /^[ \t\r\n]*\{[ \t\r\n]*"log"[ \t\r\n]*:[ \t\r\n]*\{[ \t\r\n]*"(?:version|creator|browser|pages|entries|comment)"/;

export const beginsHar = (head: Buffer): boolean => OPENING.test(head.toString('latin1', 0, 1024));

/** Base64 of either alphabet, over however many lines, has none of these. */
const NO_BASE64 = /[^\w+/=\s-]/;

/** The value that names lead to. */
export const at = (value: unknown, ...path: string[]): unknown => path.reduce<unknown>(child, value);

/**
 * The exchange of a HAR entry; words for why it is none. Of what is about another path or method no more is read, and
 * an entry without headers was saved without them: an answer has some.
 */
export function exchangeOfEntry(entry: unknown): { exchange: Exchange; layout: Layout } | string {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return `it is not an object, found ${show(entry)}`;
  }
  const request = requestFrom(at(entry, 'request', 'method'), at(entry, 'request', 'url'));
  if (typeof request === 'string') return request.replace('request.path', 'request.url');
  const passedOver = { exchange: { request, response: { status: 0 } }, layout: layouts['HAR entry'] };
  if (listTarget(request) === undefined) return passedOver;

  const status = at(entry, 'response', 'status');
  if (typeof status !== 'number' || !Number.isInteger(status)) return '`response.status` is not an integer';
  const content = at(entry, 'response', 'content');
  const text = at(content, 'text') ?? '';
  if (typeof text !== 'string') return '`response.content.text` is not a string';
  if (text === '' && Number(at(content, 'size') ?? 0) > 0) {
    return '`response.content.text` is not there, though its `size` is not 0: save the HAR with its contents';
  }
  if (text.startsWith('["') && at(entry, '_order') !== undefined) {
    return '`response.content.text` is a list of chunks, as Polly.JS saves a compressed body: record it again with `accept-encoding: identity`';
  }
  const base64 = at(content, 'encoding') === 'base64';
  if (base64 && NO_BASE64.test(text)) return '`response.content.text` is not base64, as its `encoding` says';
  const headers = headersOf(at(entry, 'response', 'headers'));
  return {
    exchange: {
      request,
      response: {
        status,
        ...(headers && { headers }),
        ...bodyOf(base64 ? Buffer.from(text, 'base64').toString() : text),
      },
    },
    layout: layouts[base64 ? 'HAR entry in base64' : 'HAR entry'],
  };
}

/** A body that was recorded as text: parsed where it is JSON. */
export function bodyOf(bodyText: string): { body: unknown } | { bodyText: string } {
  try {
    return { body: JSON.parse(bodyText) };
  } catch {
    return { bodyText };
  }
}

function headersOf(list: unknown): Record<string, string[]> | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const found = new Map<string, string[]>();
  for (const header of list) {
    const [name, value] = [at(header, 'name'), at(header, 'value')];
    if (typeof name === 'string' && typeof value === 'string') found.set(name, [...(found.get(name) ?? []), value]);
  }
  // Not by assignment, which takes a name such as `__proto__` for something else.
  return Object.fromEntries(found);
}
