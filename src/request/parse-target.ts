import { previewValue } from '../values/format-value.js';

/** The path of the list of images, with or without an API version. */
const LIST_PATH = /^(?:\/v([\d.]+))?\/images\/json$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const URL_BEFORE_PATH = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
/** A host without a scheme, such as `localhost:2375`. The port distinguishes it from a scheme. */
const HOST_BEFORE_PATH = /^[\w.-]+:\d+(?=[/?#]|$)/;
/** A token of HTTP (RFC 9110). */
const METHOD_TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** A request by its method and target. */
export interface RequestLine {
  readonly method: string;
  readonly path: string;
}

/**
 * The request target in a text: a path with its query, the same part of a URL, or the path of the list of images without
 * its first slash; `undefined` if the text is ambiguous. The target is not normalized as `new URL` would, because it is
 * what gets checked.
 */
export function parseTarget(text: string): string | undefined {
  const [withoutFragment = ''] = text.split('#', 1);
  if (withoutFragment.startsWith('/')) return withoutFragment;
  const origin = (HOST_BEFORE_PATH.exec(withoutFragment) ?? URL_BEFORE_PATH.exec(withoutFragment))?.[0];
  if (origin !== undefined) return withoutFragment.slice(origin.length).replace(/^(?!\/)/, '/');
  if (parseListPath(`/${withoutFragment}`)) return `/${withoutFragment}`;
  // Browsers also record data: and about: URLs.
  return SCHEME.test(withoutFragment) ? withoutFragment : undefined;
}

/** The path and API version in a target for the list of images; `undefined` for any other target. */
export function parseListPath(target: string): { path: string; apiVersion: string | undefined } | undefined {
  const [path = ''] = target.split('?', 1);
  const match = LIST_PATH.exec(path);
  return match ? { path, apiVersion: match[1] } : undefined;
}

/** The target for the list of images in a URL whose path has a prefix, such as a proxy's; `undefined` in any other URL. */
export function findListTarget(url: string): string | undefined {
  const target = parseTarget(url) ?? '';
  const [path = ''] = target.split('?', 1);
  const start = path.search(/(?:\/v[\d.]+)?\/images\/json$/);
  return start < 0 ? undefined : target.slice(start);
}

/** The target of a request for the list of images; `undefined` for another method or path. */
export function getListTarget({ method, path }: RequestLine): string | undefined {
  const target = parseTarget(path) ?? '';
  return method.toUpperCase() === 'GET' && parseListPath(target) ? target : undefined;
}

/**
 * The request line of a method and a path or URL, or a message that says why they are none.
 *
 * @param pathName what the property with the path is called in the file that was read
 */
export function validateRequestLine(method: unknown, path: unknown, pathName = 'request.path'): RequestLine | string {
  if (typeof method !== 'string' || !METHOD_TOKEN.test(method)) {
    return `\`request.method\` is not an HTTP method such as GET, but ${previewValue(method)}`;
  }
  const target = typeof path === 'string' ? parseTarget(path) : undefined;
  if (target !== undefined) return { method, path: target };
  return `\`${pathName}\` is not a path such as /v1.49/images/json, nor a URL, but ${previewValue(path)}`;
}
