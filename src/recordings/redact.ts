import type { Exchange } from '../contract/exchange.js';
import { InputError } from './input-error.js';
import { createReplacer, isGenericWord } from './redaction-patterns.js';

/** What stands in place of a name that says where a recording was made. */
export const REDACTED = 'redacted';

/** The headers that the contract speaks of, or that show how the answer was sent; clocks and run ids are not kept. */
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

/** Takes out of texts and exchanges what says where they come from, the same in all of them. */
export interface Redactor {
  readonly redactText: (redactText: string) => string;
  readonly redactExchange: (redactExchange: Exchange) => Exchange;
}

/**
 * Redacts the given host and user names as whole words, the names of home folders, the user info of URLs, what the
 * patterns find, and headers that change on every run. Nothing else changes, not even the order of images; so
 * `Content-Length` stays the engine's own. What patterns find and user info has a number, so that what differed still
 * differs, and what a request names is named alike in its answer.
 *
 * @param localNames host and user names; those of fewer than three characters, and words such as `root` and `localhost`,
 *   say nothing and are left
 * @param patterns see `replacer`; what they find stays in digests and in the names of members, labels aside
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
  return {
    ...exchange,
    request: { ...request, path: redactNames(redactPath(request.path, redactSecrets)) },
    response: {
      ...rest,
      ...(headers && { headers: redactHeaders(headers, redactText) }),
      ...(body !== undefined && { body: redactValue(body, redactText, redactNames) }),
      ...(bodyText !== undefined && { bodyText: redactText(bodyText) }),
    },
  };
}

/** The same for one exchange alone. */
export const redactWithNames = (exchange: Exchange, localNames: readonly string[]): Exchange =>
  createRedactor(localNames).redactExchange(exchange);

type RedactText = (text: string) => string;

/** `/home/NAME`, `/Users/NAME` and `C:\Users\NAME`, percent-encoded or not; not a part of an image's name. Of
 * slashes no more than eight: looking back over all for each would take for ever. */
const HOME_FOLDER = new RegExp(
  String.raw`(?<=(?:^|[^\p{L}\p{N}_.-]|%[0-9a-f]{2})(?:[a-z]:|[a-z]%3a)?(?:[/\\]|%2f|%5c){1,8}(?:home|users)(?:[/\\]|%2f|%5c){1,8})` +
    String.raw`(?:[^\s/\\"'%:;,&?#<>|]|%(?!2f|5c|22|2c|3a|00)[0-9a-f]{2})+`,
  'giu',
);

const DIGEST = /(sha256:[0-9a-f]{64})/;
/** What stands between the scheme of a URL and the last `@` before its path. */
const USER_INFO = /(?<=:\/\/)[^\s/?#"'<>\\]+(?=@)/g;

/** Replaces user info and what patterns find, each text by one of its own; a digest is no text of anybody's. */
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

/** A path whose query names nothing any more; what has nothing to hide, or no meaning, stays byte for byte. */
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

/** As long as a host name may be, and no shorter than three characters. */
const hasNameLength = ({ length }: string): boolean => length > 2 && length < 256;

/** Percent-encoded; half a surrogate pair has no encoding but that of the replacement character. */
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

/** How deep a body may be nested: many times deeper than images are, and no deeper than recursion can go. */
const MAX_DEPTH = 100;

/** The members whose own members are named by whoever made an image. */
const USER_NAMED_PROPERTIES = /^(labels|annotations)$/i;

/** Every text of a JSON value, and every key by `name`. `fromEntries` makes `__proto__` a key like any other. */
function redactValue(
  value: unknown,
  redactText: RedactText,
  redactNames: RedactText,
  depth = 0,
  redactKey = redactNames,
): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) {
    throw new InputError(
      `not written down, for the body is nested more than ${MAX_DEPTH} levels deep. No list of images is: see what answers there.`,
    );
  }
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redactText, redactNames, depth + 1));
  const properties = Object.entries(value).map(([key, item]) => [
    redactKey(key),
    redactValue(item, redactText, redactNames, depth + 1, USER_NAMED_PROPERTIES.test(key) ? redactText : redactNames),
  ]);
  return Object.fromEntries(properties);
}
