import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { createImagesClient, listImages } from '../../src/client/index.js';
import { type Engine, startEngine } from '../engine.js';

vi.mock('node:fs', { spy: true });

const folder = mkdtempSync(join(tmpdir(), 'context-'));
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** Writes a context as the docker command stores it. */
function store(name: string, docker: object, pems: Readonly<Record<string, string>> = {}): void {
  write(`contexts/meta/${idOf(name)}/meta.json`, JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker } }));
  for (const [part, text] of Object.entries(pems)) write(`contexts/tls/${idOf(name)}/docker/${part}.pem`, text);
}

store('colima', { Host: 'unix:///colima.sock', SkipTLSVerify: false });
store('plain', { Host: 'tcp://build:2375' });
store('secret', { Host: 'tcp://build:2376', SkipTLSVerify: false }, { ca: 'CA', cert: 'CERT', key: 'KEY' });
store('careless', { Host: 'tcp://build', SkipTLSVerify: true });
store('far', { Host: 'fd://' });
store('hollow', {});
write(`contexts/meta/${idOf('broken')}/meta.json`, '{');

beforeEach(() => {
  const clean = {
    DOCKER_CONFIG: folder,
    DOCKER_HOST: '',
    DOCKER_CONTEXT: '',
    DOCKER_CERT_PATH: '',
    DOCKER_TLS: '',
    DOCKER_TLS_VERIFY: '',
  };
  for (const [name, value] of Object.entries(clean)) vi.stubEnv(name, value);
  write('config.json', '{}');
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

const local = 'unix:///var/run/docker.sock';

/** In the order of precedence: what is asked for, the environment, `config.json`, and the host that is found. */
const precedence: [
  what: string,
  host: string | undefined,
  env: Readonly<Record<string, string>>,
  config: string,
  found: string,
][] = [
  ['nothing', undefined, {}, '{}', local],
  ['a context in use', undefined, {}, '{"currentContext": "colima"}', 'unix:///colima.sock'],
  ['the default in use', undefined, {}, '{"currentContext": "default"}', local],
  ['DOCKER_CONTEXT', undefined, { DOCKER_CONTEXT: 'plain' }, '{"currentContext": "colima"}', 'tcp://build:2375'],
  ['the default in DOCKER_CONTEXT', undefined, { DOCKER_CONTEXT: 'default' }, '{"currentContext": "colima"}', local],
  ['an empty DOCKER_CONTEXT', undefined, { DOCKER_CONTEXT: '' }, '{"currentContext": "colima"}', 'unix:///colima.sock'],
  [
    'DOCKER_HOST',
    undefined,
    { DOCKER_HOST: 'unix:///h', DOCKER_CONTEXT: 'plain' },
    '{"currentContext": "colima"}',
    'unix:///h',
  ],
  [
    'DOCKER_HOST beside an unknown context',
    undefined,
    { DOCKER_HOST: 'unix:///h', DOCKER_CONTEXT: 'no' },
    '{}',
    'unix:///h',
  ],
  [
    'a host',
    'unix:///asked',
    { DOCKER_HOST: 'unix:///h', DOCKER_CONTEXT: 'no' },
    '{"currentContext": "no"}',
    'unix:///asked',
  ],
  ['a broken configuration', undefined, {}, '{', local],
  ['a configuration with a number', undefined, {}, '{"currentContext": 1}', local],
];

test.each(precedence)('%s', (_, host, env, config, found) => {
  write('config.json', config);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(findEngine({ host }).host).toBe(found);
});

test.each([
  ['plain', 'tcp://build:2375', undefined],
  ['secret', 'tcp://build:2376', { ca: 'CA', cert: 'CERT', key: 'KEY', rejectUnauthorized: true }],
  ['careless', 'tcp://build:2376', { rejectUnauthorized: false }],
])('the certificates of %s, not of the environment', (name, host, tls) => {
  vi.stubEnv('DOCKER_CONTEXT', name);
  for (const variable of ['DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH']) vi.stubEnv(variable, '/nowhere');
  expect(findEngine()).toMatchObject({ host, secure: tls !== undefined });
  expect(findEngine().tls).toEqual(tls);
});

test('a client reads each file of the context once', () => {
  vi.stubEnv('DOCKER_CONTEXT', 'secret');
  vi.mocked(readFileSync).mockClear();
  createImagesClient();
  const files = vi.mocked(readFileSync).mock.calls.map(([file]) => String(file));
  expect(files.toSorted()).toEqual([...new Set(files)].toSorted());
  expect(files.length).toBe(4);
});

test.each([
  [
    'nope',
    /^there is no docker context "nope" in .*contexts/,
    /^Known are careless, colima, far, .* Set DOCKER_CONTEXT/,
  ],
  ['hollow', /meta\.json: expected JSON with Endpoints\.docker\.Host/, /docker context rm hollow/],
  ['broken', /meta\.json: expected JSON with Endpoints\.docker\.Host/, /docker context rm broken/],
  ['far', /the host scheme "fd" is not supported/, /Supported are/],
])('says what is wrong with %s', (name, message, hint) => {
  vi.stubEnv('DOCKER_CONTEXT', name);
  expect(() => createImagesClient()).toThrow(
    expect.objectContaining({
      name: 'EngineError',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    }),
  );
});

describe('the engine of a context', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    store('recorded', { Host: engine.host });
  });
  afterAll(() => engine.close());

  test('is asked', async () => {
    write('config.json', '{"currentContext": "recorded"}');
    expect((await listImages()).length).toBeGreaterThan(1);
  });
});
