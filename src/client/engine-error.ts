/** The errors of the client: their messages, and hints on what to do. */
import { filterKeys } from '../../generated/constants.js';
import { escapeControlCharacters } from '../values/format-value.js';

/** The longest text of a message or a hint, in UTF-16 units. */
const MAX_MESSAGE_LENGTH = 1000;

/**
 * The reason why there are no images: no response, an incomplete or late one, an error response, or a response that is not
 * an engine's. The `message` of an error response is the engine's own; the `hint` says what to do.
 *
 * @example
 * import { EngineError, listImages } from 'docker-images-contract/client';
 *
 * try {
 *   await listImages({ filters: { before: ['does-not-exist:1'] } });
 * } catch (error) {
 *   if (!(error instanceof EngineError)) throw error;
 *   console.error(`${error.status}: ${error.message}\n${error.hint}`);
 * }
 */
export class EngineError extends Error {
  /** The HTTP status; undefined if there was no response. */
  readonly status: number | undefined;
  /** What to do, in one or two sentences. Never empty. */
  readonly hint: string;

  /** Creates the error from its message and its properties. `cause` is the underlying error, if there is one. */
  constructor(
    message: string,
    { status, hint, cause }: { status?: number | undefined; hint: string; cause?: unknown },
  ) {
    // Message and hint quote hosts, names and responses.
    super(toOneLine(message, MAX_MESSAGE_LENGTH), cause === undefined ? undefined : { cause });
    this.status = status;
    this.hint = toOneLine(hint, MAX_MESSAGE_LENGTH);
  }
}
// Not in a static block: esbuild renames a class that refers to itself, and `console.log` shows the new name.
EngineError.prototype.name = 'EngineError';
Object.defineProperty(EngineError, 'name', { value: 'EngineError' });

const TLS_HINT =
  'The engine speaks TLS: use https://, or tcp:// with certificates, such as those of DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.';
const CERTIFICATES_HINT =
  'Check ca.pem, cert.pem and key.pem: those of the Docker context or of DOCKER_CERT_PATH, unless others are given.';
/** The hint for whatever an engine does not do. */
export const NOT_AN_ENGINE_HINT =
  'Something other than a Docker engine answers there: check the host, and its path prefix.';

/** Matches the response of an engine that is older than the request's API version; the group is its newest version. */
export const TOO_NEW = /too new.*maximum supported API version is ([\d.]+\d)/i;

/** Hints for error responses, by status and message; `$1` stands for the first group of the pattern. */
const errorResponseHints: readonly (readonly [statuses: readonly number[], words: RegExp, hint: string])[] = [
  [
    [400],
    TOO_NEW,
    "The engine speaks API $1 at most: set `apiVersion: '$1'` or `apiVersion: 'negotiate'`, or update the engine.",
  ],
  [
    [400],
    /too old.*minimum supported API version is ([\d.]+\d)/i,
    "The engine speaks API $1 at least: set `apiVersion: '$1'` or newer.",
  ],
  [[400], /HTTP request to an HTTPS server/i, TLS_HINT],
  [[400], /invalid filter 'label!'/i, 'Only engines with a containerd image store know `label!`.'],
  [
    [400],
    /invalid filter/i,
    `Filters are ${filterKeys.join(', ')}; \`dangling\` takes exactly one of true, 1, false and 0.`,
  ],
  [[400], /invalid reference/i, 'Give `before` and `since` the name or the id of an image.'],
  [[400], /./, 'Check the query against the contract.'],
  [[401, 407], /./, 'Something in front of the engine asks who you are.'],
  [[403], /./, 'An authorization plugin of the engine denies the request: ask whoever runs the engine.'],
  [[404], /no such image/i, 'The image that `before` or `since` names is not in this engine.'],
  [[404], /./, NOT_AN_ENGINE_HINT],
  [
    [500],
    /pars(e value as|ing) time|invalid duration|until/i,
    'Give `until` Unix seconds, a time such as 2024-03-06T12:00:00Z, or an age such as 24h.',
  ],
  [[500], /syntax error in pattern/i, 'Fix the glob in `reference`: every [ needs its ].'],
  [[500], /./, "Look into the engine's log."],
  [[502, 504], /./, 'A proxy answers, but the engine behind it does not.'],
  [[503], /./, 'The engine is up but cannot reach its containerd: see whether containerd runs, then ask again.'],
];

