import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer as createHttp, request as httpRequest, type RequestListener } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { BodyBudget, type ObservedResponse } from '../../src/proxy/http-observer.js';
import { createProxyServer } from '../../src/proxy/proxy-server.js';
import { pipes, sshThat } from '../client/open-ssh.js';
import { folder } from '../client/server.js';

/** A server that passes on to another one, with what it overheard. */
async function passingTo(engine: Server, hostOf = (socket: string) => `unix://${socket}`) {
  const here = folder();
  const [behind, front] = [join(here, 'engine.sock'), join(here, 'front.sock')];
  await new Promise<void>((resolve) => engine.listen(behind, resolve));
  const answers: ObservedResponse[] = [];
  const said: string[] = [];
  const lost: unknown[] = [];
  const shared = new BodyBudget(2 ** 26);
  const listener = {
    onResponse: (answer: ObservedResponse) => {
      shared.release(answer.body?.length ?? 0);
      answers.push(answer);
    },
    onNotChecked: (why: string) => void said.push(why),
  };
  const passing = createProxyServer(findEngine({ host: hostOf(behind) }), listener, shared, (error) =>
    lost.push(error),
  );
  await new Promise<void>((resolve) => passing.tcpServer.listen(front, resolve));
  onTestFinished(async () => {
    await passing.close();
    engine.close();
  });
  return { front, answers, said, lost, passing, call: () => connect({ path: front, allowHalfOpen: true }) };
}

/** An engine of bare sockets. */
const raw = (act: (socket: Socket) => void) =>
  createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    act(socket);
  });
const http = (answer: RequestListener) => createHttp(answer);
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.on('close', () => resolve()));
/** Lets sockets do what they are about to do. */
const soon = (ms = 50) => new Promise((resolve) => setTimeout(resolve, ms));

