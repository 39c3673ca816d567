import { EngineError } from '../connection/error.js';
import type { Exchange } from '../contract/exchange.js';
import { isGeneric, replacer } from './patterns.js';

/** What stands in place of a name that says where a recording was made. */
export const REDACTED = 'redacted';

/** The headers that the contract speaks of, or that show how the answer was sent; clocks and run ids are not kept. */
const kept = new Set([
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
  readonly text: (text: string) => string;
  readonly exchange: (exchange: Exchange) => Exchange;
}

/**
 * Redacts the given host and user names as whole words, the names of home folders, the user info of URLs, what the
 * patterns find, and headers that change on every run. Nothing else changes, not even the order of images; so
 * `Content-Length` stays the engine's own. What patterns find and user info has a number, so that what differed still
 * differs, and what a request names is named alike in its answer.
 *
 * @param places host and user names; those of fewer than three characters, and words such as `root` and `localhost`,
 *   say nothing and are left
 * @param patterns see `replacer`; what they find stays in digests and in the names of members, labels aside
 */
export function redactor(places: readonly string[], patterns: readonly string[] = []): Redactor {
  const word = cleaner(places.flatMap((name) => [name, name.replace(/\..*/, '')]));
  const secret = numbered(patterns);
  const text: Clean = (given) => word(secret(given));
  return { text, exchange: (exchange) => redacted(exchange, word, secret) };
}

/** @throws EngineError when the body is nested too deep */
function redacted(exchange: Exchange, word: Clean, secret: Clean): Exchange {
  const text: Clean = (given) => word(secret(given));
  const { request, response } = exchange;
  const { headers, body, bodyText, ...rest } = response;
  return {
    ...exchange,
    request: { ...request, path: word(pathOf(request.path, secret)) },
    response: {
      ...rest,
      ...(headers && { headers: headersOf(headers, text) }),
      ...(body !== undefined && { body: deep(body, text, word) }),
      ...(bodyText !== undefined && { bodyText: text(bodyText) }),
    },
  };
}

/** The same for one exchange alone. */
export const redact = (exchange: Exchange, places: readonly string[]): Exchange => redactor(places).exchange(exchange);

type Clean = (text: string) => string;

/** `/home/NAME`, `/Users/NAME` and `C:\Users\NAME`, percent-encoded or not; not a part of an image's name. Of
 * slashes no more than eight: looking back over all for each would take for ever. */
const homes = new RegExp(
  String.raw`(?<=(?:^|[^\p{L}\p{N}_.-]|%[0-9a-f]{2})(?:[a-z]:|[a-z]%3a)?(?:[/\\]|%2f|%5c){1,8}(?:home|users)(?:[/\\]|%2f|%5c){1,8})` +
    String.raw`(?:[^\s/\\"'%:;,&?#<>|]|%(?!2f|5c|22|2c|3a|00)[0-9a-f]{2})+`,
  'giu',
);

const DIGEST = /(sha256:[0-9a-f]{64})/;
/** What stands between the scheme of a URL and the last `@` before its path. */
const USER_INFO = /(?<=:\/\/)[^\s/?#"'<>\\]+(?=@)/g;

/** Replaces user info and what patterns find, each text by one of its own; a digest is no text of anybody's. */
function numbered(patterns: readonly string[]): Clean {
  const replace = replacer(patterns);
  const known = new Map<string, string>();
  const instead = (found: string): string => {
    const name = known.get(found) ?? `${REDACTED}-${known.size + 1}`;
    known.set(found, name);
    return name;
  };
  const clean: Clean = (text) => replace(text.replace(USER_INFO, instead), instead);
  return (text) =>
    text
      .split(DIGEST)
      .map((part, at) => (at % 2 === 0 ? clean(part) : part))
      .join('');
}

/** A path whose query names nothing any more; what has nothing to hide, or no meaning, stays byte for byte. */
function pathOf(path: string, clean: Clean): string {
  const [target = '', ...query] = path.split('?');
  const part = (sent: string): string => {
    const text = decoded(sent);
    const redacted = clean(text);
    return redacted === text ? sent : encodeURIComponent(redacted);
  };
  return [target, ...query.map((text) => text.replace(/[^&=?]+/g, part))].join('?');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** As long as a host name may be, and no shorter than three characters. */
const isName = ({ length }: string): boolean => length > 2 && length < 256;

/** Percent-encoded; half a surrogate pair has no encoding but that of the replacement character. */
const encoded = (name: string): string => encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'));

/** Replaces the names as whole words in any case, percent-encoded or not. */
function cleaner(places: readonly string[]): Clean {
  const names = places.filter((place) => isName(place) && !isGeneric(place));
  // The longest first, or a short one would cut into it.
  const spelled = names.flatMap((name) => [name, encoded(name)]).sort((a, b) => b.length - a.length);
  if (!spelled.length) return (text) => text.replace(homes, REDACTED);
  const words = spelled.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  const whole = new RegExp(String.raw`(?<=^|[^\p{L}\p{N}_]|%[0-9a-f]{2})(?:${words})(?![\p{L}\p{N}_])`, 'giu');
  return (text) => text.replace(whole, REDACTED).replace(homes, REDACTED);
}

function headersOf(headers: NonNullable<Exchange['response']['headers']>, clean: Clean) {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(
    entries
      .filter(([name]) => kept.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value.map(clean)]),
  );
}

/** How deep a body may be nested: many times deeper than images are, and no deeper than recursion can go. */
const DEEPEST = 100;

/** The members whose own members are named by whoever made an image. */
const NAMED_BY_USERS = /^(labels|annotations)$/i;

/** Every text of a JSON value, and every key by `name`. `fromEntries` makes `__proto__` a key like any other. */
function deep(value: unknown, text: Clean, name: Clean, depth = 0, keys = name): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) {
    const hint = 'No list of images is: see what answers there.';
    throw new EngineError(`not written down, for the body is nested more than ${DEEPEST} levels deep`, { hint });
  }
  if (Array.isArray(value)) return value.map((item) => deep(item, text, name, depth + 1));
  const members = Object.entries(value).map(([key, item]) => [
    keys(key),
    deep(item, text, name, depth + 1, NAMED_BY_USERS.test(key) ? text : name),
  ]);
  return Object.fromEntries(members);
}
