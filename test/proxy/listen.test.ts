import { readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { listenOn, resolveListenAddress } from '../../src/proxy/listen.js';
import { folder } from '../client/server.js';

test.each([
  ['unix:///tmp/x.sock', { path: '/tmp/x.sock' }],
  ['tcp://127.0.0.1:2375', { host: '127.0.0.1', port: 2375 }],
  ['tcp://127.1.2.3:0', { host: '127.1.2.3', port: 0 }],
  ['tcp://[::1]:2375', { host: '::1', port: 2375 }],
  ['tcp://[0:0:0:0:0:0:0:1]:2375', { host: '::1', port: 2375 }],
  ['tcp://[::ffff:127.0.0.1]:2375', { host: '::ffff:7f00:1', port: 2375 }],
  ['tcp://[::ffff:7f01:203]:0', { host: '::ffff:7f01:203', port: 0 }],
  ['tcp://localhost:2375', { port: 2375 }],
])('%s is for this machine alone', async (host, at) => {
  expect((await resolveListenAddress(host, false)).bindAddress).toMatchObject(at);
});

test('a name that nobody knows is no fault of the command', async () => {
  await expect(resolveListenAddress('tcp://nowhere.invalid:1', false)).rejects.toMatchObject({ name: 'EngineError' });
});

test('a failure after it listens closes the server', async () => {
  const here = folder();
  const path = join(here, 'front.sock');
  const server = createServer();
  server.once('listening', () => rmSync(path));
  const listening = listenOn(
    server,
    await resolveListenAddress(`unix://${path}`, false),
    findEngine({ host: 'tcp://localhost:1' }),
  );
  await expect(listening).rejects.toMatchObject({ code: 'ENOENT', syscall: 'chmod' });
  expect(server.listening).toBe(false);
  expect(readdirSync(here)).toEqual([]);
});

test.each([
  'tcp://0.0.0.0:2375',
  'tcp://[::]:2375',
  'tcp://192.0.2.1:2375',
  'tcp://[2001:db8::1]:2375',
  'tcp://[::ffff:192.0.2.1]:2375',
  'tcp://[::7f00:1]:2375',
])('%s has to be allowed', async (host) => {
  await expect(resolveListenAddress(host, false)).rejects.toMatchObject({
    hint: expect.stringContaining('--allow-public'),
  });
  expect((await resolveListenAddress(host, true)).bindAddress).toMatchObject({ port: 2375 });
});

test.each([
  '',
  ' ',
  'unix://',
  ' unix:// ',
  'unix:///',
  'UNIX://',
  'tcp://',
  'tcp://:',
  'tcp:///',
  'http://',
  'npipe://',
])('%j names no address, as an empty variable does', async (host) => {
  const message = `expected an address to listen at, found ${JSON.stringify(host)}`;
  const hint = 'Write unix://PATH or tcp://HOST:PORT.';
  for (const allowPublic of [false, true]) {
    await expect(resolveListenAddress(host, allowPublic)).rejects.toMatchObject({ name: 'EngineError', message, hint });
  }
});
