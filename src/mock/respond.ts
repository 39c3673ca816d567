import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MockEngine } from './mock-engine.js';

/** Answers a request that came over a socket. */
export async function respond(engine: MockEngine, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  // No route takes a body.
  incoming.resume();
  try {
    const response = await engine(new Request(`http://localhost${url}`, { method }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    outgoing.writeHead(400, { 'content-type': 'application/json' }).end(`${JSON.stringify({ message })}\n`);
  }
}
