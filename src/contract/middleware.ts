import { getListTarget, validateRequestLine } from '../request/parse-target.js';
import type { WebType } from '../values/web-type.js';
import { checkExchange } from './check-exchange.js';
import type { Exchange } from './exchange.js';
import type { Finding } from './finding.js';

/**
 * The request that `exchangeFrom` takes: what `fetch` takes, or its parts.
 *
 * @example
 * import { type RequestLike } from 'docker-images-contract/contract';
 *
 * const request: RequestLike = { method: 'GET', path: '/v1.49/images/json?all=1' };
 */
export type RequestLike =
  | WebType<'Request'>
  | WebType<'URL'>
  | string
  | { readonly method?: string; readonly path: string };

/**
 * Makes an exchange of a request and its response, for `checkExchange`. The response is cloned, so it can still be read.
 *
 * @param request a `Request`, a URL, or `{ method, path }`. The method is GET by default, and a string is checked as it is
 * @throws TypeError if the body has been read already, or the method or the path is invalid
 *
 * @example
 * import { checkExchange, exchangeFrom } from 'docker-images-contract/contract';
 *
 * const url = 'http://localhost:2375/v1.49/images/json';
 * const findings = checkExchange(await exchangeFrom(url, await fetch(url)));
 *
 * // For a client without a Response, such as axios or dockerode, make one; without text, it has no body.
 * const received = { text: '[]', status: 200, headers: { 'content-type': 'application/json' } };
 * const exchange = await exchangeFrom(url, new Response(received.text || null, received));
 */
export async function exchangeFrom(request: RequestLike, response: WebType<'Response'>): Promise<Exchange> {
  if (response.bodyUsed) {
    throw new TypeError('response: expected a body that has not been read, found one that has; give its clone()');
  }
  const bodyText = await response.clone().text();
  const headers = Object.fromEntries(response.headers);
  const { method = 'GET', path } = getMethodAndPath(request);
  const requestLine = validateRequestLine(method, path);
  if (typeof requestLine === 'string') throw new TypeError(requestLine);
  return { request: requestLine, response: { status: response.status, headers, bodyText } };
}

function getMethodAndPath(request: RequestLike): { readonly method?: string; readonly path: string } {
  if (typeof request !== 'object') return { path: request };
  if ('path' in request) return request;
  return 'url' in request ? { method: request.method, path: request.url } : { path: request.href };
}

/**
 * What happens to findings: `warn` prints them to the console, `throw` throws them, a function gets them.
 *
 * @example
 * import { type OnFindings } from 'docker-images-contract/contract';
 *
 * const collect: OnFindings = (findings, { request }) => console.warn(request.path, findings.length);
 */
export type OnFindings = 'warn' | 'throw' | ((findings: readonly Finding[], exchange: Exchange) => void);

/**
 * An error with the findings of one response.
 *
 * @example
 * import { FindingsError } from 'docker-images-contract/contract';
 *
 * const rulesOf = (error: unknown) => (error instanceof FindingsError ? error.findings.map(({ rule }) => rule) : []);
 */
export class FindingsError extends Error {
  static override readonly name = 'FindingsError';
  override readonly name = 'FindingsError';
  constructor(readonly findings: readonly Finding[]) {
    super(formatFindingLines(findings));
  }
}

const formatFindingLines = (findings: readonly Finding[]): string =>
  findings.map(({ rule, pointer, message }) => `${rule}${pointer && ` ${pointer}`}: ${message}`).join('\n');

/**
 * A middleware for openapi-fetch that checks each response of the endpoint, below any base path.
 *
 * @throws FindingsError from the client's call, with `throw` and if a response has an error
 *
 * @example
 * import { createImagesClient, listImages } from 'docker-images-contract/client';
 * import { contractMiddleware } from 'docker-images-contract/contract';
 *
 * const client = createImagesClient();
 * client.use(contractMiddleware('throw'));
 * const images = await listImages({}, { client });
 */
export function contractMiddleware(onFindings: OnFindings = 'warn') {
  return {
    async onResponse({
      request,
      response,
    }: {
      request: WebType<'Request'>;
      response: WebType<'Response'>;
    }): Promise<undefined> {
      const { method, url } = request;
      // The client may send a request again at another API version; the response has the URL of the last one.
      const path = getListTarget({ method, path: response.url || url }) ?? url;
      const exchange = await exchangeFrom({ method, path }, response);
      const findings = checkExchange(exchange);
      if (findings.length === 0) return;
      if (typeof onFindings === 'function') onFindings(findings, exchange);
      else if (onFindings === 'warn') console.warn(formatFindingLines(findings));
      else if (findings.some(({ severity }) => severity === 'error')) throw new FindingsError(findings);
    },
  };
}
