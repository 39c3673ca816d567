import { child } from '../values/pointer.js';
import { at } from './har.js';

/** What other tools write that is known and not read. Text and bytes that are no JSON have no row yet. */
interface Dialect {
  /** What it is, as the end of "found ...". */
  readonly found: string;
  /** Whether a value is it, or an element of its list. */
  readonly is: (value: unknown) => boolean;
  /** What to do with it. */
  readonly advice: string;
}

const isText = (value: unknown, ...path: string[]): boolean => typeof at(value, ...path) === 'string';
const isList = (value: unknown, ...path: string[]): boolean => Array.isArray(at(value, ...path));
const isObject = (value: unknown, ...path: string[]): boolean => {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found);
};

const WRITE = 'write each answer as a recording, one a line, or ask an engine by `docker-images-contract record`';
const STUB_URLS = ['url', 'urlPath', 'urlPattern', 'urlPathPattern', 'urlPathTemplate'];

/** The first that fits counts. */
export const dialects: readonly Dialect[] = [
  {
    found: 'definitions of nock',
    is: (one) => isText(one, 'scope') && (isText(one, 'method') || isText(one, 'path')),
    advice:
      'write each as a recording, one a line: `method` and `path` go into `request`, `status` and `response`, as its `body`, into `response`',
  },
  {
    found: 'expectations of MockServer',
    is: (one) => isObject(one, 'httpRequest') || isObject(one, 'httpResponse'),
    advice:
      'write each as a recording, one a line: `httpRequest` is `request`, its `path` with the query; `httpResponse` is `response`, its `statusCode` the `status`',
  },
  {
    found: 'entries of a HAR without its `log`',
    is: (one) => isText(one, 'request', 'url') && isObject(one, 'response', 'content'),
    advice: 'put them into {"log": {"version": "1.2", "entries": [...]}}',
  },
  {
    found: 'stub mappings of WireMock',
    is: (one) =>
      isList(one, 'mappings') || (isObject(one, 'response') && STUB_URLS.some((name) => isText(one, 'request', name))),
    advice: WRITE,
  },
  {
    found: 'a simulation of Hoverfly',
    is: (one) => isList(one, 'data', 'pairs') && isText(one, 'meta', 'schemaVersion'),
    advice: WRITE,
  },
  {
    found: 'imposters of Mountebank',
    is: (one) => isList(one, 'imposters') || (isText(one, 'protocol') && isList(one, 'stubs')),
    advice: WRITE,
  },
  {
    found: 'a contract of Pact',
    is: (one) => isText(one, 'consumer', 'name') && isText(one, 'provider', 'name'),
    advice: WRITE,
  },
  {
    found: 'a cassette of VCR',
    // As VCR and Betamax write it, and as VCR.py does.
    is: (one) => isList(one, 'http_interactions') || (isList(one, 'interactions') && at(one, 'version') !== undefined),
    advice: WRITE,
  },
  {
    found: 'a collection of Postman',
    is: (one) => isText(one, 'info', 'schema') && isList(one, 'item'),
    advice: WRITE,
  },
];

/** What cannot be in a list of images either, and is a recording outside of one. */
const listed: readonly Dialect[] = [
  {
    found: 'a list of recordings',
    is: (one) => isText(one, 'request', 'path') && isObject(one, 'response'),
    advice: 'write one a line',
  },
  ...dialects,
  {
    found: 'a list of requests with responses',
    is: (one) => isObject(one, 'request') && isObject(one, 'response'),
    advice: WRITE,
  },
];

/** What else a JSON value is than a recording, in words with what to do; `undefined` when nothing that is known. */
export const foreignTo = (value: unknown): string | undefined => worded(dialects.find(({ is }) => is(value)));

/** What else a list is than one of images; a list of what nobody knows is a wrong answer, which is to be judged. */
export function foreignList(list: readonly unknown[]): string | undefined {
  // An image is told at once, for a list may be long.
  const others = list.filter((one) => child(one, 'Id') === undefined);
  return worded(listed.find(({ is }) => others.some(is)));
}

const worded = (dialect: Dialect | undefined): string | undefined => dialect && `${dialect.found}: ${dialect.advice}`;
