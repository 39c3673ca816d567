import { getIn, getOwn } from '../values/pointer.js';

/** A known format that is not read. */
interface UnsupportedFormat {
  /** Its name, as the end of "found ...". */
  readonly description: string;
  /** What to do with it: if possible a `jq` command that writes one `{ request, response }` a line. */
  readonly advice: string;
}

/** A format that is detected in a parsed value. */
interface ValueFormat extends UnsupportedFormat {
  /** Whether a value, or an element of its array, is in the format. */
  readonly matches: (value: unknown) => boolean;
}

/** A format that is detected in the first bytes of a file. */
interface FileFormat extends UnsupportedFormat {
  /** @param head the first bytes, each as one character */
  readonly matchesStart: (head: string) => boolean;
}

const isString = (value: unknown, ...path: string[]): boolean => typeof getIn(value, ...path) === 'string';
const isArray = (value: unknown, ...path: string[]): boolean => Array.isArray(getIn(value, ...path));
const isObject = (value: unknown, ...path: string[]): boolean => {
  const found = getIn(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found);
};

export const WRITE_RECORDINGS =
  'write each answer as a recording, one a line, or ask an engine by `docker-images-contract record`';

/** Instead of what a command prints, which is not the response. */
const RECORD_INSTEAD =
  'record the response instead: `docker-images-contract record`, or `curl -i --unix-socket /var/run/docker.sock http://docker/v1.49/images/json`';
/** Removes null properties of `response`. */
const COMPACT = 'map_values(. // empty)';
/** Converts a body that is a string or JSON. */
const BODY_AS_STRING = 'if type == "string" then . else tojson end';
const VCR = `jq -c '(.http_interactions // .interactions)[] | {request: {method: .request.method, path: .request.uri}, response: ({status: .response.status.code, headers: .response.headers, bodyText: .response.body.string} | ${COMPACT})}'`;
const WIREMOCK = `jq -c '(.mappings? // .) | (arrays[], objects) | {request: {method: .request.method, path: (.request.url // .request.urlPath)}, response: ({status: .response.status, headers: .response.headers, body: .response.jsonBody, bodyText: .response.body} | ${COMPACT})}' FILE > recordings.ndjson`;
const NOCK = `jq -c '.[] | {request: {method, path}, response: {status, bodyText: (.response | ${BODY_AS_STRING})}}' FILE > recordings.ndjson`;
const POSTMAN = `jq -c '.. | objects | select(.originalRequest) | {request: {method: .originalRequest.method, path: (.originalRequest.url.raw? // .originalRequest.url)}, response: ({status: .code, bodyText: .body} | ${COMPACT})}' FILE > recordings.ndjson`;
const MOCKSERVER = `jq -c '(arrays[], objects) | {request: {method: .httpRequest.method, path: .httpRequest.path}, response: {status: .httpResponse.statusCode, bodyText: (.httpResponse.body | ${BODY_AS_STRING})}}' FILE > recordings.ndjson`;
const GO_VCR = `jq -c '.interactions[] | {request: {method: .request.method, path: .request.url}, response: ({status: .response.code, headers: .response.headers, bodyText: .response.body} | ${COMPACT})}'`;
const createYamlRecipe = (recipe: string): string => `\`yq -o=json . FILE | ${recipe} > recordings.ndjson\``;

/** One image, as a line of `jq -c '.[]'`. In an array it is no other format. */
const singleImage: ValueFormat = {
  description: 'an image without its list',
  matches: (one) => isString(one, 'Id') && getIn(one, 'RepoTags') !== undefined,
  advice: '`jq -s . FILE > images.json` makes a list of images, one a line',
};

/** What commands print of images, which is not what the engine sends. */
const commandOutputs: readonly ValueFormat[] = [
  {
    description: 'the output of `docker images --format json`',
    matches: (one) => isString(one, 'Repository') && isString(one, 'Tag') && isString(one, 'ID'),
    advice: RECORD_INSTEAD,
  },
  {
    description: 'the output of `docker image inspect`',
    matches: (one) => isObject(one, 'RootFS'),
    advice: RECORD_INSTEAD,
  },
  {
    description: 'the output of `podman images --format json`',
    matches: (one) => isString(one, 'Id') && isArray(one, 'History'),
    advice: RECORD_INSTEAD,
  },
];

/** The first that matches counts. */
const valueFormats: readonly ValueFormat[] = [
  {
    description: 'expectations of MockServer',
    matches: (one) => isObject(one, 'httpRequest') || isObject(one, 'httpResponse'),
    advice: `\`${MOCKSERVER}\``,
  },
  {
    description: 'entries of a HAR without its `log`',
    matches: (one) => isString(one, 'request', 'url') && isObject(one, 'response', 'content'),
    advice: 'put them into {"log": {"version": "1.2", "entries": [...]}}',
  },
  {
    description: 'a simulation of Hoverfly',
    matches: (one) => isArray(one, 'data', 'pairs') && isString(one, 'meta', 'schemaVersion'),
    advice: WRITE_RECORDINGS,
  },
  {
    description: 'imposters of Mountebank',
    matches: (one) => isArray(one, 'imposters') || (isString(one, 'protocol') && isArray(one, 'stubs')),
    advice: WRITE_RECORDINGS,
  },
  {
    description: 'a cassette of go-vcr',
    matches: (one) => isArray(one, 'interactions') && isString(one, 'interactions', '0', 'request', 'url'),
    advice: `\`${GO_VCR} FILE > recordings.ndjson\``,
  },
  {
    description: 'a cassette of VCR',
    matches: (one) =>
      isArray(one, 'http_interactions') ||
      (isArray(one, 'interactions') && isString(one, 'interactions', '0', 'request', 'uri')),
    advice: `\`${VCR} FILE > recordings.ndjson\``,
  },
  {
    description: 'stub mappings of WireMock',
    matches: (one) =>
      isArray(one, 'mappings') ||
      (isObject(one, 'response') && (isString(one, 'request', 'url') || isString(one, 'request', 'urlPath'))),
    advice: `\`${WIREMOCK}\``,
  },
  {
    description: 'definitions of nock',
    matches: (one) => isString(one, 'scope') && isString(one, 'path') && getIn(one, 'response') !== undefined,
    advice: `\`${NOCK}\``,
  },
  {
    description: 'a collection of Postman',
    matches: (one) => isArray(one, 'item') && isObject(one, 'info'),
    advice: `\`${POSTMAN}\``,
  },
  ...commandOutputs,
  {
    description: 'a contract of Pact',
    matches: (one) => isString(one, 'consumer', 'name') && isString(one, 'provider', 'name'),
    advice: WRITE_RECORDINGS,
  },
];

