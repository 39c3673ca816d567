/** The openapi-fetch client, independent of where it runs, and `listImages` on it. */
import createClient, { type Middleware } from 'openapi-fetch';
import { apiVersion as defaultApiVersion } from '../../generated/constants.js';
import type { paths } from '../../generated/images-json.js';
import { createFallbackFetch, createNegotiation, findApiVersion } from './api-version.js';
import { encodeQuery } from './encode-query.js';
import { createInvalidResponseError, createResponseError, formatExcerpt, toOneLine } from './engine-error.js';
import type { AtApiVersion, ImagesClient, ImagesClientOptions, ListImagesOptions } from './options.js';
import type { ParsedHost } from './parse-host.js';
import { callWithLimits, getCallTimeout, type LimitedCall } from './request-limits.js';
import type { Environment } from './tls.js';
import type { Fetch, Send } from './transport.js';

const optionNames = { timeout: '`timeout` (milliseconds, 0 for none)', maxBody: '`maxBody` (bytes)' };

/**
 * Builds a client of the engine that `send` reaches. Fails with TypeError on an invalid `apiVersion`, with EngineError on an
 * invalid `DOCKER_API_VERSION`.
 */
export function buildImagesClient<Version extends string>(
  { host, origin }: ParsedHost,
  send: Send,
  { apiVersion: namedVersion, timeout, maxBody }: ImagesClientOptions<Version>,
  env: Environment,
): ImagesClient<Version> {
  const apiVersion = findApiVersion(namedVersion, env);
  const runLimited = <T>(request: Request, step: (call: LimitedCall) => Promise<T>): Promise<T> =>
    callWithLimits(host, { timeout: getCallTimeout(request) ?? timeout, maxBody, optionNames }, request, step);
  const fetch: Fetch = (request) => runLimited(request, (call) => send(request, call));
  const negotiates = apiVersion === 'negotiate';
  const client = createClient<paths>({
    baseUrl: negotiates ? origin : `${origin}/v${apiVersion ?? defaultApiVersion}`,
    querySerializer: encodeQuery,
    fetch: apiVersion === undefined ? createFallbackFetch(fetch) : fetch,
    Request: createRequestClass(),
  });
  client.use(bodyCheck);
  if (negotiates) client.use(createNegotiation(fetch, origin, runLimited));
  // At run time every version has the same client: only the types of parameters and images differ.
  return client as unknown as ImagesClient<Version>;
}

/**
 * Requests the list with the caller's client, or a new one, and returns its images. Fails with EngineError on any response
 * but a 200 with an array.
 */
export async function requestImages<Version extends string>(
  create: (options: ImagesClientOptions<Version>) => ImagesClient<Version>,
  query: AtApiVersion<Version>['ImageListQuery'],
  options: ListImagesOptions<Version>,
): Promise<AtApiVersion<Version>['ImageSummary'][]> {
  if (options.client && options.apiVersion !== undefined) {
    throw new TypeError('apiVersion: expected none beside `client`, which has its own');
  }
  const { client = create({ apiVersion: options.apiVersion }), signal, timeout } = options;
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

/** Creates a `Send` from the caller's `fetch`, which may ignore the signal. */
export function createFetchSend(fetch: Fetch): Send {
  return async (request, call) => {
    const response = await fetch(new Request(request, { signal: call.signal }));
    call.status = response.status;
    if (!response.body) return response;
    const reader = response.body.getReader();
    call.signal.addEventListener('abort', () => void reader.cancel(call.signal.reason).catch(() => {}));
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      call.countBytes(read.value);
      chunks.push(read.value);
    }
    return new Response(new Blob(chunks), response);
  };
}

/** Creates a `Request` that leaves no listener on the caller's signal, which may serve thousands of calls. */
const createRequestClass = (): typeof Request =>
  // Not a subclass: middleware may return any Request, and openapi-fetch looks for an instance of this.
  new Proxy(Request, {
    construct: (target, [input, init]) =>
      new target(input, init?.signal ? { ...init, signal: AbortSignal.any([init.signal]) } : init),
  });

/** Rejects an empty response and a 200 that is not JSON. Used first, it runs after the caller's middleware. */
const bodyCheck: Middleware = {
  onResponse: async ({ response, options: { parseAs } }) => {
    const { status, statusText } = response;
    const bytes = await response.arrayBuffer();
    if (bytes.byteLength === 0) {
      throw status === 200 ? createInvalidResponseError('an empty body') : createResponseError(status, undefined);
    }
    // With a length openapi-fetch calls `json`, and else parses by itself.
    const headers = new Headers(response.headers);
    headers.set('content-length', String(bytes.byteLength));
    headers.delete('transfer-encoding');
    const isParsed = response.ok && parseAs === 'json';
    const complete = new Response(isParsed ? null : bytes, { status, statusText, headers });
    return isParsed ? Object.assign(complete, { json: async () => parseListBody(bytes) }) : complete;
  },
};

function parseListBody(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw createInvalidResponseError(`a body that is not JSON: ${toOneLine(reason)}`, error);
  }
}
