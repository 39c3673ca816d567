import { at } from '../values/pointer.js';
import { type Body, fromBase64 } from './bodies.js';
import { type Dialect, exchangesIn, hasOne } from './dialect.js';
import { type Attached, elementsOf, foundIn, headersOf, pairsOf } from './found.js';
import { type Layout, layoutOf } from './layout.js';

/** The members of a request that say its URL, and those that match many. */
const EXACT = ['url', 'urlPath'];
const PATTERNS = ['urlPattern', 'urlPathPattern', 'urlPathTemplate'];

const isOne = (value: unknown): boolean => {
  const response = at(value, 'response');
  // An entry of a HAR has a `url` too, and a `content`.
  return (
    typeof response === 'object' &&
    at(response, 'content') === undefined &&
    [...EXACT, ...PATTERNS].some((name) => typeof at(value, 'request', name) === 'string')
  );
};

/** Stub mappings of WireMock: one, a list, or `{"mappings": [...]}`, as its recorder and its API write them. */
export const wiremock: Dialect = {
  name: 'stub mappings of WireMock',
  one: 'a stub mapping of WireMock',
  is: (value) => Array.isArray(at(value, 'mappings')) || isOne(value) || hasOne(value, isOne),
  paths: (value) => {
    if (Array.isArray(value)) return exchangesIn(value);
    return Array.isArray(at(value, 'mappings')) ? exchangesIn(value, 'mappings') : [[]];
  },
  async exchangeOf(value, attached) {
    const request = at(value, 'request');
    const pattern = PATTERNS.find((name) => at(request, name) !== undefined);
    if (pattern !== undefined) return `\`request.${pattern}\` stands for many requests: record with \`url\``;
    const name = EXACT.find((member) => at(request, member) !== undefined) ?? 'url';
    const query = name === 'urlPath' ? queryOf(at(request, 'queryParameters')) : '';
    if (query === undefined) return '`request.queryParameters` match many requests: expected `equalTo` for each';
    // A stub for any method answers a GET too; one that says no status answers with 200.
    const method = at(request, 'method') ?? 'ANY';
    const url = at(request, name);
    const asked = { method: method === 'ANY' ? 'GET' : method, url: typeof url === 'string' ? url + query : url };
    return foundIn({ ...asked, layout: layoutFor(name, 'body', 'quoted') }, async () => {
      const { body, member, kind } = await bodyIn(at(value, 'response'), attached);
      return {
        status: at(value, 'response', 'status') ?? 200,
        headers: headersOf(pairsOf(at(value, 'response', 'headers'))),
        body,
        layout: layoutFor(name, member, kind),
      };
    });
  },
};

const layoutFor = (url: string, body: string, kind: Layout['body']): Layout =>
  layoutOf(kind, ['request', url], ['response', 'status'], ['response', 'headers'], ['response', body]);

/** The query of parameters that each are to equal a value, or a list of some; `undefined` when they may be more. */
function queryOf(parameters: unknown): string | undefined {
  const pairs: [string, string][] = [];
  for (const [name, matcher] of pairsOf(parameters)) {
    const list = at(matcher, 'hasExactly');
    for (const one of list === undefined ? [matcher] : elementsOf(list)) {
      const value = at(one, 'equalTo');
      if (typeof value !== 'string') return undefined;
      pairs.push([name, value]);
    }
  }
  const sent = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return sent && `?${sent}`;
}

/** The body, with the member that holds it: as JSON, as text, in base64, or in a file below `__files`. */
async function bodyIn(
  response: unknown,
  attached: Attached,
): Promise<{ body: Body; member: string; kind: Layout['body'] }> {
  const [json, text, base64, file] = ['jsonBody', 'body', 'base64Body', 'bodyFileName'].map((name) =>
    at(response, name),
  );
  if (json !== undefined) return { body: { json }, member: 'jsonBody', kind: 'json' };
  if (typeof base64 === 'string') {
    const bytes = fromBase64(base64);
    const body: Body = bytes ? { bytes } : { fault: 'is not base64, as its name says' };
    return { body, member: 'base64Body', kind: 'opaque' };
  }
  if (typeof file === 'string') {
    const bytes = await attached(file, '__files');
    const body: Body = typeof bytes === 'string' ? { fault: bytes } : { bytes };
    return { body, member: 'bodyFileName', kind: 'opaque' };
  }
  const body: Body =
    text === undefined || typeof text === 'string' ? { text: text ?? '' } : { fault: 'is not a string' };
  return { body, member: 'body', kind: 'quoted' };
}
