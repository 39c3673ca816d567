import { at } from '../values/pointer.js';
import { type Body, fromHex } from './bodies.js';
import { type Dialect, exchangesIn, hasOne } from './dialect.js';
import { elementsOf, foundIn, headersOf, pairsOf } from './found.js';
import { layoutOf } from './layout.js';

const isOne = (value: unknown): boolean =>
  typeof at(value, 'scope') === 'string' &&
  (typeof at(value, 'method') === 'string' || typeof at(value, 'path') === 'string');

/** What nock's recorder writes with `output_objects`: a list of definitions, or one. */
export const nock: Dialect = {
  name: 'definitions of nock',
  one: 'a definition of nock',
  is: (value) => isOne(value) || hasOne(value, isOne),
  paths: (value) => (Array.isArray(value) ? exchangesIn(value) : [[]]),
  exchangeOf(value) {
    const headers = headersOf(pairsIn(at(value, 'rawHeaders') ?? at(value, 'headers')));
    const body = bodyIn(at(value, 'response'), at(value, 'responseIsBinary') === true, headers);
    const layout = layoutOf(
      'json' in body ? 'json' : 'text' in body ? 'quoted' : 'opaque',
      ['path'],
      ['status'],
      [at(value, 'rawHeaders') === undefined ? 'headers' : 'rawHeaders'],
      ['response'],
    );
    return foundIn({ method: at(value, 'method'), url: at(value, 'path'), layout }, () => ({
      // One that says none answers with 200.
      status: at(value, 'status') ?? 200,
      headers,
      body,
      layout,
    }));
  },
};

/** Headers as names and values by turns, or as the members of an object. */
function pairsIn(headers: unknown): (readonly [unknown, unknown])[] {
  if (!Array.isArray(headers)) return pairsOf(headers);
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]] as const] : []));
}

/** The parsed JSON, a text, or in hex what is binary or, in chunks, compressed. */
function bodyIn(response: unknown, binary: boolean, headers: ReturnType<typeof headersOf> = {}): Body {
  if (response === undefined || response === null) return { text: '' };
  const compressed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-encoding');
  const chunks = compressed ? elementsOf(response) : binary ? [response] : [];
  if (chunks.length > 0 && chunks.every((chunk) => typeof chunk === 'string')) {
    const bytes = chunks.map((chunk) => fromHex(chunk));
    if (bytes.every((chunk) => chunk !== undefined)) return { bytes: Buffer.concat(bytes) };
    return { fault: 'is not hex, as nock records what is binary or compressed' };
  }
  return typeof response === 'string' ? { text: response } : { json: response };
}
