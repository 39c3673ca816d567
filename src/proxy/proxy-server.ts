/** Connections are passed on byte for byte, and the HTTP on them is observed. Nothing here decides right or wrong. */
import { connect as connectPlain, createServer, type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { EngineEndpoint } from '../client/find-engine.js';
import { connectOverSsh } from '../client/ssh.js';
import { type BodyBudget, ConnectionObserver, type TrafficListener } from './http-observer.js';

/** A server that forwards connections to an engine. */
export interface ProxyServer {
  readonly tcpServer: Server;
  /** Stops listening and breaks all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Creates a server that forwards each connection to an engine, byte for byte, and observes it. It does not listen yet.
 *
 * @param onConnectionError gets the error of a connection to the engine that fails before any response
 */
export function createProxyServer(
  engine: EngineEndpoint,
  onObserved: TrafficListener,
  budget: BodyBudget,
  onConnectionError: (error: unknown) => void,
): ProxyServer {
  const openSockets = new Set<Duplex>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const engineSocket = connectToEngine(engine);
    for (const socket of [client, engineSocket]) {
      openSockets.add(socket);
      socket.on('close', () => openSockets.delete(socket));
    }
    joinSockets(client, engineSocket, new ConnectionObserver(onObserved, budget), onConnectionError);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of openSockets) socket.destroy();
    await closed;
  };
  return { tcpServer: server, close };
}

function connectToEngine({ host, address, tls }: EngineEndpoint): Duplex {
  if ('ssh' in address) return connectOverSsh(host, address.ssh);
  const target = 'socketPath' in address ? { path: address.socketPath } : { ...address, port: Number(address.port) };
  const options = { ...target, allowHalfOpen: true, noDelay: true };
  if (!tls) return connectPlain(options);
  const servername = 'host' in address && !/^[\d.]+$|:/.test(address.host) ? address.host : '';
  // No ALPN: the engine could choose HTTP/2, which the client does not expect.
  return connectTls({ ...options, ...tls, servername });
}

/** Forwards everything between two sockets, ends and resets included. */
function joinSockets(
  client: Socket,
  engineSocket: Duplex,
  observer: ConnectionObserver,
  onConnectionError: (error: unknown) => void,
): void {
  // `pipe` waits for the slower side, and forwards the end of a direction.
  client.pipe(engineSocket);
  engineSocket.pipe(client);
  // The observer is called after `pipe` has forwarded the bytes.
  client.on('data', (bytes: Buffer) => observer.receiveFromClient(bytes));
  let hasResponded = false;
  engineSocket.on('data', (bytes: Buffer) => {
    hasResponded = true;
    observer.receiveFromEngine(bytes);
  });
  engineSocket.on('end', () => observer.endEngine('closed'));
  client.on('error', () => breakConnection(engineSocket));
  engineSocket.on('error', (error) => {
    if (!hasResponded) onConnectionError(error);
    observer.endEngine('broken');
    breakConnection(client);
  });
  client.on('close', () => observer.close());
  engineSocket.on('close', () => observer.close());
}

/** Breaks a connection because the other one broke, with a reset where TCP has one. */
function breakConnection(socket: Duplex): void {
  if (socket.destroyed) return;
  if (socket instanceof Socket && socket.constructor === Socket && socket.remoteFamily !== undefined)
    socket.resetAndDestroy();
  else socket.destroy();
}
