import createClient, { type Client } from 'openapi-fetch';
import { apiVersion as contractVersion } from '../../generated/constants.js';
import type { paths } from '../../generated/images-json.js';
import { encodeQuery } from './encode-query.js';
import { createInvalidResponseError, createResponseError, formatExcerpt, toOneLine } from './engine-error.js';
import type { Connector } from './fetch-connector.js';
import { createNegotiationMiddleware, createNegotiator } from './negotiate.js';
import type { ImagesClientOptions, ListImagesOptions } from './options.js';
import { parseJsonBody, type RawResponse } from './raw-response.js';
import { DEFAULT_TIMEOUT_MS, LimitedRequest, type RequestLimits } from './request-limits.js';
import type { Fetch, Send } from './transport.js';
import type { AtApiVersion, ImagesClient } from './version-types.js';

/** A client that gets to its engine this way. Fails with TypeError on an `apiVersion` that is none. */
export function buildImagesClient<Version extends string>(
  createConnector: (options: ImagesClientOptions) => Connector,
  options: ImagesClientOptions<Version>,
): ImagesClient<Version> {
  const { apiVersion = contractVersion, timeout = DEFAULT_TIMEOUT_MS } = options;
  const negotiates = apiVersion === 'negotiate';
  if (!negotiates && !/^\d+\.\d+$/.test(apiVersion)) {
    throw new TypeError(
      `apiVersion: expected two numbers such as "${contractVersion}", or "negotiate", found "${apiVersion}"`,
    );
  }
  const { origin, host, send, getRaw } = createConnector(options);
  const fetch = createLimitedFetch(send, host, timeout);
  const baseUrl = negotiates ? origin : `${origin}/v${apiVersion}`;
  const client = createClient<paths>({ baseUrl, querySerializer: encodeQuery, fetch });
  const negotiateVersion = negotiates ? createNegotiator(fetch, origin, host) : async () => apiVersion;
  if (negotiates) client.use(createNegotiationMiddleware(negotiateVersion));
  client.GET = isolateSignal(rejectEmptyBody(client.GET));
  client.request = isolateSignal(rejectEmptyBody(client.request));
  if (getRaw) {
    registerFastRequest(client, async (query, limits) => {
      const search = encodeQuery(query);
      const url = `${origin}/v${await negotiateVersion(limits)}/images/json${search && `?${search}`}`;
      return getRaw(url, { ...limits, timeout: limits.timeout ?? timeout });
    });
  }
  // The same at run time: only the types of what it takes and gives are those of the version.
  return client as unknown as ImagesClient<Version>;
}

/** The client of a call of `listImages`: the caller's, or a new one. */
export function resolveClient<Version extends string>(
  create: (options: ImagesClientOptions<Version>) => ImagesClient<Version>,
  { apiVersion, client }: ListImagesOptions<Version>,
): ImagesClient<Version> {
  if (apiVersion === undefined || !client) return client ?? create({ apiVersion });
  throw new TypeError('apiVersion: expected none beside `client`, which has its own');
}

/** The images of one call of `GET`, whose failures are explained. */
export async function requestImages<Version extends string>(
  client: ImagesClient<Version>,
  query: AtApiVersion<Version>['ImageListQuery'],
  { signal, timeout }: ListImagesOptions<Version>,
): Promise<AtApiVersion<Version>['ImageSummary'][]> {
  // Only the types of what is asked and answered differ by version.
  const { GET } = client as unknown as ImagesClient;
  const requestList: RequestList = fastRequests.get(GET) ?? createGetRequest(GET);
  const { data, error, response } = await requestList(query as QueryParameters, { signal, timeout });
  if (response.status !== 200) throw createResponseError(response.status, error);
  if (!Array.isArray(data)) throw createInvalidResponseError(`JSON that is no list: ${formatExcerpt(data)}`);
  return data as AtApiVersion<Version>['ImageSummary'][];
}

type QueryParameters = Readonly<Record<string, unknown>>;

