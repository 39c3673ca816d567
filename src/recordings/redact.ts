import type { Exchange } from '../contract/exchange.js';
import { InputError } from './input-error.js';
import { createReplacer, isGenericWord, TOKEN } from './redaction-patterns.js';

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
 * Redacts the given host and user names as whole words, the names of home folders, the user info of URLs, tokens, what
 * the patterns find, and headers that change on every run. Nothing else changes, not even the order of images or
 * `Content-Length`. User info, tokens and each match of a pattern become a word with a number: different texts stay
 * different, and a name in a request is replaced as in its response.
 *
 * @param localNames host and user names. Names of fewer than three characters, and words such as `root` and `localhost`,
 *   are left.
 * @param patterns see `createReplacer`. Digests keep what they find, and so do the names of properties of images.
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
  const { engine, request, response } = exchange;
  const { headers, body, bodyText, ...rest } = response;
  const path = redactNames(redactPath(request.path, redactSecrets));
  if (isDeeperThan(MAX_DEPTH, body)) {
    throw new InputError(
      `${request.method} ${path} was not written down: its body is more than ${MAX_DEPTH} levels deep, and no list of images is. See what answers there.`,
    );
  }
  return {
    ...exchange,
    ...(engine !== undefined && { engine: redactText(engine) }),
    request: { ...request, path },
    response: {
      ...rest,
      ...(headers && { headers: redactHeaders(headers, redactText) }),
      ...(body !== undefined && { body: redactValue(body, redactText, redactNames) }),
      ...(bodyText !== undefined && { bodyText: redactText(bodyText) }),
    },
  };
}

type RedactText = (text: string) => string;

/** The slashes between two names of a path, percent-encoded or not. At most eight are matched: looking back over any
 * number would take quadratic time. */
const SLASHES = String.raw`(?:[/\\]|%2f|%5c){1,8}`;
/** `/home/NAME`, `/var/home/NAME`, `/mnt/c/Users/NAME`, `C:\Users\NAME` and the like, but no part of an image's name. */
const HOME_FOLDER = new RegExp(
  String.raw`(?<=(?:^|[^\p{L}\p{N}_.-]|%[0-9a-f]{2})(?:[a-z]:|[a-z]%3a)?${SLASHES}` +
    `(?:(?:export|host_mnt|mnt|nfs|srv|usr|var|[a-z])${SLASHES}){0,2}(?:home|users)${SLASHES})` +
    String.raw`(?:[^\s/\\"'%:;,&?#<>|]|%(?!2f|5c|22|2c|3a|00)[0-9a-f]{2}){1,255}`,
  'giu',
);

/** A digest, with the `@` after the name of its image. */
const DIGEST = /(@?sha(?:256|384|512):[0-9a-f]{64,128})/;
/** The text between `//`, or `https:/`, and the last `@` before the path of a URL, as it is or as JSON escapes it. */
const USER_INFO =
  /(?<=(?:\/|\\u002f)\\{0,7}(?:\/|u002f)|https?:\\{0,7}[/\\])(?!@)[^\s/?#"<>\\]*(?:\\{1,7}u(?!002f)[0-9a-f]{4}[^\s/?#"<>\\]*){0,50}(?=@|\\{1,7}u0040)/gi;
/** What percent-encoding makes of a text. The bound is for the stack of the matcher. */
const ENCODED_TEXT = /[\w.~!*'()+:@,;$\x80-\uffff-]*(?:%[0-9a-f]{2}[\w.~!*'()+:@,;$\x80-\uffff-]*){0,10000}/gi;
/** How many times over a text is decoded: a query of a URL can have a URL with a query. */
const MAX_DECODINGS = 3;

/** Replaces user info, tokens and what patterns find, each text by a word of its own. Digests stay. */
function createSecretRedactor(patterns: readonly string[]): RedactText {
  const replaceMatches = createReplacer(patterns);
  const replacements = new Map<string, string>();
  const getReplacement = (match: string): string => {
    const name = replacements.get(match) ?? `${REDACTED}-${replacements.size + 1}`;
    replacements.set(match, name);
    return name;
  };
  const redactPlainText: RedactText = (text) =>
    replaceMatches(text.replace(USER_INFO, getReplacement).replace(TOKEN, getReplacement), getReplacement);
  const redactText = (text: string, decodings: number): string => {
    const redactDecoded: RedactText = (decoded) => redactText(decoded, decodings - 1);
    const redactPart: RedactText = (part) => (part.includes('%') ? redactEncoded(part, redactDecoded) : part);
    return (decodings > 0 && text.includes('%') ? text.replace(ENCODED_TEXT, redactPart) : text)
      .split(DIGEST)
      .map((part, index) => (index % 2 === 0 ? redactPlainText(part) : part))
      .join('');
  };
  return (text) => redactText(text, MAX_DECODINGS);
}

/** Redacts a path. The parts of its query are redacted each by itself. */
function redactPath(path: string, redactSecrets: RedactText): string {
  const [target = '', ...query] = path.split('?');
  const redactPart: RedactText = (part) => redactEncoded(part, redactSecrets);
  return [redactSecrets(target), ...query.map((text) => text.replace(/[^&=?]+/g, redactPart))].join('?');
}

/** Redacts a percent-encoded text. One without a secret stays byte for byte. */
function redactEncoded(sent: string, redactSecrets: RedactText): string {
  const text = decodePercent(sent);
  const redacted = redactSecrets(text);
  return redacted === text ? sent : encodeName(redacted);
}

/** Decodes percent-encoding, as far as there is any. What is no UTF-8 becomes the replacement character. */
const decodePercent = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-f]{2}){1,240}/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());

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

/** The names of the properties of images, which patterns do not change. */
const PROPERTY_NAME = /^(?:os\.)?[a-z]{1,19}$/i;

/** The properties whose own properties are named by whoever made an image. */
const USER_NAMED_PROPERTIES = /^(labels|annotations)$/i;

/** Redacts every string and every key of a JSON value. `fromEntries` makes `__proto__` a key like any other. */
function redactValue(value: unknown, redactText: RedactText, redactNames: RedactText, areKeysOwn = false): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redactText, redactNames));
  const redactKey = (key: string): string =>
    areKeysOwn || !PROPERTY_NAME.test(key) ? redactText(key) : redactNames(key);
  const properties = Object.entries(value).map(([key, item]) => [
    redactKey(key),
    redactValue(item, redactText, redactNames, USER_NAMED_PROPERTIES.test(key)),
  ]);
  return Object.fromEntries(properties);
}
