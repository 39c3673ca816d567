import type { RequestListener } from 'node:http';
import { expect, test, vi } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { getExchange } from '../../src/client/get-exchange.js';
import { httpServer, rawServer, sockets } from './server.js';

const engineAt = (host: string) => findEngine({ host });

const targets = [
  '/v1.49/images/json',
  '/v1.49/images/json?filters=%zz',
  '/v1.49/images/json?all=1;digests=1',
  "/v1.49/images/json?filters={%22label%22:[%22it's%20+|^`%22]}",
  '//v1.49/./images/../images/json?',
  '/v1.49/images/json?ALL=%7b&&=&all',
];

test.each(sockets)('the target goes out as it is, over %s', async (on) => {
  const stand = await httpServer((_, response) => response.end('[]\n'), on);
  for (const path of targets) {
    const exchange = await getExchange(engineAt(stand.host), path);
    expect(exchange.request).toEqual({ method: 'GET', path });
    expect(exchange.response).toMatchObject({ status: 200, body: [] });
  }
  expect(stand.targets).toEqual(targets);
});

test('a path prefix goes out and is not recorded', async () => {
  const stand = await httpServer((_, response) => response.end('[]'), 'tcp');
  const { request } = await getExchange(engineAt(`${stand.host}/docker/`), '/v1.49/images/json');
  expect(stand.targets).toEqual(['/docker/v1.49/images/json']);
  expect(request.path).toBe('/v1.49/images/json');
});

const bodies = [
  { sent: '[]\n', found: { body: [] } },
  { sent: 'null', found: { body: null } },
  { sent: '"x"', found: { body: 'x' } },
  { sent: '<html>', found: { bodyText: '<html>' } },
  { sent: ' ', found: { bodyText: ' ' } },
  { sent: '\ufeff[]', found: { bodyText: '\ufeff[]' } },
  { sent: '{"a":"\u{1f4a1}"}', found: { body: { a: '\u{1f4a1}' } } },
  { sent: '', found: {} },
];

test.each(bodies)('the body $sent', async ({ sent, found }) => {
  const { host } = await httpServer((_, response) => {
    // Byte by byte: characters come in pieces.
    for (const byte of Buffer.from(sent)) response.write(Buffer.of(byte));
    response.end();
  });
  const { response } = await getExchange(engineAt(host), '/');
  expect(response).toEqual({ status: 200, headers: response.headers, ...found });
});

test('every header, names in lower case, repeated ones as a list', async () => {
  const { host } = await rawServer(
    'HTTP/1.1 500 Oh\r\nApi-Version: 1.51\r\nSet-Cookie: a\r\nSERVER: x\r\nset-cookie: b, c\r\nX-Empty:\r\nContent-Length: 2\r\n\r\n{}',
  );
  expect((await getExchange(engineAt(host), '/')).response).toEqual({
    status: 500,
    headers: { 'api-version': '1.51', 'set-cookie': ['a', 'b, c'], server: 'x', 'x-empty': '', 'content-length': '2' },
    body: {},
  });
});

const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const incomplete = [
  {
    name: 'closes at once',
    bytes: '',
    message: 'no answer from HOST: the connection was closed (ECONNRESET)',
    status: undefined,
  },
  { name: 'hangs', bytes: '', stay: true, message: 'no answer from HOST within 500 ms', status: undefined },
  {
    name: 'hangs after the head',
    bytes: chunked,
    stay: true,
    message: 'no complete answer from HOST within 500 ms',
    status: 200,
  },
  {
    name: 'hangs in the body',
    bytes: `${chunked}1\r\n[\r\n`,
    stay: true,
    message: 'no complete answer from HOST within 500 ms',
    status: 200,
  },
  {
    name: 'closes mid-body',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[',
    message: 'the answer of HOST broke off: the connection was closed (ECONNRESET)',
    status: 200,
  },
  {
    name: 'sends half a chunk',
    bytes: `${chunked}9\r\n[{`,
    message: 'the answer of HOST broke off: the connection was closed (ECONNRESET)',
    status: 200,
  },
  {
    name: 'sends no last chunk',
    bytes: `${chunked}2\r\n[]\r\n`,
    message: 'the answer of HOST broke off: the connection was closed (ECONNRESET)',
    status: 200,
  },
  {
    name: 'breaks a chunk',
    bytes: `${chunked}1\r\n[]\r\n0\r\n\r\n`,
    message: /^the answer of HOST broke off: no HTTP there, or broken HTTP \(HPE_\w+\)$/,
    status: 200,
  },
  {
    name: 'speaks no HTTP',
    bytes: 'hello\r\n',
    message: /^no answer from HOST: no HTTP there, or broken HTTP \(HPE_\w+\)$/,
    status: undefined,
  },
];

test.each(incomplete)('an engine that $name', async ({ bytes, stay, message, status }) => {
  const { host, open } = await rawServer(bytes, stay);
  // A time-out is for those that hang; the others end by themselves.
  const timeout = stay ? 500 : 0;
  const error = await getExchange(engineAt(host), '/', { timeout }).catch((error: unknown) => error);
  expect(error).toMatchObject({ name: 'EngineError', status });
  expect(String(error).replace('EngineError: ', '').replace(host, 'HOST')).toMatch(message);
  await vi.waitFor(() => expect(open.size).toBe(0));
});

/** Writes for as long as somebody reads. */
const endless: RequestListener = (_, response) => {
  const write = (): void => {
    while (response.write('x'.repeat(1000)));
  };
  response.on('drain', write);
  write();
};

test.each(sockets)('a body that does not end is broken off, over %s', async (on) => {
  const { host, open } = await httpServer(endless, on);
  await expect(
    getExchange(engineAt(host), '/', { maxBody: 1_000_000, optionNames: { maxBody: '--max-body BYTES' } }),
  ).rejects.toMatchObject({
    name: 'EngineError',
    status: 200,
    message: `the answer of ${host} is longer than 1000000 bytes`,
    hint: expect.stringContaining('--max-body'),
  });
  await vi.waitFor(() => expect(open.size).toBe(0));
});

test('a body may be as long as is said, in bytes', async () => {
  const { host } = await httpServer((_, response) => response.end('"\u00e4"'));
  expect((await getExchange(engineAt(host), '/', { maxBody: 4 })).response.body).toBe('\u00e4');
  await expect(getExchange(engineAt(host), '/', { maxBody: 3 })).rejects.toThrow('is longer than 3 bytes');
});

test('headers that do not end are broken off', async () => {
  const { host, open } = await rawServer(`HTTP/1.1 200 OK\r\n${'X-Long: x\r\n'.repeat(10_000)}`, true);
  await expect(getExchange(engineAt(host), '/')).rejects.toMatchObject({
    name: 'EngineError',
    message: `no answer from ${host}: its headers are too long (HPE_HEADER_OVERFLOW)`,
  });
  await vi.waitFor(() => expect(open.size).toBe(0));
});

test('the caller breaks it off, with a reason', async () => {
  const reason = new Error('enough');
  const caller = new AbortController();
  const { host, open } = await httpServer((_, response) => {
    response.write('[');
    setImmediate(() => caller.abort(reason));
  });
  await expect(getExchange(engineAt(host), '/', { signal: caller.signal })).rejects.toBe(reason);
  await expect(getExchange(engineAt(host), '/', { signal: caller.signal })).rejects.toBe(reason);
  await vi.waitFor(() => expect(open.size).toBe(0));
});