describe('bytes pass as they are', () => {
  test('64 MB of no HTTP in both directions, to the end of each', async () => {
    const sent = randomBytes(2 ** 26);
    const { call, said } = await passingTo(raw((socket) => socket.pipe(socket)));
    const socket = call();
    socket.end(sent);
    expect(digest(await buffer(socket))).toBe(digest(sent));
    expect(said).toHaveLength(1);
  });

  test('to an engine behind ssh, and why one cannot be reached is said', async () => {
    const behind = (socket: string): string => {
      sshThat(pipes(socket));
      return 'ssh://build-host';
    };
    const { call, lost } = await passingTo(
      raw((socket) => socket.pipe(socket)),
      behind,
    );
    const sent = randomBytes(2 ** 22);
    const socket = call();
    socket.end(sent);
    expect(digest(await buffer(socket))).toBe(digest(sent));
    sshThat("console.error('no such host'); process.exit(255);");
    await closed(call().resume().end());
    expect(lost).toEqual([
      expect.objectContaining({ message: expect.stringContaining('ssh ended with 255: no such host') }),
    ]);
  });

  test('an upload that expects 100 Continue, and an answer in chunks', async () => {
    const sent = randomBytes(2 ** 24);
    const { front, answers } = await passingTo(
      http(async (incoming, outgoing) => {
        outgoing.write(digest(await buffer(incoming)));
        outgoing.end(sent);
      }),
    );
    const asked = httpRequest({
      socketPath: front,
      method: 'POST',
      path: '/load',
      headers: { expect: '100-continue' },
    });
    asked.flushHeaders();
    await once(asked, 'continue');
    asked.end(sent);
    const [answer] = await once(asked, 'response');
    expect(digest(await buffer(answer))).toBe(digest(Buffer.concat([Buffer.from(digest(sent)), sent])));
    expect(answers.map(({ request, status, body }) => [request.path, status, body])).toEqual([
      ['/load', 200, undefined],
    ]);
  });

  test('a connection that is taken over, to the end of each direction', async () => {
    const engine = http(() => {});
    engine.on('upgrade', (_, socket: Socket) => {
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      socket.pipe(socket);
    });
    const { front, said } = await passingTo(engine);
    const asked = httpRequest({
      ...{ socketPath: front, method: 'POST', path: '/exec/x/start' },
      headers: { connection: 'Upgrade', upgrade: 'tcp' },
    }).end();
    const [, socket] = await once(asked, 'upgrade');
    const sent = randomBytes(2 ** 20);
    socket.end(sent);
    expect(digest(await buffer(socket))).toBe(digest(sent));
    expect(said).toEqual([]);
  });

  test('a client that has sent all still gets its answer', async () => {
    const { call, answers } = await passingTo(
      raw((socket) => {
        socket.resume();
        socket.on('end', () => socket.end('HTTP/1.1 200 OK\r\n\r\n[]'));
      }),
    );
    const socket = call();
    socket.end('GET /v1.49/images/json HTTP/1.1\r\n\r\n');
    expect(await text(socket)).toBe('HTTP/1.1 200 OK\r\n\r\n[]');
    expect(answers.map(({ body }) => String(body))).toEqual(['[]']);
  });

  test('200 connections at once, kept open for three requests each', async () => {
    const body = JSON.stringify(Array.from({ length: 100 }, (_, at) => at));
    const { front, answers } = await passingTo(http((_, outgoing) => void outgoing.end(body)));
    const agent = new Agent({ keepAlive: true, maxSockets: 200 });
    onTestFinished(() => agent.destroy());
    const ask = async (): Promise<string> => {
      const [answer] = await once(
        httpRequest({ socketPath: front, path: '/v1.49/images/json', agent }).end(),
        'response',
      );
      return text(answer);
    };
    const all = await Promise.all(Array.from({ length: 600 }, ask));
    expect(new Set(all)).toEqual(new Set([body]));
    expect(answers.map(({ body }) => String(body))).toEqual(all);
  });

  test('a client that does not read holds its engine up, and no memory', async () => {
    let sent = 0;
    const block = Buffer.alloc(2 ** 16);
    const { call } = await passingTo(
      raw((socket) => {
        const more = (): void => {
          while (socket.write(block)) sent += block.length;
        };
        socket.on('drain', more);
        more();
      }),
    );
    const socket = call();
    await once(socket, 'connect');
    socket.pause();
    await soon(300);
    expect(sent).toBeLessThan(2 ** 22);
    socket.destroy();
  });
});

describe('what breaks', () => {
  test('the engine in the middle of an answer: the client gets half of it, and its end', async () => {
    const { call, answers, said } = await passingTo(
      raw((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]'))),
    );
    const socket = call();
    socket.write('GET /v1.49/images/json HTTP/1.1\r\n\r\n');
    expect(await text(socket)).toContain('[]');
    expect({ answers, said }).toEqual({ answers: [], said: ['a body was broken off'] });
  });

  test('the client in the middle of an answer: the engine is told', async () => {
    let ended: Promise<void> | undefined;
    const { call, said } = await passingTo(
      raw((socket) => {
        ended = closed(socket);
        const more = setInterval(() => socket.write('x'), 5);
        socket.on('close', () => clearInterval(more));
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n[]'));
      }),
    );
    const socket = call();
    socket.write('GET /v1.49/images/json HTTP/1.1\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await ended;
    await soon();
    expect(said).toEqual(['the answer broke off']);
  });

  test('no engine: the client is hung up on, and that is said', async () => {
    const engine = raw(() => {});
    const { call, lost } = await passingTo(engine);
    await new Promise((resolve) => engine.close(resolve));
    const socket = call().resume();
    await once(socket, 'end');
    expect(lost).toEqual([expect.objectContaining({ syscall: 'connect' })]);
  });

  test('to be told to end: all connections are cut, on both sides', async () => {
    const sockets: Socket[] = [];
    const { call, passing } = await passingTo(raw((socket) => void sockets.push(socket.resume())));
    const socket = call();
    socket.on('error', () => {});
    socket.write('POST /build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n');
    while (sockets.length === 0) await soon(5);
    await passing.close();
    await Promise.all([socket, ...sockets].map((one) => one.destroyed || one.readableEnded || once(one, 'end')));
  });
});
