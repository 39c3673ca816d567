import { afterEach, expect, test, vi } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';

afterEach(() => vi.unstubAllEnvs());

const environments = [
  { env: { DOCKER_HOST: 'unix:///a.sock' }, options: {}, host: 'unix:///a.sock' },
  { env: { DOCKER_HOST: 'unix:///a.sock' }, options: { host: 'unix:///b.sock' }, host: 'unix:///b.sock' },
  { env: { DOCKER_HOST: 'tcp://a', DOCKER_TLS_VERIFY: '1' }, options: {}, host: 'tcp://a:2376' },
  { env: { DOCKER_HOST: 'tcp://a' }, options: { tls: {} }, host: 'tcp://a:2376' },
  { env: { DOCKER_HOST: 'http://a', DOCKER_TLS_VERIFY: '1' }, options: {}, host: 'http://a:80' },
];

test.each(environments)('$env and $options: $host', ({ env, options, host }) => {
  for (const name of ['DOCKER_TLS_VERIFY', 'DOCKER_TLS', 'DOCKER_CERT_PATH']) vi.stubEnv(name, '');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(findEngine({ ...options, fetch }).host).toBe(host);
});

test('without a word the local socket', () => {
  vi.stubEnv('DOCKER_HOST', '');
  const host = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  expect(findEngine()).toMatchObject({ host, tls: undefined });
});
