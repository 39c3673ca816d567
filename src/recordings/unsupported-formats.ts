import { at, child } from '../values/pointer.js';

/** A format that is known and not read. */
interface UnsupportedFormat {
  /** What it is, as the end of "found ...". */
  readonly found: string;
  /** What to do with it: where a `jq` line does it, the line that writes one `{ request, response }` a line. */
  readonly advice: string;
}

/** A format that shows in a parsed value. */
interface ValueFormat extends UnsupportedFormat {
  /** Whether a value, or an element of its array, is in the format. */
  readonly is: (value: unknown) => boolean;
}

/** A format that shows in the first bytes of a file. */
interface FileFormat extends UnsupportedFormat {
  /** @param head the first bytes, each as one character */
  readonly begins: (head: string) => boolean;
}

const isString = (value: unknown, ...path: string[]): boolean => typeof at(value, ...path) === 'string';
const isArray = (value: unknown, ...path: string[]): boolean => Array.isArray(at(value, ...path));
const isObject = (value: unknown, ...path: string[]): boolean => {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found);
};

export const WRITE_RECORDINGS =
  'write each answer as a recording, one a line, or ask an engine by `docker-images-contract record`';

/** Writes `response` without what is null there. */
const COMPACT = 'map_values(. // empty)';
/** A body that stands there as a string, or as JSON. */
const AS_TEXT = 'if type == "string" then . else tojson end';
const VCR = `jq -c '(.http_interactions // .interactions)[] | {request: {method: .request.method, path: .request.uri}, response: ({status: .response.status.code, headers: .response.headers, bodyText: .response.body.string} | ${COMPACT})}'`;
const WIREMOCK = `jq -c '(.mappings? // .) | (arrays[], objects) | {request: {method: .request.method, path: (.request.url // .request.urlPath)}, response: ({status: .response.status, headers: .response.headers, body: .response.jsonBody, bodyText: .response.body} | ${COMPACT})}' FILE > recordings.ndjson`;
const NOCK = `jq -c '.[] | {request: {method, path}, response: {status, bodyText: (.response | ${AS_TEXT})}}' FILE > recordings.ndjson`;
const POSTMAN = `jq -c '.. | objects | select(.originalRequest) | {request: {method: .originalRequest.method, path: (.originalRequest.url.raw? // .originalRequest.url)}, response: ({status: .code, bodyText: .body} | ${COMPACT})}' FILE > recordings.ndjson`;
const MOCKSERVER = `jq -c '(arrays[], objects) | {request: {method: .httpRequest.method, path: .httpRequest.path}, response: {status: .httpResponse.statusCode, bodyText: (.httpResponse.body | ${AS_TEXT})}}' FILE > recordings.ndjson`;
const GO_VCR = `jq -c '.interactions[] | {request: {method: .request.method, path: .request.url}, response: ({status: .response.code, headers: .response.headers, bodyText: .response.body} | ${COMPACT})}'`;
const fromYaml = (recipe: string): string => `\`yq -o=json . FILE | ${recipe} > recordings.ndjson\``;

/** The first that fits counts. */
const valueFormats: readonly ValueFormat[] = [
  {
    found: 'expectations of MockServer',
    is: (one) => isObject(one, 'httpRequest') || isObject(one, 'httpResponse'),
    advice: `\`${MOCKSERVER}\``,
  },
  {
    found: 'entries of a HAR without its `log`',
    is: (one) => isString(one, 'request', 'url') && isObject(one, 'response', 'content'),
    advice: 'put them into {"log": {"version": "1.2", "entries": [...]}}',
  },
  {
    found: 'a simulation of Hoverfly',
    is: (one) => isArray(one, 'data', 'pairs') && isString(one, 'meta', 'schemaVersion'),
    advice: WRITE_RECORDINGS,
  },
  {
    found: 'imposters of Mountebank',
    is: (one) => isArray(one, 'imposters') || (isString(one, 'protocol') && isArray(one, 'stubs')),
    advice: WRITE_RECORDINGS,
  },
  {
    found: 'a cassette of go-vcr',
    is: (one) => isArray(one, 'interactions') && isString(one, 'interactions', '0', 'request', 'url'),
    advice: `\`${GO_VCR} FILE > recordings.ndjson\``,
  },
  {
    found: 'a cassette of VCR',
    is: (one) =>
      isArray(one, 'http_interactions') ||
      (isArray(one, 'interactions') && isString(one, 'interactions', '0', 'request', 'uri')),
    advice: `\`${VCR} FILE > recordings.ndjson\``,
  },
  {
    found: 'stub mappings of WireMock',
    is: (one) =>
      isArray(one, 'mappings') ||
      (isObject(one, 'response') && (isString(one, 'request', 'url') || isString(one, 'request', 'urlPath'))),
    advice: `\`${WIREMOCK}\``,
  },
  {
    found: 'definitions of nock',
    is: (one) => isString(one, 'scope') && isString(one, 'path') && at(one, 'response') !== undefined,
    advice: `\`${NOCK}\``,
  },
  {
    found: 'a collection of Postman',
    is: (one) => isArray(one, 'item') && isObject(one, 'info'),
    advice: `\`${POSTMAN}\``,
  },
  {
    found: 'a contract of Pact',
    is: (one) => isString(one, 'consumer', 'name') && isString(one, 'provider', 'name'),
    advice: WRITE_RECORDINGS,
  },
];

