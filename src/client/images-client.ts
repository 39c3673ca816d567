/** The openapi-fetch client, independent of where it runs, and `listImages` on it. */
import createClient, { type Middleware } from 'openapi-fetch';
import { apiVersion as defaultApiVersion } from '../../generated/constants.js';
import type { paths } from '../../generated/images-json.js';
import { createFallbackFetch, createNegotiation, findApiVersion } from './api-version.js';
import { encodeQuery } from './encode-query.js';
import { createInvalidResponseError, createResponseError, formatExcerpt, toOneLine } from './engine-error.js';
import type { AtApiVersion, ImagesClient, ImagesClientOptions, ListImagesOptions } from './options.js';
import { getCallTimeout, LimitedRequest, type RequestLimits } from './request-limits.js';
import type { Environment } from './tls.js';
import type { Fetch, Send } from './transport.js';

/** How a client reaches its engine. */
export interface Connector {
  /** The host in full, for messages. */
  readonly host: string;
  /** The beginning of every request URL. */
  readonly origin: string;
  readonly send: Send;
}

const optionNames = { timeout: '`timeout` (milliseconds, 0 for none)', maxBody: '`maxBody` (bytes)' };

/** Builds a client. Fails with TypeError on an invalid `apiVersion`, with EngineError on an invalid `DOCKER_API_VERSION`. */
export function buildImagesClient<Version extends string>(
  connect: (options: ImagesClientOptions) => Connector,
  options: ImagesClientOptions<Version>,
  env: Environment,
): ImagesClient<Version> {
  const apiVersion = findApiVersion(options.apiVersion, env);
  const { host, origin, send } = connect(options);
  const { timeout, maxBody } = options;
  const fetch = createLimitedFetch(send, host, { timeout, maxBody, optionNames });
  const negotiates = apiVersion === 'negotiate';
  const client = createClient<paths>({
    baseUrl: negotiates ? origin : `${origin}/v${apiVersion ?? defaultApiVersion}`,
    querySerializer: encodeQuery,
    fetch: apiVersion === undefined ? createFallbackFetch(fetch) : fetch,
    Request: createRequestClass(),
  });
  client.use(bodyCheck);
  if (negotiates) client.use(createNegotiation(fetch, origin, host));
  // At run time every version has the same client: only the types of parameters and images differ.
  return client as unknown as ImagesClient<Version>;
}

/** Returns the client of one call of `listImages`: the caller's, or a new one. */
export function resolveClient<Version extends string>(
  create: (options: ImagesClientOptions<Version>) => ImagesClient<Version>,
  { apiVersion, client }: ListImagesOptions<Version>,
): ImagesClient<Version> {
  if (apiVersion === undefined || !client) return client ?? create({ apiVersion });
  throw new TypeError('apiVersion: expected none beside `client`, which has its own');
}

/** Requests the list and returns its images. Fails with EngineError on any response but a 200 with an array. */
export async function requestImages<Version extends string>(
  client: ImagesClient<Version>,
  query: AtApiVersion<Version>['ImageListQuery'],
  { signal, timeout }: ListImagesOptions<Version>,
): Promise<AtApiVersion<Version>['ImageSummary'][]> {
  // Only the types of parameters and images differ by version.
  const { data, error, response } = await (client as unknown as ImagesClient).GET('/images/json', {
    params: { query },
    signal: signal ?? null,
    timeout,
  });
  if (response.status !== 200) throw createResponseError(response.status, error);
  if (!Array.isArray(data)) throw createInvalidResponseError(`JSON that is no list: ${formatExcerpt(data)}`);
  return data as AtApiVersion<Version>['ImageSummary'][];
}

/** Creates a `fetch` that holds the limits of the client and of each call, and explains failures. */
function createLimitedFetch(send: Send, host: string, limits: RequestLimits): Fetch {
  return async (request) => {
    const timeout = getCallTimeout(request) ?? limits.timeout;
    const call = new LimitedRequest(host, { ...limits, timeout }, request);
    try {
      call.signal.throwIfAborted();
      const response = await send(request, call);
      call.status = response.status;
      if (!response.body) call.end();
      return response;
    } catch (error) {
      throw call.fail(error);
    }
  };
}

/** Creates a `Send` from the caller's `fetch`, which may ignore the signal. */
export function createFetchSend(fetch: Fetch): Send {
  return async (request, call) => {
    const response = await call.waitFor(fetch(new Request(request, { signal: call.signal })));
    const reader = response.body?.getReader();
    if (!reader) return response;
    const body = call.limitBody({ next: () => reader.read(), cancel: (reason) => reader.cancel(reason) });
    return new Response(body, response);
  };
}

/** Creates a `Request` that leaves no listener on the caller's signal, which may serve thousands of calls. */
const createRequestClass = (): typeof Request =>
  // Not a subclass: middleware may return any Request, and openapi-fetch looks for an instance of this.
  new Proxy(Request, {
    construct: (target, [input, init]) =>
      new target(input, init?.signal ? { ...init, signal: AbortSignal.any([init.signal]) } : init),
  });

/**
 * Rejects an empty response and a 200 that is not JSON. Used first, it runs after the caller's middleware. It does not
 * read a stream.
 */
const bodyCheck: Middleware = {
  onResponse: async ({ response, options: { parseAs } }) => {
    const { status, body, headers } = response;
    if (parseAs === 'stream' && body && headers.get('content-length') !== '0') return undefined;
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength > 0) return createCompleteResponse(bytes, response);
    throw status === 200 ? createInvalidResponseError('an empty body') : createResponseError(status, undefined);
  },
};

/** Creates a response from a body that was read. openapi-fetch calls `json`, because the response has its length. */
function createCompleteResponse(body: ArrayBuffer, { status, statusText, headers: received }: Response): Response {
  const headers = new Headers(received);
  headers.set('content-length', String(body.byteLength));
  headers.delete('transfer-encoding');
  const json = async (): Promise<unknown> => {
    try {
      return JSON.parse(new TextDecoder().decode(body));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw createInvalidResponseError(`a body that is not JSON: ${toOneLine(reason)}`, error);
    }
  };
  return Object.assign(new Response(body, { status, statusText, headers }), { json });
}
