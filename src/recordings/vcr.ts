import { at } from '../values/pointer.js';
import { type Body, fromBase64 } from './bodies.js';
import { type Dialect, exchangesIn } from './dialect.js';
import { foundIn, headersOf, pairsOf } from './found.js';
import { layoutOf } from './layout.js';

/** Cassettes of VCR and Betamax (`http_interactions`), and of VCR.py (`interactions`): the same but for a few names. */
export const vcr: Dialect = {
  name: 'a cassette of VCR',
  one: 'an interaction of VCR',
  inYaml: true,
  is: (value) =>
    Array.isArray(at(value, 'http_interactions')) ||
    // go-vcr writes `interactions` too, with a `url` in place of the `uri`.
    (Array.isArray(at(value, 'interactions')) &&
      at(value, 'version') !== undefined &&
      at(value, 'interactions', '0', 'request', 'url') === undefined),
  paths: (value) =>
    exchangesIn(value, at(value, 'http_interactions') === undefined ? 'interactions' : 'http_interactions'),
  exchangeOf(value) {
    const response = at(value, 'response');
    const [content, name] = stringIn(at(response, 'body'));
    const numbered = typeof at(response, 'status') === 'number' ? [] : ['code'];
    const layout = layoutOf(
      typeof content === 'string' && name !== 'base64_string' ? 'quoted' : 'opaque',
      ['request', 'uri'],
      ['response', 'status', ...numbered],
      ['response', 'headers'],
      ['response', 'body', ...(name === undefined ? [] : [name])],
    );
    return foundIn({ method: at(value, 'request', 'method'), url: at(value, 'request', 'uri'), layout }, () => ({
      status: at(response, 'status', ...numbered),
      headers: headersOf(pairsOf(at(response, 'headers'))),
      body: bodyIn(content, name),
      layout,
    }));
  },
};

/** What holds the body: a member of it, or itself. */
function stringIn(body: unknown): [content: unknown, name: string | undefined] {
  const name = ['base64_string', 'string'].find((member) => at(body, member) !== undefined);
  return name === undefined ? [body, undefined] : [at(body, name), name];
}

/** A body as text, as base64, or as the bytes that YAML has read; none is an empty one. */
function bodyIn(content: unknown, name: string | undefined): Body {
  if (content instanceof Uint8Array) return { bytes: Buffer.from(content) };
  if (content === undefined || content === null) return { text: '' };
  if (typeof content !== 'string') return { fault: 'is not a string' };
  if (name !== 'base64_string') return { text: content };
  const bytes = fromBase64(content);
  return bytes ? { bytes } : { fault: 'is not base64, as its name says' };
}