/** What an array can hold that is neither a list of images nor in a format above. */
const elementFormats: readonly ValueFormat[] = [
  {
    found: 'a list of recordings',
    is: (one) => isString(one, 'request', 'path') && isObject(one, 'response'),
    advice: 'write one a line',
  },
  ...valueFormats,
  {
    found: 'a list of requests with responses',
    is: (one) => isObject(one, 'request') && isObject(one, 'response'),
    advice: WRITE_RECORDINGS,
  },
];

/** Names the format of a JSON value that is no recording, with what to do; `undefined` when it is not known. */
export const unsupportedValue = (value: unknown): string | undefined =>
  describe(valueFormats.find(({ is }) => is(value)));

/** Names the format of an array that is no list of images. An array of unknown values is a wrong response: it is checked. */
export function unsupportedList(list: readonly unknown[]): string | undefined {
  // An image is told by its Id, for a list may be long.
  const others = list.filter((one) => child(one, 'Id') === undefined);
  return describe(elementFormats.find(({ is }) => others.some(is)));
}

const startsWith =
  (...starts: readonly string[]) =>
  (head: string): boolean =>
    starts.some((start) => head.startsWith(start));

/** A YAML document or directive, or a property at the start of the first line that is neither blank nor a comment. */
const YAML = /^(?:[ \t\r]*(?:#[^\n]*)?\n)*(?:---|%YAML|[\w-]+:(?:[ \r\n]|$))/;

/** The first that fits counts. */
const fileFormats: readonly FileFormat[] = [
  {
    found: 'a capture of packets',
    begins: startsWith('\xa1\xb2\xc3\xd4', '\xd4\xc3\xb2\xa1', '\xa1\xb2\x3c\x4d', '\x4d\x3c\xb2\xa1', '\n\r\r\n'),
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
  { found: 'a zip', begins: startsWith('PK\x03\x04', 'PK\x05\x06'), advice: 'unpack it, and give the folder' },
  {
    found: 'a tar archive',
    begins: (head) => head.startsWith('ustar', 257),
    advice: 'unpack it, and give the folder',
  },
  {
    found: 'a file compressed by bzip2, xz or zstd',
    begins: startsWith('BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd'),
    advice: 'unpack it; gzip is read as it is',
  },
  { found: 'UTF-16', begins: startsWith('\xff\xfe', '\xfe\xff'), advice: 'write it as UTF-8' },
  {
    found: 'a cassette of go-vcr in YAML',
    begins: (head) => YAML.test(head) && /^interactions:/m.test(head) && /^ +url: /m.test(head),
    advice: fromYaml(GO_VCR),
  },
  {
    found: 'a cassette of VCR in YAML',
    begins: (head) => YAML.test(head) && /^(?:http_)?interactions:/m.test(head),
    advice: fromYaml(VCR),
  },
  { found: 'YAML', begins: (head) => YAML.test(head), advice: WRITE_RECORDINGS },
];

/** Names the format of a file by its first bytes, with what to do; `undefined` when it is not known. */
export function unsupportedFile(head: Buffer): string | undefined {
  const begin = head.toString('latin1', 0, 1024);
  return describe(fileFormats.find(({ begins }) => begins(begin)));
}

/** Every format that is known and not read, for the pages. */
export const unsupportedFormats: readonly UnsupportedFormat[] = [...valueFormats, ...fileFormats];

const describe = (format: UnsupportedFormat | undefined): string | undefined =>
  format && `${format.found}: ${format.advice}`;
