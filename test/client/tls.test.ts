import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createImagesClient, EngineError, listImages } from '../../src/client/index.js';
import { findTlsFolder, readTlsSettings } from '../../src/client/tls.js';
import { folder, httpServer, tlsServer } from './server.js';

// An authority and one certificate for `localhost` by it, for either side, until 2126. Made with openssl 3:
//   req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj '/CN=test authority' -keyout ca.key -out ca.pem
//   req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=localhost' -addext 'subjectAltName=DNS:localhost' -keyout key.pem -out csr
//   x509 -req -in csr -CA ca.pem -CAkey ca.key -days 36500 -copy_extensions copy -out cert.pem
const certificates = join(import.meta.dirname, 'tls');
const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFileSync(join(certificates, name), 'utf8'));

const wanted = [
  { env: {}, found: undefined },
  { env: { DOCKER_TLS_VERIFY: '', DOCKER_CERT_PATH: '' }, found: undefined },
  { env: { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' }, found: { folder: '/c', verify: true } },
  { env: { DOCKER_TLS_VERIFY: '0', DOCKER_CERT_PATH: '/c' }, found: { folder: '/c', verify: true } },
  { env: { DOCKER_CERT_PATH: '/c' }, found: { folder: '/c', verify: false } },
  { env: { DOCKER_TLS: '1', DOCKER_CERT_PATH: '/c' }, found: { folder: '/c', verify: false } },
  { env: { DOCKER_TLS_VERIFY: '1', HOME: '/home/me' }, found: { folder: join('/home/me', '.docker'), verify: true } },
  { env: { DOCKER_TLS: '1', DOCKER_CONFIG: '/config', HOME: '/home/me' }, found: { folder: '/config', verify: false } },
];

test.each(wanted)('$env asks for $found', ({ env, found }) => {
  expect(findTlsFolder(env)).toEqual(found);
});

test('reads the files, and does without a certificate of its own', () => {
  expect(readTlsSettings({ folder: certificates, verify: true })).toEqual({ ca, cert, key, rejectUnauthorized: true });
  expect(readTlsSettings({ folder: certificates, verify: false })).toEqual({ cert, key, rejectUnauthorized: false });
  const only = folder();
  copyFileSync(join(certificates, 'ca.pem'), join(only, 'ca.pem'));
  expect(readTlsSettings({ folder: only, verify: true })).toEqual({ ca, rejectUnauthorized: true });
  expect(readTlsSettings({ folder: folder(), verify: false })).toEqual({ rejectUnauthorized: false });
});

test('cannot verify without ca.pem', () => {
  const empty = folder();
  expect(() => readTlsSettings({ folder: empty, verify: true })).toThrow(
    expect.objectContaining({
      name: 'EngineError',
      message: `cannot read ${join(empty, 'ca.pem')}`,
      hint: expect.stringContaining('DOCKER_CERT_PATH'),
      cause: expect.objectContaining({ code: 'ENOENT' }),
    }),
  );
});

/** An engine that talks to bearers of a certificate only, as dockerd does with `--tlsverify`. */
const strictEngine = () =>
  tlsServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true }, (_, response) => response.end('[]\n'));

const good = [
  { name: 'the tls option', tls: { ca, cert, key }, env: {} },
  {
    name: 'the tls option as bytes',
    tls: { ca: Buffer.from(ca ?? ''), cert: Buffer.from(cert ?? ''), key: Buffer.from(key ?? '') },
    env: {},
  },
  { name: 'the environment', env: { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates } },
  { name: 'the environment, unverified', env: { DOCKER_CERT_PATH: certificates } },
  { name: 'the option before the environment', tls: { ca, cert, key }, env: { DOCKER_CERT_PATH: '/nowhere' } },
];

test.each(good)('TLS by $name, over tcp:// and https://', async ({ tls, env }) => {
  const { host } = await strictEngine();
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  for (const url of [host, host.replace('tcp:', 'https:')]) {
    expect(await listImages({}, { client: createImagesClient({ host: url, tls }) })).toEqual([]);
  }
  vi.unstubAllEnvs();
});

const bad = [
  { name: 'an authority that nobody knows', tls: {}, what: 'TLS failed', hint: 'Check ca.pem' },
  { name: 'no certificate of our own', tls: { ca }, what: 'TLS failed', hint: 'Check ca.pem' },
  { name: 'a broken key', tls: { ca, cert, key: 'key' }, what: 'TLS failed', hint: 'Check ca.pem' },
  {
    name: 'another name',
    tls: { ca, cert, key },
    server: '127.0.0.1',
    what: 'its certificate is for another name',
    hint: 'Use a name',
  },
];

test.each(bad)('fails on $name', async ({ tls, server = 'localhost', what, hint }) => {
  const engine = await strictEngine();
  const host = engine.host.replace('localhost', server);
  await expect(listImages({}, { client: createImagesClient({ host, tls }) })).rejects.toMatchObject({
    name: 'EngineError',
    status: undefined,
    message: expect.stringContaining(`no answer from ${host}: ${what} (`),
    hint: expect.stringContaining(hint),
    cause: expect.any(Error),
  });
});

test('fails on an engine without TLS', async () => {
  const { host } = await httpServer((_, response) => response.end('[]'), 'tcp');
  await expect(listImages({}, { client: createImagesClient({ host, tls: {} }) })).rejects.toMatchObject({
    message: expect.stringContaining('no TLS there'),
    hint: expect.stringContaining('http://'),
  });
});

test('an https:// host needs no certificates; an http:// host takes none', async () => {
  const host = 'http://localhost:1';
  expect(() => createImagesClient({ host: 'https://localhost:1' })).not.toThrow();
  expect(() => createImagesClient({ host, tls: {} })).toThrow(`${host} speaks no TLS`);
});

test('nothing is read for a socket, or when a fetch is given', () => {
  const empty = folder();
  writeFileSync(join(empty, 'key.pem'), '');
  vi.stubEnv('DOCKER_TLS_VERIFY', '1');
  vi.stubEnv('DOCKER_CERT_PATH', empty);
  expect(() => createImagesClient({ host: 'unix:///docker.sock' })).not.toThrow();
  expect(() => createImagesClient({ host: 'tcp://localhost', fetch: async () => new Response() })).not.toThrow();
  expect(() => createImagesClient({ host: 'tcp://localhost' })).toThrow(EngineError);
  vi.unstubAllEnvs();
});