/** Formats of the elements of an array that is not a list of images. */
const elementFormats: readonly ValueFormat[] = [
  {
    description: 'a list of recordings',
    matches: (one) => isString(one, 'request', 'path') && isObject(one, 'response'),
    advice: 'write one a line',
  },
  ...valueFormats,
  {
    description: 'a list of requests with responses',
    matches: (one) => isObject(one, 'request') && isObject(one, 'response'),
    advice: WRITE_RECORDINGS,
  },
];

/** Names the format of a JSON value that is no recording, with what to do; `undefined` when it is not known. */
export const describeUnsupportedValue = (value: unknown): string | undefined =>
  describeFormat([...valueFormats, singleImage].find(({ matches }) => matches(value)));

/** Names the format of an array that is no list of images. An array of unknown values is a wrong response: it is checked. */
export function describeUnsupportedArray(array: readonly unknown[]): string | undefined {
  // Images, which a long list consists of, are recognised by their Id alone.
  const others = array.filter((one) => getOwn(one, 'Id') === undefined);
  return describeFormat(
    commandOutputs.find(({ matches }) => matches(array[0])) ??
      elementFormats.find(({ matches }) => others.some(matches)),
  );
}

const createStartTest =
  (...starts: readonly string[]) =>
  (head: string): boolean =>
    starts.some((start) => head.startsWith(start));

/** A YAML document or directive, or a property at the start of the first line that is neither blank nor a comment. */
const YAML = /^(?:[ \t\r]*(?:#[^\n]*)?\n)*(?:---|%YAML|[\w-]+:(?:[ \r\n]|$))/;

/** The first that matches counts. */
const fileFormats: readonly FileFormat[] = [
  {
    description: 'a capture of packets',
    matchesStart: createStartTest(
      '\xa1\xb2\xc3\xd4',
      '\xd4\xc3\xb2\xa1',
      '\xa1\xb2\x3c\x4d',
      '\x4d\x3c\xb2\xa1',
      '\n\r\r\n',
    ),
    advice:
      '`tshark -r FILE --export-objects http,FOLDER` takes the answers out, each a list to give as a PATH; or ask an engine by `docker-images-contract record`',
  },
  {
    description: 'the output of sockdump',
    matchesStart: (head) => /^(?:waiting for data|\d\d:\d\d:\d\d\.\d{3} >>> )/.test(head),
    advice: 'put a proxy between: `docker-images-contract proxy --listen unix://PATH` checks and records what passes',
  },
  {
    description: 'flows of mitmproxy',
    matchesStart: (head) => /^\d{1,9}:\d{1,3}:[a-z_]+[;,]/.test(head),
    advice: '`mitmdump -nr FILE --set hardump=FILE.har` writes them as a HAR, from mitmproxy 10.1 on',
  },
  {
    description: 'markup',
    matchesStart: (head) => /^\s*<(?:[!?]|html|[a-z]+[ >])/i.test(head),
    advice: 'a proxy that writes XML, such as Burp or Charles, writes a HAR too: export one',
  },
  {
    description: 'a zip',
    matchesStart: createStartTest('PK\x03\x04', 'PK\x05\x06'),
    advice: 'unpack it, and give the folder',
  },
  {
    description: 'a tar archive',
    matchesStart: (head) => head.startsWith('ustar', 257),
    advice: 'unpack it, and give the folder',
  },
  {
    description: 'a file compressed by bzip2, xz or zstd',
    matchesStart: createStartTest('BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd'),
    advice: 'unpack it; gzip is read as it is',
  },
  { description: 'UTF-16', matchesStart: createStartTest('\xff\xfe', '\xfe\xff'), advice: 'write it as UTF-8' },
  {
    description: 'a cassette of go-vcr in YAML',
    matchesStart: (head) => YAML.test(head) && /^interactions:/m.test(head) && /^ +url: /m.test(head),
    advice: createYamlRecipe(GO_VCR),
  },
  {
    description: 'a cassette of VCR in YAML',
    matchesStart: (head) => YAML.test(head) && /^(?:http_)?interactions:/m.test(head),
    advice: createYamlRecipe(VCR),
  },
  { description: 'YAML', matchesStart: (head) => YAML.test(head), advice: WRITE_RECORDINGS },
];

/** Names the format of a file by its first bytes, with what to do; `undefined` when it is not known. */
export function describeUnsupportedFile(head: Buffer): string | undefined {
  const begin = head.toString('latin1', 0, 1024);
  return describeFormat(fileFormats.find(({ matchesStart }) => matchesStart(begin)));
}

/** Every known format that is not read, for the pages. */
export const unsupportedFormats: readonly UnsupportedFormat[] = [...valueFormats, singleImage, ...fileFormats];

const describeFormat = (format: UnsupportedFormat | undefined): string | undefined =>
  format && `${format.description}: ${format.advice}`;
