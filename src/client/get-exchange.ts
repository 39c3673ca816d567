/** One GET as an exchange of the contract, for probes and the command: its target goes out byte for byte. */
import { parseJsonBody } from '../values/json-body.js';
import type { EngineEndpoint } from './find-engine.js';
import { callWithLimits, type RequestLimits } from './request-limits.js';
import { sendGet } from './transport.js';

/** One GET with its response, as an exchange of the contract. */
export interface EngineExchange {
  readonly request: {
    readonly method: 'GET';
    /** The request target as sent, without the path prefix of the host. */
    readonly path: string;
  };
  readonly response: {
    readonly status: number;
    /** Names in lower case, in the order of the response; an array if a name came more than once. */
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    /** The parsed JSON; absent if the body is empty or not JSON. */
    readonly body?: unknown;
    /** The body if it is not JSON. */
    readonly bodyText?: string;
  };
}

/**
 * Sends one GET on a connection of its own, with `path` as its target, byte for byte, and returns the exchange, whatever
 * the status.
 *
 * Fails with EngineError if there is no complete response within the limits, with the signal's reason if aborted.
 */
export async function getExchange(
  engine: EngineEndpoint,
  path: string,
  limits: RequestLimits = {},
): Promise<EngineExchange> {
  const { status, rawHeaders, chunks } = await callWithLimits(engine.host, limits, limits, (call) =>
    sendGet(engine, engine.prefix + path, call),
  );
  const response = { status, headers: groupHeaders(rawHeaders), ...parseJsonBody(Buffer.concat(chunks).toString()) };
  return { request: { method: 'GET', path }, response };
}

/** Groups headers by name, from an array of names and values in turn. */
export function groupHeaders(rawHeaders: readonly string[]): EngineExchange['response']['headers'] {
  const valuesByName = new Map<string, string[]>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    const value = rawHeaders[i + 1] ?? '';
    const values = valuesByName.get(name);
    if (values) values.push(value);
    else valuesByName.set(name, [value]);
  }
  return Object.fromEntries(
    [...valuesByName].map(([name, values]) => [name, values.length > 1 ? values : values.join()]),
  );
}
