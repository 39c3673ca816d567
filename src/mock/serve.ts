import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fillPort, parseListenHost } from '../client/parse-host.js';
import type { MockEngine } from './mock-engine.js';

/**
 * A mock engine that listens on a socket.
 *
 * @example
 * import { serve, type MockServer, mockEngine } from 'docker-images-contract/mock';
 *
 * const served: MockServer = await serve(mockEngine({ images: [] }), 'tcp://127.0.0.1:0');
 * await served.close();
 */
export interface MockServer {
  /** The URL that clients take as `DOCKER_HOST`. Port 0 is replaced by the port that was free. */
  readonly host: string;
  /** Stops listening, ends all connections and removes the unix socket. */
  readonly close: () => Promise<void>;
}

/**
 * Listens for clients of a mock engine at `host`, a `unix://` or `tcp://` URL. Runs in Node only.
 *
 * @throws EngineError if `host` is not such a URL; the error of `node:net` if it cannot listen there, such as EADDRINUSE
 *   where a real engine listens
 *
 * @example
 * import { serve, mockEngine } from 'docker-images-contract/mock';
 *
 * const { host, close } = await serve(mockEngine({ images: [] }), 'tcp://127.0.0.1:0');
 * process.env.DOCKER_HOST = host;
 * await close();
 */
export async function serve(engine: MockEngine, host: string): Promise<MockServer> {
  const location = parseListenHost(host, process.platform);
  const { address } = location;
  const server = createServer(
    { maxHeaderSize: MAX_HEAD_BYTES },
    (incoming, outgoing) => void respond(engine, incoming, outgoing),
  );
  server.listen('socketPath' in address ? { path: address.socketPath } : { ...address, port: Number(address.port) });
  await once(server, 'listening');
  return {
    host: fillPort(location, server.address()),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Docker takes heads of one MiB, the default of Go. */
const MAX_HEAD_BYTES = 1024 * 1024;

/** Responds to a request of `node:http` with the response of a mock engine. @internal Consumers may lack the types of Node. */
export async function respond(engine: MockEngine, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  incoming.resume(); // no route reads a body
  try {
    const response = await engine(new Request(/^https?:\/\//i.test(url) ? url : `http://localhost${url}`, { method }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    outgoing.writeHead(400, { 'content-type': 'application/json' }).end(`${JSON.stringify({ message })}\n`);
  }
}
