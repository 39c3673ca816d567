import createClient, { type Client } from 'openapi-fetch';
import { apiVersion as contractVersion } from '../../generated/constants.js';
import type { paths } from '../../generated/images-json.js';
import { bodyOf, type Whole } from '../connection/answer.js';
import { Call, type CallLimits, defaultTimeout } from '../connection/call.js';
import { excerpt, nonsense, oneLine, refusal } from '../connection/error.js';
import type { Way } from '../connection/reach.js';
import type { Fetch, Send } from '../connection/transport.js';
import { encodeQuery } from './filters.js';
import { agreeing, negotiating } from './negotiate.js';
import type { ImagesClientOptions, ListImagesOptions } from './options.js';
import type { AtApiVersion, ImagesClient } from './version.js';

/** A client that gets to its engine this way. Fails with TypeError on an `apiVersion` that is none. */
export function clientOn<Version extends string>(
  reach: (options: ImagesClientOptions) => Way,
  options: ImagesClientOptions<Version>,
): ImagesClient<Version> {
  const { apiVersion = contractVersion, timeout = defaultTimeout } = options;
  const negotiates = apiVersion === 'negotiate';
  if (!negotiates && !/^\d+\.\d+$/.test(apiVersion)) {
    throw new TypeError(
      `apiVersion: expected two numbers such as "${contractVersion}", or "negotiate", found "${apiVersion}"`,
    );
  }
  const { origin, host, send, read } = reach(options);
  const fetch = limited(send, host, timeout);
  const baseUrl = negotiates ? origin : `${origin}/v${apiVersion}`;
  const client = createClient<paths>({ baseUrl, querySerializer: encodeQuery, fetch });
  const agree = negotiates ? agreeing(fetch, origin, host) : async () => apiVersion;
  if (negotiates) client.use(negotiating(agree));
  client.GET = apart(strict(client.GET));
  client.request = apart(strict(client.request));
  if (read) {
    shorten(client, async (query, limits) => {
      const search = encodeQuery(query);
      const url = `${origin}/v${await agree(limits)}/images/json${search && `?${search}`}`;
      return read(url, { ...limits, timeout: limits.timeout ?? timeout });
    });
  }
  // The same at run time: only the types of what it takes and gives are those of the version.
  return client as unknown as ImagesClient<Version>;
}

/** The client of a call of `listImages`: the caller's, or a new one. */
export function clientFor<Version extends string>(
  create: (options: ImagesClientOptions<Version>) => ImagesClient<Version>,
  { apiVersion, client }: ListImagesOptions<Version>,
): ImagesClient<Version> {
  if (apiVersion === undefined || !client) return client ?? create({ apiVersion });
  throw new TypeError('apiVersion: expected none beside `client`, which has its own');
}

/** The images of one call of `GET`, whose failures are explained. */
export async function imagesFrom<Version extends string>(
  client: ImagesClient<Version>,
  query: AtApiVersion<Version>['ImageListQuery'],
  { signal, timeout }: ListImagesOptions<Version>,
): Promise<AtApiVersion<Version>['ImageSummary'][]> {
  // Only the types of what is asked and answered differ by version.
  const { GET } = client as unknown as ImagesClient;
  const ask: AskForList = shortcuts.get(GET) ?? byGet(GET);
  const { data, error, response } = await ask(query as Query, { signal, timeout });
  if (response.status !== 200) throw refusal(response.status, error);
  if (!Array.isArray(data)) throw nonsense(`JSON that is no list: ${excerpt(data)}`);
  return data as AtApiVersion<Version>['ImageSummary'][];
}

type Query = Readonly<Record<string, unknown>>;

/** Asks for a list, and gives what `GET` gives. */
type AskForList = (query: Query, limits: Limits) => Promise<Said>;

type Limits = Pick<CallLimits, 'signal' | 'timeout'>;

interface Said {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: { readonly status: number };
}

const byGet =
  (GET: ImagesClient['GET']): AskForList =>
  (query, { signal = null, timeout }) =>
    GET('/images/json', { params: { query }, signal, timeout });

/**
 * How `listImages` asks by a client that is as it was made: without a Request and a Response, which take more time than
 * the rest of a short list. By its `GET`, which whoever spies on a client replaces.
 */
const shortcuts = new WeakMap<ImagesClient['GET'], AskForList>();

/** Lets `listImages` ask by `read`, until the client gets a middleware, which is due a Request. */
function shorten(client: Client<paths>, read: (query: Query, limits: Limits) => Promise<Whole>): void {
  const { GET, use } = client;
  const ask = async (query: Query, limits: Limits) => {
    const { status, text } = await read(query, limits);
    const response = { status };
    return status === 200
      ? { data: text && JSON.parse(text), response }
      : { error: bodyOf(text).body ?? text, response };
  };
  shortcuts.set(GET, strict(ask));
  client.use = (...middleware) => {
    shortcuts.delete(GET);
    use(...middleware);
  };
}

/** A `fetch` that sends within the time and signal of each call, its failures explained. */
function limited(send: Send, host: string, timeout: number): Fetch {
  return async (request) => {
    // openapi-fetch hands what it does not know on as members of the request.
    const own = 'timeout' in request ? request.timeout : undefined;
    const call = new Call(host, { timeout: own ?? timeout, signal: request.signal });
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
function strict<Ask extends (...args: never[]) => Promise<Said>>(ask: Ask): Ask {
  const checked = async (...args: Parameters<Ask>) => {
    const answer = await ask(...args).catch((error: unknown) => {
      if (error instanceof SyntaxError) throw nonsense(`a body that is not JSON: ${oneLine(error.message)}`, error);
      throw error;
    });
    const said = 'data' in answer ? answer.data : answer.error;
    if (said !== undefined && said !== '') return answer;
    throw answer.response.status === 200 ? nonsense('an empty body') : refusal(answer.response.status, undefined);
  };
  // The same arguments and the same answer: TypeScript cannot follow a generic method through a wrapper.
  return checked as Ask;
}

/**
 * `ask` with a signal of its own for each call: a `Request` leaves a listener on its signal until it is collected, and
 * one signal may serve thousands of calls. A stream outlives the call, and so keeps the caller's signal.
 */
function apart<Ask extends (...args: never[]) => Promise<unknown>>(ask: Ask): Ask {
  const called = async (...args: Parameters<Ask>) => {
    const init: { signal?: unknown; parseAs?: unknown } = Object(args.at(-1));
    const { signal: outer, parseAs } = init;
    if (!(outer instanceof AbortSignal) || parseAs === 'stream') return ask(...args);
    const own = new AbortController();
    const follow = (): void => own.abort(outer.reason);
    outer.addEventListener('abort', follow);
    if (outer.aborted) follow();
    try {
      // The same arguments but for the signal.
      return await ask(...([...args.slice(0, -1), { ...init, signal: own.signal }] as Parameters<Ask>));
    } finally {
      outer.removeEventListener('abort', follow);
    }
  };
  // The same arguments and the same answer: TypeScript cannot follow a generic method through a wrapper.
  return called as Ask;
}
