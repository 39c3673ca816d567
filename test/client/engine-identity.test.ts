import { describe, expect, it } from 'vitest';
import { formatEngineName, identifyEngine, parseIdentity } from '../../src/client/engine-identity.js';

const components = (...names: string[]) => names.map((Name) => ({ Name, Version: '1' }));
const docker = {
  Platform: { Name: '' },
  Components: components('Engine', 'containerd', 'runc', 'docker-init'),
  Version: '28.5.2+dfsg4',
  ApiVersion: '1.51',
  MinAPIVersion: '1.24',
};
const podman = {
  Platform: { Name: 'linux/amd64/debian-12' },
  Components: components('Podman Engine', 'Conmon', 'OCI Runtime (crun)'),
  Version: '4.3.1',
  ApiVersion: '1.41',
  MinAPIVersion: '1.24',
};
const containerd = {
  Driver: 'overlayfs',
  DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
  Name: 'engine',
};
const overlay2 = {
  Driver: 'overlay2',
  DriverStatus: [
    ['Backing Filesystem', 'extfs'],
    ['Supports d_type', 'true'],
  ],
  Name: 'engine',
};
const range = (apiVersion: string) => ({ apiVersion, minApiVersion: '1.24' });

const engines: readonly [text: string, version: unknown, info: unknown, apis: object][] = [
  ['docker 28.5.2 containerd', docker, containerd, range('1.51')],
  ['docker 28.5.2 overlay2', docker, overlay2, range('1.51')],
  ['docker 29.0.0-rc.1 containerd', { ...docker, Version: '29.0.0-rc.1' }, containerd, range('1.51')],
  ['podman 4.3.1 overlay', podman, { Driver: 'overlay', DriverStatus: [['Using metacopy', 'false']] }, range('1.41')],
  ['docker unknown unknown', undefined, 'text', { apiVersion: 'unknown', minApiVersion: 'unknown', host: 'unknown' }],
  ['docker unknown unknown', { Components: [null, 1], Version: '' }, { DriverStatus: [null, 'x'], Driver: 1 }, {}],
];

/** Lists in lists, as a parser takes them and recursion does not. */
const nested: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));

const odd: readonly [name: string, version: unknown, info: unknown][] = [
  ['lists in lists', nested, nested],
  ['lists in lists in a member', { Version: nested, Components: nested }, { DriverStatus: [[nested]], Driver: nested }],
  ['what does not turn into text', {}, { DriverStatus: [[{ toString: 1 }], { toString: 1 }] }],
];

describe('identityOf', () => {
  it.each(odd)('says unknown of %s', (_, version, info) => {
    expect(formatEngineName(parseIdentity(version, info))).toBe('docker unknown unknown');
  });
  it('cuts what is too long for a version', () => {
    expect(parseIdentity({ Version: '1'.repeat(1000) }, undefined).version).toBe(`${'1'.repeat(99)}…`);
  });

  it.each(engines)('%s', (text, version, info, apis) => {
    const identity = parseIdentity(version, info);
    expect(formatEngineName(identity)).toBe(text);
    expect(identity).toMatchObject(apis);
  });
});

it('identify asks for both', async () => {
  const bodies: Record<string, unknown> = { '/version': docker, '/info': containerd };
  const identity = await identifyEngine(async (path) => ({
    request: { method: 'GET', path },
    response: { status: 200, body: bodies[path] },
  }));
  expect(identity).toEqual({
    name: 'docker',
    version: '28.5.2',
    ...range('1.51'),
    store: 'containerd',
    host: 'engine',
  });
});
