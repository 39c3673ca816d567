import { show } from '../values/show.js';

/** The path of the list of images, at whatever API version. */
const LIST = /^(?:\/v([\d.]+))?\/images\/json$/;

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const URL_BEFORE_PATH = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
/** A host without a scheme, such as `localhost:2375`: the port tells it from a scheme. */
const HOST_BEFORE_PATH = /^[\w.-]+:\d+(?=[/?#]|$)/;
/** A token of HTTP (RFC 9110). */
const METHOD = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * The request target in a text: a path with its query as it stands, that of a URL, or that of a list of images without
 * its first slash; `undefined` for what can mean more than one thing. Nothing else is mended, as `new URL` would do:
 * it is to be judged.
 */
export function targetOf(text: string): string | undefined {
  const [sent = ''] = text.split('#', 1);
  if (sent.startsWith('/')) return sent;
  const before = (HOST_BEFORE_PATH.exec(sent) ?? URL_BEFORE_PATH.exec(sent))?.[0];
  if (before !== undefined) return sent.slice(before.length).replace(/^(?!\/)/, '/');
  if (listPath(`/${sent}`)) return `/${sent}`;
  // Such as data: and about:, which browsers record too.
  return SCHEME.test(sent) ? sent : undefined;
}

/** The path of a target for the list of images, and its API version; `undefined` for any other. */
export function listPath(target: string): { path: string; apiVersion: string | undefined } | undefined {
  const [path = ''] = target.split('?', 1);
  const match = LIST.exec(path);
  return match ? { path, apiVersion: match[1] } : undefined;
}

/** The target in a URL of the list of images below a path of its own, as a proxy has it; `undefined` for any other URL. */
export function listIn(url: string): string | undefined {
  const target = targetOf(url) ?? '';
  const [path = ''] = target.split('?', 1);
  const at = path.search(/(?:\/v[\d.]+)?\/images\/json$/);
  return at < 0 ? undefined : target.slice(at);
}

/** A request by its method and target. */
export interface RequestLine {
  readonly method: string;
  readonly path: string;
}

/** A request with its target, of a method and a path or URL; words for why they are none. */
export function requestFrom(method: unknown, path: unknown): RequestLine | string {
  if (typeof method !== 'string' || !METHOD.test(method)) {
    return `\`request.method\` is not an HTTP method such as GET, but ${show(method)}`;
  }
  const target = typeof path === 'string' ? targetOf(path) : undefined;
  if (target !== undefined) return { method, path: target };
  return `\`request.path\` is not a path such as /v1.49/images/json, nor a URL, but ${show(path)}`;
}

/** The target of a request for the list of images; `undefined` for another method or path. */
export function listTarget({ method, path }: RequestLine): string | undefined {
  const target = targetOf(path) ?? '';
  return method.toUpperCase() === 'GET' && listPath(target) ? target : undefined;
}
