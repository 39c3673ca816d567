import { execFile } from 'node:child_process';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { callWithLimits } from '../../src/client/request-limits.js';
import { createTransport } from '../../src/client/transport.js';
import { root } from '../cli/run.js';
import { httpServer, rawServer, socketServer, sockets } from './server.js';

/** A `fetch` to this host, which ignores the authority of the URL. */
const fetchFrom = (host: string) => {
  const send = createTransport(findEngine({ host }));
  return (path: string, { signal, ...init }: RequestInit = {}) =>
    callWithLimits(host, { timeout: 0 }, { signal: signal ?? undefined }, (call) =>
      send(new Request(`http://elsewhere${path}`, init), call),
    );
};

test.each(sockets)('a Response like any other, over %s', async (on) => {
  const { host, targets } = await httpServer((request, response) => {
    response.writeHead(
      203,
      'As You Like It',
      [
        ['X-Twice', 'a'],
        ['X-Twice', request.headers['x-asked'] ?? ''],
        ['X-Host', request.headers.host ?? ''],
      ].flat(),
    );
    response.end('tä');
  }, on);
  const response = await fetchFrom(host)('/a/b%20c?q=%zz;%7B&all=1', { headers: { 'X-Asked': 'b' } });
  expect(response).toBeInstanceOf(Response);
  expect(response).toMatchObject({ status: 203, statusText: 'As You Like It', ok: true });
  expect(response.headers.get('x-twice')).toBe('a, b');
  expect(response.headers.get('x-host')).toBe(on === 'unix' ? 'localhost' : host.slice('tcp://'.length));
  expect(await response.clone().text()).toBe('tä');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(Uint8Array.from([0x74, 0xc3, 0xa4]));
  expect(targets).toEqual(['/a/b%20c?q=%zz;%7B&all=1']);
});

test('whoever replaces `request` of node:http is asked, as MSW and nock are', async () => {
  const { host } = await httpServer((_, response) => response.end());
  const request = vi.spyOn(http, 'request');
  onTestFinished(() => request.mockRestore());
  await (await fetchFrom(host)('/a')).text();
  expect(request).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ path: '/a' }));
});

test('a body in bits is put together', async () => {
  const bits = 10_000;
  const { host } = await rawServer(
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(bits)}0\r\n\r\n`,
  );
  expect(await (await fetchFrom(host)('/')).text()).toBe('x'.repeat(bits));
});

test.each([204, 205, 304])('a %i has no body', async (status) => {
  const { host, open } = await httpServer((_, response) => response.writeHead(status).end());
  for (let count = 0; count < 2; count++) {
    expect(await fetchFrom(host)('/')).toMatchObject({ status, body: null });
    await pause(20); // until the connection is free again
    expect(open.size).toBe(1);
  }
});

test('a redirect is not followed', async () => {
  const { host, targets } = await httpServer((_, response) => response.writeHead(301, { location: '/b' }).end());
  expect(await fetchFrom(host)('/a')).toMatchObject({ status: 301 });
  expect(targets).toEqual(['/a']);
});

test.each(['HEAD', 'POST', 'DELETE'])('%s is not sent', async (method) => {
  const { host, targets } = await httpServer((_, response) => response.end());
  await expect(fetchFrom(host)('/', { method })).rejects.toThrow(`${method} is not sent`);
  expect(targets).toEqual([]);
});

const broken = [
  { name: 'nothing', bytes: '', code: 'ECONNRESET' },
  { name: 'half a head', bytes: 'HTTP/1.1 200 OK\r\nContent-', code: 'ECONNRESET' },
  { name: 'another protocol', bytes: 'SSH-2.0-OpenSSH_9.2\r\n', code: 'HPE_INVALID_CONSTANT' },
];

test.each(broken)('fails on $name', async ({ bytes, code }) => {
  const { host } = await rawServer(bytes);
  await expect(fetchFrom(host)('/')).rejects.toMatchObject({ cause: { code } });
});

test('fails on a switch to another protocol', async () => {
  const { host } = await rawServer('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  await expect(fetchFrom(host)('/')).rejects.toThrow();
});

test('an abort during the body ends the connection', async () => {
  const caller = new AbortController();
  const { host, open } = await httpServer((_, response) => {
    response.write('[');
    setTimeout(() => caller.abort(new Error('enough')), 20);
  });
  await expect(fetchFrom(host)('/', { signal: caller.signal })).rejects.toThrow('enough');
  await vi.waitFor(() => expect(open.size).toBe(0));
});

describe('a connection', () => {
  /** An answer as a server writes it, and a body as the transport gives it. */
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]';
  const bodyFrom = async (host: string): Promise<string> => (await fetchFrom(host)('/')).text();

  test.each(sockets)('is used again, on %s', async (on) => {
    const connections = new Set<unknown>();
    const { host } = await httpServer(({ socket }, response) => {
      connections.add(socket);
      response.end('[]');
    }, on);
    for (let count = 0; count < 3; count++) expect(await bodyFrom(host)).toBe('[]');
    expect(connections.size).toBe(1);
  });

  /** A server with its answers to the requests of each connection; after the last of them it cuts the connection. */
  const answering = (...connections: readonly (readonly string[])[]) => {
    const rest = connections.map((answers) => [...answers]);
    return socketServer((socket) => {
      const answers = rest.shift() ?? [];
      socket.on('data', () => {
        const next = answers.shift();
        if (next === undefined) socket.destroy();
        else socket.write(next);
      });
    });
  };

  test('that dies when it is used again, before any byte of the answer, is replaced', async () => {
    const { host } = await answering([answer], [answer]);
    for (let count = 0; count < 2; count++) expect(await bodyFrom(host)).toBe('[]');
  });

  test.each([
    ['at its first use', [[], [answer]], 0],
    ['again when it has been replaced', [[answer], [], [answer]], 1],
  ] as const)('that dies %s is no answer', async (_, connections, before) => {
    const { host } = await answering(...connections);
    for (let count = 0; count < before; count++) await bodyFrom(host);
    await expect(bodyFrom(host)).rejects.toMatchObject({ cause: { message: 'socket hang up' } });
  });

  test('that dies in the middle of an answer is not replaced', async () => {
    let asked = 0;
    const { host } = await socketServer((socket) =>
      socket.on('data', () => {
        asked++;
        if (asked === 1) socket.write(answer);
        else socket.end(answer.slice(0, 20));
      }),
    );
    await bodyFrom(host);
    await expect(bodyFrom(host)).rejects.toThrow();
    expect(asked).toBe(2);
  });

  test('that is idle keeps no process running', async () => {
    const { host } = await httpServer((_, response) =>
      response.setHeader('content-type', 'application/json').end('[]'),
    );
    const code = `import { createImagesClient, listImages } from ${JSON.stringify(`${root}dist/client/index.cjs`)};
      console.log(await listImages({}, { client: createImagesClient({ host: ${JSON.stringify(host)} }) }));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
    expect(stdout).toBe('[]\n');
  });
});
