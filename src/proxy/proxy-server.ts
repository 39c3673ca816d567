import { connect as connectPlain, createServer, type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { EngineEndpoint } from '../client/find-engine.js';
import { connectOverSsh } from '../client/ssh.js';
import { type BodyBudget, ConnectionObserver, type TrafficListener } from './http-observer.js';

/** Connections that are passed on to an engine. */
export interface ProxyServer {
  readonly tcpServer: Server;
  /** Listens no more, and cuts all connections. */
  readonly close: () => Promise<void>;
}

/**
 * A server that hands each connection on to an engine, byte for byte in both directions, and has each overheard. It is
 * not listening yet.
 *
 * @param onConnectionError gets why a connection to the engine was not made, or broke before it had answered
 */
export function createProxyServer(
  engine: EngineEndpoint,
  listener: TrafficListener,
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
    joinSockets(client, engineSocket, new ConnectionObserver(listener, budget), onConnectionError);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of openSockets) socket.destroy();
    await closed;
  };
  return { tcpServer: server, close };
}

/** Opens a connection to an engine. */
function connectToEngine({ host, address, tls }: EngineEndpoint): Duplex {
  if ('ssh' in address) return connectOverSsh(host, address.ssh);
  const target = 'socketPath' in address ? { path: address.socketPath } : { ...address, port: Number(address.port) };
  const options = { ...target, allowHalfOpen: true, noDelay: true };
  if (!tls) return connectPlain(options);
  const servername = 'host' in address && !/^[\d.]+$|:/.test(address.host) ? address.host : '';
  // ALPN would let an engine choose HTTP/2, of which the client knows nothing.
  return connectTls({ ...options, ...tls, servername });
}

/** Joins two sockets: what one sends the other gets, ends and breaks included. */
function joinSockets(
  client: Socket,
  engineSocket: Duplex,
  observer: ConnectionObserver,
  onConnectionError: (error: unknown) => void,
): void {
  // `pipe` waits for the slower side, and hands on the end of a direction.
  client.pipe(engineSocket);
  engineSocket.pipe(client);
  // These come after, so that nothing waits for the reading.
  client.on('data', (bytes: Buffer) => observer.receiveFromClient(bytes));
  let hasResponded = false;
  engineSocket.on('data', (bytes: Buffer) => {
    hasResponded = true;
    observer.receiveFromEngine(bytes);
  });
  engineSocket.on('end', () => observer.endEngine());
  client.on('error', () => breakConnection(engineSocket));
  engineSocket.on('error', (error) => {
    if (!hasResponded) onConnectionError(error);
    breakConnection(client);
  });
  client.on('close', () => observer.close());
  engineSocket.on('close', () => observer.close());
}

/** Breaks a connection as the other one broke. Only TCP knows a reset. */
function breakConnection(socket: Duplex): void {
  if (socket.destroyed) return;
  if (socket instanceof Socket && socket.constructor === Socket && socket.remoteFamily !== undefined)
    socket.resetAndDestroy();
  else socket.destroy();
}
