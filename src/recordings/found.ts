import type { Exchange } from '../contract/index.js';
import { listTarget, requestFrom } from '../request/target.js';
import { type Body, bodyOf, decoded } from './bodies.js';
import type { Layout } from './layout.js';

/** An exchange with where its parts stand; words for why there is none. */
export type Found = { readonly exchange: Exchange; readonly layout: Layout } | string;

/** A file beside the one that is read, or in the same zip, which holds a body; words for why it cannot be had. */
export type Attached = (name: string, folder?: string) => Promise<Buffer | string>;

/** What a dialect says of one exchange. */
export interface Parts {
  readonly method: unknown;
  readonly url: unknown;
  readonly status: unknown;
  readonly headers?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly body: Body;
  readonly layout: Layout;
}

/**
 * The exchange that parts make.
 *
 * @param layout where they stand, which also names them when one is wrong
 * @param answer the parts of the answer; not asked for when the request is about something else
 */
export async function foundIn(
  { method, url, layout }: Pick<Parts, 'method' | 'url' | 'layout'>,
  answer: () => Promise<Omit<Parts, 'method' | 'url'>> | Omit<Parts, 'method' | 'url'>,
): Promise<Found> {
  const request = requestFrom(method, url);
  if (typeof request === 'string') return request.replace('request.path', layout.paths['/request/path'].join('.'));
  if (listTarget(request) === undefined) return { exchange: { request, response: { status: 0 } }, layout };
  const { status, headers, body, layout: own } = await answer();
  if (typeof status !== 'number' || !Number.isInteger(status)) {
    return `\`${own.paths['/response/status'].join('.')}\` is not an integer`;
  }
  const read = 'bytes' in body ? decoded(body.bytes, codingOf(headers)) : body;
  if ('fault' in read) return `\`${own.paths['/response/body'].join('.')}\` ${read.fault}`;
  const content = 'json' in read ? { body: read.json } : bodyOf('text' in read ? read.text : '');
  return { exchange: { request, response: { status, ...(headers && { headers }), ...content } }, layout: own };
}

const codingOf = (headers: Parts['headers'] = {}): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1][0] ?? '';

/**
 * Headers of pairs, those without text left out; `undefined` when there are none, for an answer has some: they were not
 * saved.
 */
export function headersOf(
  pairs: Iterable<readonly [name: unknown, value: unknown]>,
): Readonly<Record<string, string[]>> | undefined {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (typeof name !== 'string') continue;
    const texts = [value].flat().filter((one) => typeof one === 'string');
    if (texts.length > 0) found.set(name, [...(found.get(name) ?? []), ...texts]);
  }
  // Not by assignment, which takes a name such as `__proto__` for something else.
  return found.size === 0 ? undefined : Object.fromEntries(found);
}

/** The members of an object as pairs. */
export const pairsOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

/** The elements of a list. */
export const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
