import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

// Whoever runs the tests may have an engine of their own.
for (const name of [
  ...['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_API_VERSION'],
  ...['DOCKER_TLS', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'],
])
  delete process.env[name];

/** A server in an engine's place: where it is, what it was asked, and how many connections are open. */
export interface TestServer {
  readonly host: string;
  readonly targets: readonly string[];
  readonly open: ReadonlySet<Socket>;
}

export const sockets = ['unix', 'tcp'] as const;

/** An empty folder that goes with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'client-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** An HTTP server on a unix socket or on tcp. */
export function httpServer(answer: RequestListener, on: (typeof sockets)[number] = 'unix'): Promise<TestServer> {
  const targets: string[] = [];
  const server = createServer((request, response) => {
    targets.push(request.url ?? '');
    answer(request, response);
  });
  return listen(server, targets, on);
}

/** An HTTPS server on tcp. */
export function tlsServer(options: ServerOptions, answer: RequestListener): Promise<TestServer> {
  return listen(createTlsServer(options, answer), [], 'tcp');
}

/** A server that writes these bytes to whoever asks, then hangs up unless told to stay. */
export function rawServer(bytes: string, stay = false): Promise<TestServer> {
  return socketServer((socket) => void socket.once('data', () => (stay ? socket.write(bytes) : socket.end(bytes))));
}

/** A server that does as told with each connection. */
export function socketServer(serve: (socket: Socket) => void): Promise<TestServer> {
  const server = createRawServer((socket) => {
    serve(socket);
    socket.on('error', () => {});
  });
  return listen(server, [], 'unix');
}

async function listen(server: Server, targets: readonly string[], on: (typeof sockets)[number]): Promise<TestServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const path = join(folder(), 'engine.sock');
  await new Promise<void>((resolve) => {
    if (on === 'unix') server.listen(path, resolve);
    else server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  if (on === 'unix') return { host: `unix://${path}`, targets, open };
  // A server on tcp has an address with a port.
  return {
    host: `tcp://localhost:${(server.address() as AddressInfo).port}`,
    targets,
    open,
  };
}
