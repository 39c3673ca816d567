import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/client/index.js';
import { parseHost } from '../../src/client/parse-host.js';

const socket = (path: string) => ({
  address: { socketPath: path },
  secure: false,
  origin: 'http://localhost',
  prefix: '',
});

const hosts = [
  {
    text: 'unix:///run/user/1000/docker.sock',
    place: socket('/run/user/1000/docker.sock'),
  },
  { text: 'unix://', place: socket('/var/run/docker.sock') },
  { text: 'unix://relative.sock', place: socket('relative.sock') },
  { text: 'unix:///a%20b c', place: socket('/a%20b c') },
  { text: '/run/docker.sock', place: socket('/run/docker.sock') },
  { text: './docker.sock', place: socket('./docker.sock') },
  {
    text: 'npipe:////./pipe/docker_engine',
    place: socket('//./pipe/docker_engine'),
  },
  { text: 'npipe://', place: socket('//./pipe/docker_engine') },
  { text: '//./pipe/other', place: socket('//./pipe/other') },
  { text: '\\\\.\\pipe\\other', place: socket('\\\\.\\pipe\\other') },
  { text: 'tcp://', place: server('localhost', '2375') },
  { text: 'tcp://:1234', place: server('localhost', '1234') },
  { text: 'tcp://build-host', place: server('build-host', '2375') },
  { text: 'TCP://build-host:80', place: server('build-host', '80') },
  { text: ' tcp://build-host:2375/ ', place: server('build-host', '2375') },
  {
    text: 'tcp://build-host:1/docker/a/',
    place: server('build-host', '1', { prefix: '/docker/a' }),
  },
  { text: 'tcp://[::1]', place: server('::1', '2375', { name: '[::1]' }) },
  {
    text: '[fe80::1]:99',
    place: server('fe80::1', '99', { name: '[fe80::1]' }),
  },
  { text: 'build-host:1234', place: server('build-host', '1234') },
  { text: '127.0.0.1', place: server('127.0.0.1', '2375') },
  {
    text: 'tcp://build-host',
    tls: true,
    place: server('build-host', '2376', { scheme: 'https' }),
  },
  {
    text: 'tcp://build-host:2375',
    tls: true,
    place: server('build-host', '2375', { scheme: 'https' }),
  },
  { text: 'http://build-host', place: server('build-host', '80') },
  {
    text: 'http://build-host:8080/p',
    tls: true,
    place: server('build-host', '8080', { prefix: '/p' }),
  },
  {
    text: 'https://build-host',
    place: server('build-host', '443', { scheme: 'https' }),
  },
  { text: 'unix:///docker.sock', tls: true, place: socket('/docker.sock') },
  { text: 'ssh://build-host', place: ssh('-- build-host docker system dial-stdio') },
  { text: 'ssh://build-host/', tls: true, place: ssh('-- build-host docker system dial-stdio') },
  { text: 'SSH://me@build-host:2222', place: ssh('-l me -p 2222 -- build-host docker system dial-stdio') },
  { text: 'ssh://me%40corp@[::1]', place: ssh('-l me@corp -- ::1 docker system dial-stdio') },
  { text: 'ssh://ü', place: ssh('-- ü docker system dial-stdio') },
  { text: 'ssh://jörg@Bücher.例え:22', place: ssh('-l jörg -p 22 -- Bücher.例え docker system dial-stdio') },
  { text: 'ssh://b%C3%BCild', place: ssh('-- büild docker system dial-stdio') },
  { text: 'ssh://-oProxyCommand=x', place: ssh('-- -oProxyCommand=x docker system dial-stdio') },
  {
    text: 'ssh://build-host/run/docker.sock',
    place: ssh('-- build-host docker --host=unix:///run/docker.sock system dial-stdio'),
  },
  {
    text: "ssh://build-host/a'b%20$(c)",
    place: ssh('-- build-host docker', "'--host=unix:///a'\\''b $(c)'", 'system dial-stdio'),
  },
];

/** The words of the command, each text split at blanks but the one in the middle. */
function ssh(head: string, command?: string, tail = '') {
  const words = [
    '-o',
    'ConnectTimeout=30',
    '-T',
    ...head.split(' '),
    ...(command ? [command, ...tail.split(' ')] : []),
  ];
  return { address: { ssh: words }, secure: false, origin: 'http://localhost', prefix: '' };
}

function server(host: string, port: string, { name = host, prefix = '', scheme = 'http' } = {}) {
  return {
    address: { host, port },
    secure: scheme === 'https',
    origin: `${scheme}://${name}:${port}${prefix}`,
    prefix,
  };
}

test.each(hosts)('$text, TLS $tls', ({ text, tls = false, place }) => {
  expect(parseHost(text, tls, {}, 'linux')).toMatchObject(place);
});

