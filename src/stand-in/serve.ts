import { createServer } from 'node:http';
import { EngineError } from '../connection/error.js';
import { hostWith, locate } from '../connection/host.js';
import { answer } from './answer.js';
import type { StandIn } from './stand-in.js';

/**
 * A stand-in that listens.
 *
 * @example
 * import { serve, type Served, standIn } from 'docker-images-contract/stand-in';
 *
 * const served: Served = await serve(standIn({ images: [] }), 'tcp://127.0.0.1:0');
 * await served.close();
 */
export interface Served {
  /** Where, as `DOCKER_HOST` has it; with the port that was free for port 0. */
  readonly host: string;
  /** Stops listening, ends all connections, and removes the socket. */
  readonly close: () => Promise<void>;
}

/**
 * Puts a stand-in where clients find it, in Node: on a unix socket or on tcp. Fails where something is already, such as
 * an engine.
 *
 * @throws EngineError on a host that it cannot read; what `node:net` throws when it cannot listen there, such as EADDRINUSE
 *
 * @example
 * import { serve, standIn } from 'docker-images-contract/stand-in';
 *
 * const { host, close } = await serve(standIn({ images: [] }), 'tcp://127.0.0.1:0');
 * process.env.DOCKER_HOST = host;
 * await close();
 */
export async function serve(standIn: StandIn, host: string): Promise<Served> {
  const place = locate(host, false, {}, process.platform);
  const { address } = place;
  if ('ssh' in address) {
    throw new EngineError(`cannot listen on ${place.host}`, {
      hint: 'Listen on unix:// or tcp://; ssh is for asking.',
    });
  }
  const server = createServer((incoming, outgoing) => void answer(standIn, incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if ('socketPath' in address) server.listen(address.socketPath, resolve);
    else server.listen(Number(address.port), address.host, resolve);
  });
  return {
    host: hostWith(place, server.address()),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
