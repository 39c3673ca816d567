import type { Exchange } from '../contract/exchange.js';
import { Call } from './call.js';
import type { Engine } from './engine.js';
import { send } from './transport.js';

/**
 * Sends one GET with `path` as its target, byte for byte, and gives the whole exchange, whatever its status.
 *
 * Fails with EngineError when no complete answer came in `timeout` milliseconds, or with the signal's reason.
 */
export async function ask(
  engine: Engine,
  path: string,
  { signal, timeout }: { signal?: AbortSignal | undefined; timeout?: number | undefined } = {},
): Promise<Exchange> {
  const call = new Call(engine.host, timeout, signal);
  try {
    call.signal.throwIfAborted();
    const answer = await send(engine, engine.prefix + path, call.signal);
    call.status = answer.statusCode;
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const head = { status: answer.statusCode ?? 0, headers: headersOf(answer.rawHeaders) };
    const body = bodyOf(Buffer.concat(chunks).toString());
    return { request: { method: 'GET', path }, response: { ...head, ...body } };
  } catch (error) {
    throw call.fail(error);
  } finally {
    call.end();
  }
}

/** Names in lower case, in the order in which they came; a list where a name came more than once. */
function headersOf(raw: readonly string[]): Record<string, string | string[]> {
  const found = new Map<string, string[]>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    found.set(name, [...(found.get(name) ?? []), raw[i + 1] ?? '']);
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, values.length > 1 ? values : values.join()]));
}

function bodyOf(text: string): { body?: unknown; bodyText?: string } {
  if (text === '') return {};
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { bodyText: text };
  }
}