const full = [
  ['unix://', 'unix:///var/run/docker.sock'],
  ['build-host', 'tcp://build-host:2375'],
  ['HTTPS://build-host/p/', 'https://build-host:443/p'],
  ['//./pipe/other', 'npipe:////./pipe/other'],
  ['ssh://me@build-host:22/run/docker.sock', 'ssh://me@build-host:22/run/docker.sock'],
  ['ssh://build-host/', 'ssh://build-host'],
  ['ssh://me@ü/run/docker.sock', 'ssh://me@ü/run/docker.sock'],
] as const;

test.each(full)('%s in full is %s', (text, host) => {
  expect(parseHost(text, false, {}, 'linux').host).toBe(host);
});

const choices = [
  {
    option: 'tcp://a',
    env: 'tcp://b',
    platform: 'linux',
    host: 'tcp://a:2375',
  },
  {
    option: undefined,
    env: 'tcp://b',
    platform: 'linux',
    host: 'tcp://b:2375',
  },
  { option: '', env: ' tcp://b ', platform: 'linux', host: 'tcp://b:2375' },
  {
    option: undefined,
    env: '',
    platform: 'darwin',
    host: 'unix:///var/run/docker.sock',
  },
  {
    option: undefined,
    env: undefined,
    platform: 'linux',
    host: 'unix:///var/run/docker.sock',
  },
  {
    option: undefined,
    env: undefined,
    platform: 'win32',
    host: 'npipe:////./pipe/docker_engine',
  },
];

test.each(choices)('option $option, DOCKER_HOST $env, on $platform: $host', ({ option, env, platform, host }) => {
  expect(parseHost(option, false, { DOCKER_HOST: env }, platform).host).toBe(host);
});

describe('fails on', () => {
  const known = 'Supported are unix://, npipe://, tcp://, http://, https://, ssh://.';
  const schemes = [
    { text: 'fd://3', scheme: 'fd', hint: known },
    { text: 'ftp://build-host', scheme: 'ftp', hint: known },
    { text: '://build-host', scheme: '', hint: known },
    { text: 'constructor://build-host', scheme: 'constructor', hint: known },
  ];

  test.each(schemes)('$text', ({ text, scheme, hint }) => {
    const error = errorOf(() => parseHost(text, false, {}, 'linux'));
    expect(error).toMatchObject({
      message: `the host scheme "${scheme}" is not supported`,
      status: undefined,
    });
    expect(error.hint).toContain(hint);
    expect(error.hint).not.toContain('secret');
  });

  const texts = [
    'tcp://::1:2375',
    'tcp://host:99999',
    'tcp://user:secret@host',
    'http://host?query',
    'tcp://a b',
    'https://[::1',
    'ssh://',
    'ssh:///run/docker.sock',
    ...['secret', 'secret@secret', 'secret/secret@secret', 'secret:secret'].map(
      (it) => `ssh://me:${it}@build-host:22/path`,
    ),
    'ssh://:secret@build-host',
    'ssh://build-host?secret',
    'ssh://build-host#secret',
    'ssh://a%0Ab@build-host',
    'ssh://build%0Ahost',
    'ssh://build%ffhost',
    'ssh://build-host/%zz',
  ];

  test.each(texts)('%s', (text) => {
    const error = errorOf(() => parseHost(text, false, {}, 'linux'));
    expect(error.message).toMatch(
      /^the host does not read as ((tcp|https?):\/\/NAME\[:PORT\]\[\/PREFIX\]|ssh:\/\/\[USER@\]NAME\[:PORT\]\[\/SOCKET\])$/,
    );
    expect(error.message + error.hint).not.toContain('secret');
  });
});

function errorOf(run: () => unknown): EngineError {
  try {
    run();
  } catch (error) {
    if (error instanceof EngineError) return error;
  }
  throw new Error('expected an EngineError');
}

describe('the path of a unix socket', () => {
  const longest = (bytes: number): string => `/\u00e9${'x'.repeat(bytes - 3)}`;
  test.each([
    ['linux', 107],
    ['darwin', 103],
    ['freebsd', 103],
  ])('on %s has at most %i bytes', (platform, bytes) => {
    const parse = (path: string) => parseHost(`unix://${path}`, false, {}, platform).address;
    expect(parse(longest(bytes))).toEqual({ socketPath: longest(bytes) });
    expect(() => parse(longest(bytes + 1))).toThrow(`expected a path of at most ${bytes} bytes, found ${bytes + 1}`);
    expect(() => parseHost(longest(bytes + 1), false, {}, platform)).toThrow(EngineError);
  });

  test.each([
    ['win32', 'unix'],
    ['win32', 'npipe'],
    ['linux', 'npipe'],
  ])('on %s with %s has no limit here', (platform, scheme) => {
    expect(parseHost(`${scheme}://${longest(300)}`, false, {}, platform).address).toEqual({ socketPath: longest(300) });
  });
});
