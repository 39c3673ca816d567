import { Call, type CallLimits } from './call.js';
import type { Engine } from './engine.js';
import { send } from './transport.js';

/** One GET with its answer; to the contract, an exchange. */
export interface Answer {
  readonly request: {
    readonly method: 'GET';
    /** The request target as sent, without the path prefix of the host. */
    readonly path: string;
  };
  readonly response: {
    readonly status: number;
    /** Names in lower case, in the order in which they came; a list where a name came more than once. */
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    /** The parsed JSON; absent when the body is none, or empty. */
    readonly body?: unknown;
    /** A body that is no JSON. */
    readonly bodyText?: string;
  };
}

/**
 * Sends one GET with `path` as its target, byte for byte, and gives the whole exchange, whatever its status.
 *
 * Fails with EngineError when no complete answer came in `timeout` milliseconds, or one of more than `maxBody` bytes; with
 * the signal's reason when aborted.
 */
export async function ask(engine: Engine, path: string, limits: CallLimits = {}): Promise<Answer> {
  const call = new Call(engine.host, limits);
  try {
    call.signal.throwIfAborted();
    const answer = await send(engine, engine.prefix + path, { signal: call.signal });
    call.status = answer.statusCode;
    const chunks: Buffer[] = [];
    for await (const chunk of answer) {
      call.take(chunk);
      chunks.push(chunk);
    }
    const head = { status: answer.statusCode ?? 0, headers: headersOf(answer.rawHeaders) };
    const body = bodyOf(Buffer.concat(chunks).toString());
    return { request: { method: 'GET', path }, response: { ...head, ...body } };
  } catch (error) {
    throw call.fail(error);
  } finally {
    call.end();
  }
}

/** Headers by name, from names and values in turn. */
export function headersOf(raw: readonly string[]): Answer['response']['headers'] {
  const found = new Map<string, string[]>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    found.set(name, [...(found.get(name) ?? []), raw[i + 1] ?? '']);
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, values.length > 1 ? values : values.join()]));
}

/** A body from its text. */
export function bodyOf(text: string): Pick<Answer['response'], 'body' | 'bodyText'> {
  if (text === '') return {};
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { bodyText: text };
  }
}
