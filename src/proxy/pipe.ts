import { connect as connectPlain, createServer, type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Engine } from '../connection/engine.js';
import { dial } from '../connection/ssh.js';
import { Conversation, type Listener, type Shared } from './conversation.js';

/** Connections that are passed on to an engine. */
export interface Passing {
  readonly server: Server;
  /** Listens no more, and cuts all connections. */
  readonly close: () => Promise<void>;
}

/**
 * A server that hands each connection on to an engine, byte for byte in both directions, and has each overheard. It is
 * not listening yet.
 *
 * @param lost gets why a connection to the engine was not made, or broke before it had answered
 */
export function passTo(engine: Engine, listener: Listener, shared: Shared, lost: (error: unknown) => void): Passing {
  const open = new Set<Duplex>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const behind = connectTo(engine);
    for (const socket of [client, behind]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
    }
    pass(client, behind, new Conversation(listener, shared), lost);
  });
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { server, close };
}

/** Opens a connection to an engine. */
function connectTo({ host, address, tls }: Engine): Duplex {
  if ('ssh' in address) return dial(host, address.ssh);
  const to = 'socketPath' in address ? { path: address.socketPath } : { ...address, port: Number(address.port) };
  const options = { ...to, allowHalfOpen: true, noDelay: true };
  if (!tls) return connectPlain(options);
  const servername = 'host' in address && !/^[\d.]+$|:/.test(address.host) ? address.host : '';
  // ALPN would let an engine choose HTTP/2, of which the client knows nothing.
  return connectTls({ ...options, ...tls, servername });
}

/** Joins two sockets: what one sends the other gets, ends and breaks included. */
function pass(client: Socket, engine: Duplex, conversation: Conversation, lost: (error: unknown) => void): void {
  // `pipe` waits for the slower side, and hands on the end of a direction.
  client.pipe(engine);
  engine.pipe(client);
  // These come after, so that nothing waits for the reading.
  client.on('data', (bytes: Buffer) => conversation.sent(bytes));
  let heard = false;
  engine.on('data', (bytes: Buffer) => {
    heard = true;
    conversation.answered(bytes);
  });
  engine.on('end', () => conversation.engineEnded());
  client.on('error', () => sever(engine));
  engine.on('error', (error) => {
    if (!heard) lost(error);
    sever(client);
  });
  client.on('close', () => conversation.close());
  engine.on('close', () => conversation.close());
}

/** Breaks a connection as the other one broke. Only TCP knows a reset. */
function sever(socket: Duplex): void {
  if (socket.destroyed) return;
  if (socket instanceof Socket && socket.constructor === Socket && socket.remoteFamily !== undefined)
    socket.resetAndDestroy();
  else socket.destroy();
}
