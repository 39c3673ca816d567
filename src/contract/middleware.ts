import { checkExchange } from './check.js';
import type { Exchange } from './exchange.js';
import type { Finding } from './finding.js';

/** What `exchangeFrom` takes as the request: what `fetch` takes, or its parts. */
export type RequestLike = Request | URL | string | { readonly method?: string; readonly path: string };

/**
 * The exchange of a request and its answer, ready for `checkExchange`. The response is cloned, so it can still be read.
 *
 * @param request a `Request`, a URL, or `{ method, path }`; the method is GET where nothing says otherwise
 */
export async function exchangeFrom(request: RequestLike, response: Response): Promise<Exchange> {
  const bodyText = await response.clone().text();
  const headers = Object.fromEntries(response.headers);
  return { request: requestOf(request), response: { status: response.status, headers, bodyText } };
}

function requestOf(request: RequestLike): Exchange['request'] {
  if (typeof request === 'object' && 'path' in request) return { method: request.method ?? 'GET', path: request.path };
  const method = request instanceof Request ? request.method : 'GET';
  const target = request instanceof Request ? request.url : String(request);
  // A base for what is a path only; of a whole URL nothing but path and query is asked for.
  const { pathname, search } = new URL(target, 'http://engine');
  return { method, path: pathname + search };
}

/** What becomes of findings: a function that gets them, `warn` on the console, or `throw` as an error. */
export type OnFindings = 'warn' | 'throw' | ((findings: readonly Finding[], exchange: Exchange) => void);

/** An error that carries the findings of one answer. */
export class FindingsError extends Error {
  override readonly name = 'FindingsError';
  constructor(readonly findings: readonly Finding[]) {
    super(describe(findings));
  }
}

const describe = (findings: readonly Finding[]): string =>
  findings.map(({ rule, pointer, message }) => `${rule}${pointer && ` ${pointer}`}: ${message}`).join('\n');

/**
 * A middleware for openapi-fetch that judges each answer of the endpoint.
 *
 * @throws FindingsError out of the client's call, with `throw` and when an answer has an error
 */
export function contractMiddleware(onFindings: OnFindings = 'warn') {
  return {
    async onResponse({ request, response }: { request: Request; response: Response }): Promise<undefined> {
      const exchange = await exchangeFrom(request, response);
      const findings = checkExchange(exchange);
      if (findings.length === 0) return;
      if (typeof onFindings === 'function') onFindings(findings, exchange);
      else if (onFindings === 'warn') console.warn(describe(findings));
      else if (findings.some(({ severity }) => severity === 'error')) throw new FindingsError(findings);
    },
  };
}
