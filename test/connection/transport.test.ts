import http from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findEngine } from '../../src/connection/engine.js';
import { transport } from '../../src/connection/transport.js';
import { httpServer, rawServer, sockets } from './server.js';

/** A `fetch` to this host, which ignores the authority of the URL. */
const fetchFrom = (host: string) => {
  const fetch = transport(findEngine({ host }));
  return (path: string, init?: RequestInit) => fetch(new Request(`http://elsewhere${path}`, init));
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

test('the body comes as it is written', async () => {
  let write = (_: string): void => {};
  const { host } = await httpServer((_, response) => {
    write = (text) => response.write(text);
    response.flushHeaders();
  });
  const { body } = await fetchFrom(host)('/');
  const reader = body?.getReader();
  for (const text of ['one', 'two']) {
    write(text);
    expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe(text);
  }
  await reader?.cancel();
});

test('a body in bits comes as it is read, not bit by bit', async () => {
  const bits = 10_000;
  const { host } = await rawServer(
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(bits)}0\r\n\r\n`,
  );
  let [reads, bytes] = [0, 0];
  for await (const { length } of (await fetchFrom(host)('/')).body ?? []) {
    reads++;
    bytes += length;
  }
  expect(bytes).toBe(bits);
  expect(reads).toBeLessThan(bits / 10);
});

test.each([204, 205, 304])('a %i has no body', async (status) => {
  const { host, open } = await httpServer((_, response) => response.writeHead(status).end());
  const response = await fetchFrom(host)('/');
  expect(response).toMatchObject({ status, body: null });
  await vi.waitFor(() => expect(open.size).toBe(0));
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
  await expect(fetchFrom(host)('/')).rejects.toMatchObject({ code });
});

test('fails on a switch to another protocol', async () => {
  const { host } = await rawServer('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  await expect(fetchFrom(host)('/')).rejects.toThrow();
});

test.each(['response', 'body'])('a cancelled %s ends the connection', async (what) => {
  const { host, open } = await httpServer((_, response) => void response.write('['));
  const { body } = await fetchFrom(host)('/');
  const reader = body?.getReader();
  if (what === 'body') await reader?.read();
  await reader?.cancel();
  await vi.waitFor(() => expect(open.size).toBe(0));
});
