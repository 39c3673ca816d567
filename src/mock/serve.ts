import { createServer } from 'node:http';
import { EngineError } from '../client/engine-error.js';
import { fillPort, parseHost } from '../client/parse-host.js';
import type { MockEngine } from './mock-engine.js';
import { respond } from './respond.js';

/**
 * A mock engine that listens.
 *
 * @example
 * import { serve, type MockServer, mockEngine } from 'docker-images-contract/mock';
 *
 * const served: MockServer = await serve(mockEngine({ images: [] }), 'tcp://127.0.0.1:0');
 * await served.close();
 */
export interface MockServer {
  /** Where, as `DOCKER_HOST` has it; with the port that was free for port 0. */
  readonly host: string;
  /** Stops listening, ends all connections, and removes the socket. */
  readonly close: () => Promise<void>;
}

/**
 * Puts a mock engine where clients find it, in Node: on a unix socket or on tcp. Fails where something is already, such as
 * an engine.
 *
 * @throws EngineError on a host that it cannot read; what `node:net` throws when it cannot listen there, such as EADDRINUSE
 *
 * @example
 * import { serve, mockEngine } from 'docker-images-contract/mock';
 *
 * const { host, close } = await serve(mockEngine({ images: [] }), 'tcp://127.0.0.1:0');
 * process.env.DOCKER_HOST = host;
 * await close();
 */
export async function serve(engine: MockEngine, host: string): Promise<MockServer> {
  const location = parseHost(host, false, {}, process.platform);
  const { address } = location;
  if ('ssh' in address) {
    throw new EngineError(`cannot listen on ${location.host}`, {
      hint: 'Listen on unix:// or tcp://; ssh is for asking.',
    });
  }
  const server = createServer((incoming, outgoing) => void respond(engine, incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if ('socketPath' in address) server.listen(address.socketPath, resolve);
    else server.listen(Number(address.port), address.host, resolve);
  });
  return {
    host: fillPort(location, server.address()),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