/** Descriptions and hints for failed connections, by the code of the underlying error. */
const connectionFaults: readonly (readonly [codes: RegExp, what: string, hint: string])[] = [
  [
    /^(EACCES|EPERM)$/,
    'no permission on the socket',
    'Add yourself to the group of the socket (`sudo usermod -aG docker $USER`, then log in again), run with its rights, or use a rootless engine.',
  ],
  [
    /^(ENOENT|ENOTDIR|ECONNREFUSED)$/,
    'no engine there',
    'Start the engine, or say where it is with the host or DOCKER_HOST.',
  ],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'no such host name', 'Check the name in the host or in DOCKER_HOST.'],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT)$/,
    'not reachable',
    'Check the network, the firewall and the port.',
  ],
  [
    /^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/,
    'no TLS there',
    'The engine speaks plain HTTP, or no TLS that this client knows: use http://, or tcp:// without TLS.',
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is for another name', 'Use a name that the certificate holds.'],
  [/^ERR_(SSL_.*ALERT|OSSL|MISSING_PASSPHRASE)|CERT|SIGNATURE/, 'TLS failed', CERTIFICATES_HINT],
  [/^HPE_HEADER_OVERFLOW$/, 'its headers are too long', NOT_AN_ENGINE_HINT],
  [/^HPE_/, 'no HTTP there, or broken HTTP', `${NOT_AN_ENGINE_HINT} ${TLS_HINT}`],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    'the connection was closed',
    "Ask again; if it stays, look into the engine's log.",
  ],
];

/** Creates the error for a response other than 200. `body` is its parsed JSON, else its text. */
export function createResponseError(status: number, body: unknown): EngineError {
  const emptyBody = typeof body === 'string' && body.trim() !== '' ? 'a page without words' : 'an empty body';
  const message = extractMessage(body) || `answered ${status} with ${emptyBody}`;
  for (const [statuses, pattern, hint] of errorResponseHints) {
    const match = statuses.includes(status) && pattern.exec(message.replace(/\s+/g, ' '));
    if (match) return new EngineError(message, { status, hint: hint.replaceAll('$1', match[1] ?? '') });
  }
  return new EngineError(message, { status, hint: NOT_AN_ENGINE_HINT });
}

/** Creates the error for a 200 without a list of images. */
export function createInvalidResponseError(description: string, cause?: unknown): EngineError {
  const hint = `${NOT_AN_ENGINE_HINT} Podman answers \`digests\` with an empty body.`;
  return new EngineError(`answered 200 with ${description}`, { status: 200, hint, cause });
}

/** Creates the error for a failed connection. With a status the headers had come, and the body was incomplete. */
export function createConnectionError(error: unknown, host: string, status: number | undefined): EngineError {
  if (error instanceof EngineError) return error;
  const root = findRootCause(error);
  const code = root instanceof Error && 'code' in root ? String(root.code) : '';
  const detail = code || (root instanceof Error ? root.message : String(root));
  const [, description, hint] = connectionFaults.find(([codes]) => codes.test(code)) ?? [
    '',
    'the request failed',
    NOT_AN_ENGINE_HINT,
  ];
  const message = status === undefined ? `no answer from ${host}` : `the answer of ${host} broke off`;
  return new EngineError(`${message}: ${description} (${toOneLine(detail)})`, { status, hint, cause: error });
}

/** Finds the error with a code: `fetch` wraps it in a `TypeError`. */
function findRootCause(error: unknown): unknown {
  return error instanceof Error && !('code' in error) && error.cause !== undefined ? findRootCause(error.cause) : error;
}

/** Extracts the message of an error body: `message` of a JSON object, plain text, or an HTML page without its tags. */
function extractMessage(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') {
    return toOneLine(body.message, MAX_MESSAGE_LENGTH);
  }
  if (typeof body !== 'string') return body === undefined ? '' : formatExcerpt(body);
  if (!/^\s*</.test(body)) return toOneLine(body);
  // The beginning is enough, and each tag without an end costs a search to the end of the text.
  const page = body.trimStart().slice(0, 16 * 1024);
  return toOneLine(page.replace(/<(style|script)\b.*?<\/\1>/gis, ' ').replace(/<[^<>]*>/g, ' '));
}

/** Formats a text as one line without control characters, cut to `maxLength` UTF-16 units. */
export function toOneLine(text: string, maxLength = 200): string {
  const line = text
    .trimStart()
    .slice(0, 16 * maxLength)
    .replace(/\s+/g, ' ')
    .trim();
  return escapeControlCharacters(line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line);
}

/** Formats the beginning of a value's JSON as one line, however deep and long the value is. */
export function formatExcerpt(value: unknown): string {
  // Each value takes at least one character of the line.
  let left = 200;
  const cutPart = (_: string, value: unknown) => {
    if (left-- <= 0) return null;
    return typeof value === 'string' || Array.isArray(value) ? value.slice(0, 200) : value;
  };
  return toOneLine(JSON.stringify(value, cutPart));
}
