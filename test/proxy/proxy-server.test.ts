import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer as createHttp, request as httpRequest, type RequestListener } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { BodyBudget, type ObservedResponse, type TrafficListener } from '../../src/proxy/http-observer.js';
import { createProxyServer } from '../../src/proxy/proxy-server.js';
import { pipes, sshThat } from '../client/open-ssh.js';
import { folder } from '../client/server.js';

/** A server that passes on to another one, with what it overheard. */
async function passingTo(engine: Server, hostOf = (socket: string) => `unix://${socket}`, on = 'unix') {
  const here = folder();
  const front = join(here, 'front.sock');
  await new Promise<void>((resolve) => engine.listen(on === 'unix' ? join(here, 'engine.sock') : 0, resolve));
  const address = engine.address();
  const behind = typeof address === 'string' ? address : `tcp://127.0.0.1:${address?.port}`;
  const answers: ObservedResponse[] = [];
  const said: string[] = [];
  const lost: unknown[] = [];
  const shared = new BodyBudget(2 ** 26);
  const listener: TrafficListener = (observed) => {
    if ('reason' in observed) return said.push(observed.reason);
    shared.release(observed.body?.length ?? 0);
    return answers.push(observed);
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
    expect({ answers, said }).toMatchObject({
      answers: [{ status: 200, incomplete: 'a body was broken off' }],
      said: [],
    });
  });

  test('the connection to the engine, in an answer without a length: that is no end', async () => {
    const { call, answers, said } = await passingTo(
      raw((socket) =>
        socket.once('data', () =>
          socket.write('HTTP/1.1 200 OK\r\n\r\n[]', () => void setTimeout(() => socket.resetAndDestroy(), 20)),
        ),
      ),
      (host) => host,
      'tcp',
    );
    const socket = call();
    socket.on('error', () => {});
    socket.write('GET /v1.49/images/json HTTP/1.1\r\n\r\n');
    await text(socket);
    expect({ answers, said }).toMatchObject({
      answers: [{ status: 200, incomplete: 'a body was broken off' }],
      said: [],
    });
  });

  test('the engine before any answer: nothing is known of the list', async () => {
    const { call, answers, said } = await passingTo(raw((socket) => socket.once('data', () => socket.end())));
    const socket = call();
    socket.write('GET /v1.49/images/json HTTP/1.1\r\n\r\n');
    await text(socket);
    expect({ answers, said }).toEqual({ answers: [], said: ['no complete response came'] });
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
    expect(said).toEqual(['no complete response came']);
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

/** A response to the list, byte for byte, and whether strict clients take it. */
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
const LENGTH = 'Content-Length: 2\r\n\r\n[]';
const chunks = (text: string): string => `HTTP/1.1 200 OK\r\n${CHUNKED}${text}`;
const head = (text: string): string => `HTTP/1.1 200 OK\r\n${text}`;
const framings: readonly (readonly [bytes: string, isComplete: boolean])[] = [
  [chunks('2\r\n[]\r\n0\r\n\r\n'), true],
  [chunks('2\r\n[]\r\n0\n\r\n'), false],
  [chunks('2\r\n[]\r\n0\r\n\n'), false],
  [chunks('2\n[]\r\n0\r\n\r\n'), false],
  [chunks('2\r\n[]\n0\r\n\r\n'), false],
  [chunks('2\r\n[]\r0\r\n\r\n'), false],
  [chunks('2 \r\n[]\r\n0\r\n\r\n'), false],
  [chunks(' 2\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2;a=b;c="d;\\"";e=\r\n[]\r\n0\r\n\r\n'), true],
  [chunks('2;\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2; a=b\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2;a b\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2;a="b\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2;a="b"c\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2;a=\u0001\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2;a=\rb\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('0000000000000000000002\r\n[]\r\n000\r\n\r\n'), true],
  [chunks('0x2\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('-2\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('fffffffffffffffff\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('1\r\n[]\r\n0\r\n\r\n'), false],
  [chunks('2\r\n[]\r\n0\r\nA: b\r\n\r\n'), true],
  [chunks('2\r\n[]\r\n0\r\nabc\r\n\r\n'), false],
  [chunks('2\r\n[]\r\n0\r\nA: b\n\r\n'), false],
  [chunks('2\r\n[]\r\n0\r\nContent-Length: 2\r\n\r\n'), false],
  [chunks('2\r\n[]\r\n'), false],
  [chunks('2\r\n[]\r\n0\r\n'), false],
  [head(LENGTH), true],
  [head('Content-Length: 3\r\n\r\n[]'), false],
  [head('Content-Length: +2\r\n\r\n[]'), false],
  [head('Content-Length: 2,2\r\n\r\n[]'), false],
  [head(`Content-Length: 2\r\n${LENGTH}`), false],
  [head('Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]'), false],
  [head('Content-Length:\r\n\r\n[]'), false],
  [head('Content-Length: 0x2\r\n\r\n[]'), false],
  [head('Content-Length: 000000000000000002\r\n\r\n[]'), true],
  [head('Content-Length: 99999999999999999999\r\n\r\n[]'), false],
  [head(`Content-Length: 2\r\n${CHUNKED}2\r\n[]\r\n0\r\n\r\n`), false],
  [head(`Transfer-Encoding: gzip\r\n${LENGTH}`), false],
  [head('Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n'), true],
  [head('Transfer-Encoding: chunked, gzip\r\n\r\n[]'), true],
  [head('\r\n[]'), true],
  ['HTTP/1.0 200 OK\r\n\r\n[]', true],
  [`\r\n\r\n${head(LENGTH)}`, true],
  [`HTTP/1.1 200\r\n${LENGTH}`, true],
  [`HTTP/1.1 100 Continue\r\n\r\n${head(LENGTH)}`, true],
  [`HTTP/1.1 200 OK\n${LENGTH}`, false],
  [`HTTP/1.1 200 O\rK\r\n${LENGTH}`, false],
  [`HTTP/1.1 2000 OK\r\n${LENGTH}`, false],
  [`HTTP/1.1  200 OK\r\n${LENGTH}`, false],
  [`HTTP/1.2 200 OK\r\n${LENGTH}`, false],
  [`http/1.1 200 OK\r\n${LENGTH}`, false],
  [` ${head(LENGTH)}`, false],
  [head('Content-Length: 2\n\r\n[]'), false],
  [head('Content-Length: 2\r\n\n[]'), false],
  [head(`A: b\r\n c\r\n${LENGTH}`), false],
  [head(`A : b\r\n${LENGTH}`), false],
  [head(`abc\r\n${LENGTH}`), false],
  [head(`: b\r\n${LENGTH}`), false],
  [head(`A(): b\r\n${LENGTH}`), false],
  [head(`A: b\0c\r\n${LENGTH}`), false],
  [head(`A: b\rc\r\n${LENGTH}`), false],
  [head(`A: b\u007fc\r\n${LENGTH}`), false],
  [head(`A: b\t\u00e4\r\n${LENGTH}`), true],
  [head('Content-Len'), false],
  [head('Content-Length: 2\r\n'), false],
  ['[]', false],
];

test.each(framings)('%j is complete: %j, for the client of Node too', async (bytes, isComplete) => {
  const sent = Buffer.from(bytes, 'latin1');
  const { front, answers, said } = await passingTo(raw((socket) => socket.once('data', () => socket.end(sent))));
  const isTaken = await new Promise<boolean>((resolve) => {
    const asked = httpRequest({ socketPath: front, path: '/v1.49/images/json', agent: false }).end();
    asked.on('error', () => resolve(false));
    asked.on('response', (answer) =>
      text(answer).then(
        () => resolve(true),
        () => resolve(false),
      ),
    );
  });
  while (answers.length + said.length === 0) await soon(5);
  expect({ isTaken, found: answers.map(({ incomplete }) => incomplete === undefined), said }).toEqual({
    isTaken: isComplete,
    found: [isComplete],
    said: [],
  });
  const socket = connect({ path: front, allowHalfOpen: true });
  socket.write('GET /v1.49/images/json HTTP/1.1\r\n\r\n');
  expect(await buffer(socket)).toEqual(sent);
});
