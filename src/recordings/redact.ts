import type { Exchange } from '../contract/exchange.js';
import { InputError } from './input-error.js';
import { createReplacer, isGenericWord } from './redaction-patterns.js';

/** The text that replaces a name. */
const REDACTED = 'redacted';

/** The headers that the contract describes, or that show how the response was sent; dates and run ids are not kept. */
const KEPT_HEADERS = new Set([
  'api-version',
  'content-length',
  'content-type',
  'docker-experimental',
  'libpod-api-version',
  'ostype',
  'server',
  'transfer-encoding',
]);

/** Removes from texts and exchanges what says where they come from, and replaces the same text alike in all of them. */
export interface Redactor {
  readonly redactText: (redactText: string) => string;
  readonly redactExchange: (redactExchange: Exchange) => Exchange;
}

/**
 * Redacts the given host and user names as whole words, the names of home folders, the user info of URLs, what the
 * patterns find, and headers that change on every run. Nothing else changes, not even the order of images or
 * `Content-Length`. User info and each match of a pattern become a word with a number: different texts stay different,
 * and a name in a request is replaced as in its response.
 *
 * @param localNames host and user names. Names of fewer than three characters, and words such as `root` and `localhost`,
 *   are left.
 * @param patterns see `createReplacer`. Digests keep what they find, and so do property names, except those of labels.
 */
export function createRedactor(localNames: readonly string[], patterns: readonly string[] = []): Redactor {
  const redactNames = createNameRedactor(localNames.flatMap((name) => [name, name.replace(/\..*/, '')]));
  const redactSecrets = createSecretRedactor(patterns);
  const text: RedactText = (original) => redactNames(redactSecrets(original));
  return { redactText: text, redactExchange: (exchange) => redactExchange(exchange, redactNames, redactSecrets) };
}

/** @throws InputError when the body is nested too deep */
function redactExchange(exchange: Exchange, redactNames: RedactText, redactSecrets: RedactText): Exchange {
  const redactText: RedactText = (original) => redactNames(redactSecrets(original));
  const { request, response } = exchange;
  const { headers, body, bodyText, ...rest } = response;
  const path = redactNames(redactPath(request.path, redactSecrets));
  if (isDeeperThan(MAX_DEPTH, body)) {
    throw new InputError(
      `${request.method} ${path} was not written down: its body is more than ${MAX_DEPTH} levels deep, and no list of images is. See what answers there.`,
    );
  }
  return {
    ...exchange,
    request: { ...request, path },
    response: {
      ...rest,
      ...(headers && { headers: redactHeaders(headers, redactText) }),
      ...(body !== undefined && { body: redactValue(body, redactText, redactNames) }),
      ...(bodyText !== undefined && { bodyText: redactText(bodyText) }),
    },
  };
}

/** Redacts names in one exchange. */
export const redactWithNames = (exchange: Exchange, localNames: readonly string[]): Exchange =>
  createRedactor(localNames).redactExchange(exchange);

type RedactText = (text: string) => string;

/** `/home/NAME`, `/Users/NAME` and `C:\Users\NAME`, percent-encoded or not, but no part of an image's name. At most
 * eight slashes are matched: looking back over any number would take quadratic time. */
const HOME_FOLDER = new RegExp(
  String.raw`(?<=(?:^|[^\p{L}\p{N}_.-]|%[0-9a-f]{2})(?:[a-z]:|[a-z]%3a)?(?:[/\\]|%2f|%5c){1,8}(?:home|users)(?:[/\\]|%2f|%5c){1,8})` +
    String.raw`(?:[^\s/\\"'%:;,&?#<>|]|%(?!2f|5c|22|2c|3a|00)[0-9a-f]{2})+`,
  'giu',
);

const DIGEST = /(sha256:[0-9a-f]{64})/;
/** The text between the scheme of a URL and the last `@` before its path. */
const USER_INFO = /(?<=:\/\/)[^\s/?#"'<>\\]+(?=@)/g;

/** Replaces user info and what patterns find, each text by a word of its own. Digests stay. */
function createSecretRedactor(patterns: readonly string[]): RedactText {
  const replaceMatches = createReplacer(patterns);
  const replacements = new Map<string, string>();
  const getReplacement = (match: string): string => {
    const name = replacements.get(match) ?? `${REDACTED}-${replacements.size + 1}`;
    replacements.set(match, name);
    return name;
  };
  const redactText: RedactText = (text) => replaceMatches(text.replace(USER_INFO, getReplacement), getReplacement);
  return (text) =>
    text
      .split(DIGEST)
      .map((part, index) => (index % 2 === 0 ? redactText(part) : part))
      .join('');
}

/** Redacts the query of a path. Parts without a secret stay byte for byte. */
function redactPath(path: string, redactSecrets: RedactText): string {
  const [target = '', ...query] = path.split('?');
  const redactPart = (sent: string): string => {
    const text = decodeQueryPart(sent);
    const redacted = redactSecrets(text);
    return redacted === text ? sent : encodeURIComponent(redacted);
  };
  return [target, ...query.map((text) => text.replace(/[^&=?]+/g, redactPart))].join('?');
}

function decodeQueryPart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Whether a name has three characters or more, and no more than a host name can have. */
const hasNameLength = ({ length }: string): boolean => length > 2 && length < 256;

/** Percent-encodes a name. Half a surrogate pair is encoded as the replacement character. */
const encodeName = (name: string): string => encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'));

/** Replaces the names as whole words in any case, percent-encoded or not. */
function createNameRedactor(localNames: readonly string[]): RedactText {
  const names = localNames.filter((name) => hasNameLength(name) && !isGenericWord(name));
  // The longest first, or a short one would cut into it.
  const forms = names.flatMap((name) => [name, encodeName(name)]).sort((a, b) => b.length - a.length);
  if (!forms.length) return (text) => text.replace(HOME_FOLDER, REDACTED);
  const words = forms.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  const pattern = new RegExp(String.raw`(?<=^|[^\p{L}\p{N}_]|%[0-9a-f]{2})(?:${words})(?![\p{L}\p{N}_])`, 'giu');
  return (text) => text.replace(pattern, REDACTED).replace(HOME_FOLDER, REDACTED);
}

function redactHeaders(headers: NonNullable<Exchange['response']['headers']>, redactText: RedactText) {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(
    entries
      .filter(([name]) => KEPT_HEADERS.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? redactText(value) : value.map(redactText)]),
  );
}

/** The depth of a body that is still redacted: many times deeper than images are, and safe for recursion. */
const MAX_DEPTH = 100;

/** Whether arrays and objects are nested more than so many levels deep. Looks no deeper than that. */
const isDeeperThan = (depth: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 || Object.values(value).some((item) => isDeeperThan(depth - 1, item)));

/** The properties whose own properties are named by whoever made an image. */
const USER_NAMED_PROPERTIES = /^(labels|annotations)$/i;

/** Redacts every string and every key of a JSON value. `fromEntries` makes `__proto__` a key like any other. */
function redactValue(
  value: unknown,
  redactText: RedactText,
  redactNames: RedactText,
  redactKey = redactNames,
): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redactText, redactNames));
  const properties = Object.entries(value).map(([key, item]) => [
    redactKey(key),
    redactValue(item, redactText, redactNames, USER_NAMED_PROPERTIES.test(key) ? redactText : redactNames),
  ]);
  return Object.fromEntries(properties);
}