/** Asks for a list, and gives what `GET` gives. */
type RequestList = (query: QueryParameters, limits: CallOptions) => Promise<FetchResult>;

type CallOptions = Pick<RequestLimits, 'signal' | 'timeout'>;

interface FetchResult {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: { readonly status: number };
}

const createGetRequest =
  (GET: ImagesClient['GET']): RequestList =>
  (query, { signal = null, timeout }) =>
    GET('/images/json', { params: { query }, signal, timeout });

/**
 * How `listImages` asks by a client that is as it was made: without a Request and a Response, which take more time than
 * the rest of a short list. By its `GET`, which whoever spies on a client replaces.
 */
const fastRequests = new WeakMap<ImagesClient['GET'], RequestList>();

/** Lets `listImages` ask by `read`, until the client gets a middleware, which is due a Request. */
function registerFastRequest(
  client: Client<paths>,
  getRaw: (query: QueryParameters, limits: CallOptions) => Promise<RawResponse>,
): void {
  const { GET, use } = client;
  const requestList = async (query: QueryParameters, limits: CallOptions) => {
    const { status, body } = await getRaw(query, limits);
    const response = { status };
    return status === 200
      ? { data: body && JSON.parse(body), response }
      : { error: parseJsonBody(body).body ?? body, response };
  };
  fastRequests.set(GET, rejectEmptyBody(requestList));
  client.use = (...middleware) => {
    fastRequests.delete(GET);
    use(...middleware);
  };
}

/** A `fetch` that sends within the time and signal of each call, its failures explained. */
function createLimitedFetch(send: Send, host: string, timeout: number): Fetch {
  return async (request) => {
    // openapi-fetch hands what it does not know on as members of the request.
    const callTimeout = 'timeout' in request ? request.timeout : undefined;
    const call = new LimitedRequest(host, { timeout: callTimeout ?? timeout, signal: request.signal });
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

/** `ask`, where an answer without a word and a 200 without JSON are errors: openapi-fetch gives undefined for the one. */
function rejectEmptyBody<Method extends (...args: never[]) => Promise<FetchResult>>(method: Method): Method {
  const checked = async (...args: Parameters<Method>) => {
    const result = await method(...args).catch((error: unknown) => {
      if (error instanceof SyntaxError)
        throw createInvalidResponseError(`a body that is not JSON: ${toOneLine(error.message)}`, error);
      throw error;
    });
    const content = 'data' in result ? result.data : result.error;
    if (content !== undefined && content !== '') return result;
    throw result.response.status === 200
      ? createInvalidResponseError('an empty body')
      : createResponseError(result.response.status, undefined);
  };
  // The same arguments and the same answer: TypeScript cannot follow a generic method through a wrapper.
  return checked as Method;
}

/**
 * `ask` with a signal of its own for each call: a `Request` leaves a listener on its signal until it is collected, and
 * one signal may serve thousands of calls. A stream outlives the call, and so keeps the caller's signal.
 */
function isolateSignal<Method extends (...args: never[]) => Promise<unknown>>(method: Method): Method {
  const isolated = async (...args: Parameters<Method>) => {
    const init: { signal?: unknown; parseAs?: unknown } = Object(args.at(-1));
    const { signal: callerSignal, parseAs } = init;
    if (!(callerSignal instanceof AbortSignal) || parseAs === 'stream') return method(...args);
    const controller = new AbortController();
    const abortWithCaller = (): void => controller.abort(callerSignal.reason);
    callerSignal.addEventListener('abort', abortWithCaller);
    if (callerSignal.aborted) abortWithCaller();
    try {
      // The same arguments but for the signal.
      return await method(...([...args.slice(0, -1), { ...init, signal: controller.signal }] as Parameters<Method>));
    } finally {
      callerSignal.removeEventListener('abort', abortWithCaller);
    }
  };
  // The same arguments and the same answer: TypeScript cannot follow a generic method through a wrapper.
  return isolated as Method;
}
