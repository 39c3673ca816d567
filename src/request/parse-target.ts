import { previewValue } from '../values/format-value.js';

/** The path of the list of images: a prefix such as a proxy's, the API version, the endpoint. */
const LIST_PATH = /^((?:\/[^/\s]+)*?)(?:\/v([\d.]+))?\/images\/json$/;
/** The socket or named pipe of an engine, as part of a URL. */
const SOCKET_BEFORE_PATH =
  /^(?:unix:\/\/[^?#]*?\.sock|npipe:\/{4}\.\/pipe\/[^/?#]+|https?:\/\/unix:[^:?#]*:)(?=[/?]|$)/i;
/** A placeholder in place of the host, such as `<DOCKER_HOST>`, `{{host}}` or `$HOST`. */
const PLACEHOLDER_BEFORE_PATH = /^(?:<[^>/]*>|\{\{?[^}/]*\}?\}|\$\{?\w+\}?)(?=\/)/;
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
  const originPatterns = [SOCKET_BEFORE_PATH, HOST_BEFORE_PATH, URL_BEFORE_PATH, PLACEHOLDER_BEFORE_PATH];
  const origin = originPatterns
    .map((pattern) => pattern.exec(withoutFragment)?.[0])
    .find((match) => match !== undefined);
  if (origin !== undefined) return withoutFragment.slice(origin.length).replace(/^(?!\/)/, '/');
  if (findListPath(`/${withoutFragment}`)) return `/${withoutFragment}`;
  // Browsers also record data: and about: URLs.
  return SCHEME.test(withoutFragment) ? withoutFragment : undefined;
}

/** The parts of a path for the list of images. */
interface ListPath {
  /** What stands before it, such as a proxy's path; empty at the root of an engine. */
  readonly prefix: string;
  readonly path: string;
  readonly apiVersion: string | undefined;
}

/** Finds the path of the list of images in a target; `undefined` if it is of another endpoint. */
export function findListPath(target: string): ListPath | undefined {
  const [fullPath = ''] = target.split('?', 1);
  const match = LIST_PATH.exec(fullPath);
  if (!match) return undefined;
  const [, prefix = '', version] = match;
  // Without an API version it may be a file of a web page; below libpod/ is Podman's own API.
  if (prefix !== '' && (version === undefined || /\/libpod(?:\/|$)/.test(prefix))) return undefined;
  // Docker takes a patch number.
  const apiVersion = version?.replace(/^(\d+\.\d+)\.\d+$/, '$1');
  return { prefix, path: fullPath.slice(prefix.length), apiVersion };
}

/**
 * The target of a request for the list of images, without a prefix such as a proxy's; `undefined` for another method or
 * path.
 */
export function getListTarget({ method, path }: RequestLine): string | undefined {
  if (method.toUpperCase() !== 'GET') return undefined;
  const target = parseTarget(path) ?? '';
  const found = findListPath(target);
  return found && target.slice(found.prefix.length);
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
