import { EngineError } from '../connection/error.js';
import type { Exchange } from '../contract/exchange.js';

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

/** Host and user names that many machines share, and that are words of Docker's own. */
const generic = new Set(
  'admin debian default docker engine guest home host image images json localdomain localhost none podman public root runner ubuntu unknown user users version'.split(
    ' ',
  ),
);

/**
 * The exchange without what says where it was made: the given host and user names as whole words, the names of home
 * folders, and headers that change on every run. Nothing else changes, not even the order of images; so
 * `Content-Length` stays the engine's own.
 *
 * @param places host and user names; those of fewer than three characters, and words such as `root` and `localhost`,
 *   say nothing and are left
 * @throws EngineError when the body is nested too deep
 */
export function redact(exchange: Exchange, places: readonly string[]): Exchange {
  const clean = cleaner(places);
  const { request, response } = exchange;
  const { headers, body, bodyText, ...rest } = response;
  return {
    ...exchange,
    request: { ...request, path: clean(request.path) },
    response: {
      ...rest,
      ...(headers && { headers: headersOf(headers, clean) }),
      ...(body !== undefined && { body: deep(body, clean) }),
      ...(bodyText !== undefined && { bodyText: clean(bodyText) }),
    },
  };
}

type Clean = (text: string) => string;

/** `/home/NAME`, `/Users/NAME` and `C:\Users\NAME`, percent-encoded or not; not a part of an image's name. Of
 * slashes no more than eight: looking back over all for each would take for ever. */
const homes = new RegExp(
  String.raw`(?<=(?:^|[^\p{L}\p{N}_.-]|%[0-9a-f]{2})(?:[a-z]:|[a-z]%3a)?(?:[/\\]|%2f|%5c){1,8}(?:home|users)(?:[/\\]|%2f|%5c){1,8})` +
    String.raw`(?:[^\s/\\"'%:;,&?#<>|]|%(?!2f|5c|22|2c|3a|00)[0-9a-f]{2})+`,
  'giu',
);

/** As long as a host name may be, and no shorter than three characters. */
const isName = ({ length }: string): boolean => length > 2 && length < 256;

/** Percent-encoded; half a surrogate pair has no encoding but that of the replacement character. */
const encoded = (name: string): string => encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd'));

/** Replaces the names as whole words in any case, percent-encoded or not. */
function cleaner(places: readonly string[]): Clean {
  const names = places.filter((place) => isName(place) && !generic.has(place.toLowerCase()));
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

/** Every text and key of a JSON value. `fromEntries` makes `__proto__` a key like any other. */
function deep(value: unknown, clean: Clean, depth = 0): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) {
    const hint = 'No list of images is: see what answers there.';
    throw new EngineError(`not written down, for the body is nested more than ${DEEPEST} levels deep`, { hint });
  }
  if (Array.isArray(value)) return value.map((item) => deep(item, clean, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [clean(key), deep(item, clean, depth + 1)]));
}
