import { at, child } from '../values/pointer.js';

/** What other tools write as JSON or YAML that is known and not read. */
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

export const WRITE =
  'write each answer as a recording, one a line, or ask an engine by `docker-images-contract record`';

/** The first that fits counts. */
export const dialects: readonly Dialect[] = [
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
    found: 'a cassette of go-vcr',
    is: (one) => isList(one, 'interactions') && isText(one, 'interactions', '0', 'request', 'url'),
    advice:
      'write each interaction as a recording, one a line: `method` and `url`, as `path`, go into `request`, `code`, as `status`, `headers` and `body`, as `bodyText`, into `response`',
  },
  {
    found: 'a contract of Pact',
    is: (one) => isText(one, 'consumer', 'name') && isText(one, 'provider', 'name'),
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

const oneOf =
  (...starts: readonly string[]) =>
  (head: string): boolean =>
    starts.some((start) => head.startsWith(start));

/** What is told by its first bytes, as units of one byte each. */
export const foreignFiles: readonly {
  readonly found: string;
  readonly begins: (head: string) => boolean;
  readonly advice: string;
}[] = [
  {
    found: 'a capture of packets',
    begins: oneOf('\xa1\xb2\xc3\xd4', '\xd4\xc3\xb2\xa1', '\xa1\xb2\x3c\x4d', '\x4d\x3c\xb2\xa1', '\n\r\r\n'),
    advice:
      '`tshark -r FILE --export-objects http,FOLDER` takes the answers out, each a list to give as a PATH; or ask an engine by `docker-images-contract record`',
  },
  {
    found: 'flows of mitmproxy',
    begins: (head) => /^\d{1,9}:\d{1,3}:[a-z_]+[;,]/.test(head),
    advice: '`mitmdump -nr FILE --set hardump=FILE.har` writes them as a HAR, from mitmproxy 10.1 on',
  },
  {
    found: 'markup',
    begins: (head) => /^\s*<(?:[!?]|html|[a-z]+[ >])/i.test(head),
    advice: 'a proxy that writes XML, such as Burp or Charles, writes a HAR too: export one',
  },
  {
    found: 'a tar archive',
    begins: (head) => head.startsWith('ustar', 257),
    advice: 'unpack it, and give the folder',
  },
  {
    found: 'a file compressed by bzip2, xz or zstd',
    begins: oneOf('BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd'),
    advice: 'unpack it; gzip is read as it is',
  },
  {
    found: 'UTF-16',
    begins: oneOf('\xff\xfe', '\xfe\xff'),
    advice: 'write it as UTF-8',
  },
];

/** What a file is that begins so and is known and not read. */
export function foreignBytes(head: Buffer): string | undefined {
  const begin = head.toString('latin1', 0, 1024);
  return worded(foreignFiles.find(({ begins }) => begins(begin)));
}

const worded = (dialect: Pick<Dialect, 'found' | 'advice'> | undefined): string | undefined =>
  dialect && `${dialect.found}: ${dialect.advice}`;
