import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runExchangeCheck } from '../src/contract/check-exchange.js';
import { apiVersions } from '../src/contract/contract-version.js';
import type { Exchange } from '../src/contract/index.js';
import { readPaths } from '../src/recordings/read-paths.js';
import { root } from './cli/run.js';
import { headers as answered } from './headers.js';

const folder = join(root, 'test/recordings/versions');

/** What engines answered at other API versions, by `engine/version/question`. */
const recorded = new Map<string, Exchange>();
beforeAll(async () => {
  for await (const { exchange, file } of readPaths([folder])) {
    recorded.set(file.name.slice(folder.length + 1).replace(/\.json(\.gz)?$/, ''), exchange);
  }
});

test('no answer of a Docker engine breaks the contract of its version', () => {
  expect(recorded.size).toBeGreaterThan(1000);
  const checked = [...recorded].map(([name, exchange]) => ({ name, ...runExchangeCheck(exchange) }));
  const errors = checked.flatMap(({ name, findings }) =>
    findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${name}: ${rule}: ${message}`),
  );
  expect(errors).toEqual([]);
  expect(checked.filter(({ kind }) => kind !== 'checked')).toEqual([]);
  const newer = checked.filter(({ findings }) => findings.some(({ rule }) => rule === 'request/version'));
  expect(newer.map(({ name }) => name)).toEqual([
    'docker-head-containerd/v1.57/plain',
    'docker-head-overlay2/v1.57/plain',
  ]);
});

/** The rules that an exchange breaks when it is taken for one at another version. */
const rulesAt = ({ request, response }: Exchange, version: string): string[] => {
  const path = request.path.replace(/^\/v[\d.]+/, `/v${version}`);
  const { findings } = runExchangeCheck({ request: { ...request, path }, response });
  return [...new Set(findings.map(({ rule }) => rule))];
};

/** By hand: no recorded engine has a containerd store at 1.54, which would send it. */
const identity: Exchange = {
  request: { method: 'GET', path: '/v1.54/images/json?manifests=1&identity=1' },
  response: {
    status: 200,
    body: [
      {
        ...{ Id: `sha256:${'a'.repeat(64)}`, ParentId: '', RepoTags: [], RepoDigests: [], Created: 0, Size: 0 },
        ...{ SharedSize: -1, Labels: null, Containers: 0 },
        Descriptor: { mediaType: 'x/y', digest: `sha256:${'a'.repeat(64)}`, size: 0 },
        Manifests: [
          {
            ...{ ID: `sha256:${'a'.repeat(64)}`, Available: true, Size: { Content: 0, Total: 0 }, Kind: 'image' },
            Descriptor: { mediaType: 'x/y', digest: `sha256:${'a'.repeat(64)}`, size: 0 },
            ImageData: {
              ...{ Platform: { architecture: '', os: '' }, Containers: null, Size: { Unpacked: 0 } },
              Identity: { Pull: [{ Repository: 'docker.io/library/alpine' }] },
            },
          },
        ],
      },
    ],
  },
};

describe('each change at a boundary is seen', () => {
  const table: [change: string, name: string | Exchange, own: string, other: string, rules: string[]][] = [
    [
      '`filter` is ignored from 1.41 on',
      'docker-28.5.2-overlay2/v1.24/legacy-filter',
      '1.40',
      '1.41',
      ['request/ineffective'],
    ],
    [
      '`shared-size` is read from 1.42 on',
      'docker-28.5.2-overlay2/v1.42/label-shared-size',
      '1.42',
      '1.41',
      ['request/undocumented', 'image/shared-size'],
    ],
    ['names are null before 1.43', 'docker-28.5.2-overlay2/v1.42/plain', '1.42', '1.43', ['response/schema']],
    ['`VirtualSize` is sent before 1.44', 'docker-28.5.2-overlay2/v1.43/plain', '1.43', '1.44', ['image/virtual-size']],
    [
      '`manifests` is read from 1.47 on',
      'docker-28.5.2-containerd/v1.47/label-manifests',
      '1.47',
      '1.46',
      ['request/undocumented', 'response/undocumented'],
    ],
    [
      '`Descriptor` is sent from 1.48 on',
      'docker-28.5.2-containerd/v1.48/plain',
      '1.48',
      '1.47',
      ['response/undocumented'],
    ],
    ['containers are counted from 1.51 on', 'docker-28.5.2-overlay2/v1.51/plain', '1.51', '1.50', ['image/containers']],
    [
      '`identity` without `manifests` is refused from 1.54 on',
      'docker-29.7.2-overlay2/v1.54/identity',
      '1.54',
      '1.53',
      ['request/undocumented', 'response/status'],
    ],
    ['`Identity` is sent from 1.54 on', identity, '1.54', '1.53', ['request/undocumented', 'response/undocumented']],
  ];
  test.each(table)('%s', (_change, name, own, other, rules) => {
    const exchange = typeof name === 'string' ? recorded.get(name) : name;
    if (!exchange) throw new Error(`no recording ${String(name)}`);
    expect(rulesAt(exchange, own)).toEqual([]);
    expect(rulesAt(exchange, other)).toEqual(rules);
  });

  test('both lists of names are null before 1.43', () => {
    const plain = recorded.get('docker-28.5.2-overlay2/v1.42/plain');
    if (!plain) throw new Error('no such recording');
    const { findings } = runExchangeCheck({ ...plain, request: { ...plain.request, path: '/v1.43/images/json' } });
    expect(new Set(findings.map(({ pointer }) => /^\/\d+\/(\w+)/.exec(pointer)?.[1]))).toEqual(
      new Set(['RepoTags', 'RepoDigests']),
    );
  });

  test('and every boundary has a change', () => {
    const boundaries = new Set(table.map(([, , own, other]) => [own, other].sort()[1]));
    expect([...boundaries].sort()).toEqual(['1.41', '1.42', '1.43', '1.44', '1.47', '1.48', '1.51', '1.54']);
    expect([apiVersions[0], apiVersions.at(-1)]).toEqual(['1.24', '1.56']);
  });
});

describe('VirtualSize hangs on the engine', () => {
  const image = {
    ...{ Id: `sha256:${'a'.repeat(64)}`, ParentId: '', RepoTags: null, RepoDigests: null, Created: 0, SharedSize: -1 },
    ...{ Labels: null, Containers: -1 },
  };
  test.each<[server: string | undefined, size: number, sent: number | undefined, found: boolean]>([
    ['Docker/20.10.24 (linux)', 0, 0, false],
    ['Docker/20.10.24 (linux)', 0, undefined, true],
    ['Docker/28.5.2 (linux)', 0, undefined, false],
    ['Docker/28.5.2 (linux)', 5, undefined, true],
    ['Docker/28.5.2 (linux)', 5, 4, true],
    ['Docker/29.1.0 (linux)', 5, undefined, false],
    ['Docker/29.7.2 (linux)', 0, undefined, true],
    ['Docker/31.0.0 (linux)', 5, 5, false],
    ['Libpod/5.8.6 (linux)', 5, undefined, false],
    [undefined, 5, undefined, false],
  ])('%s, %d bytes, %s', (server, Size, VirtualSize, found) => {
    const headers = { ...answered, server: server ?? 'nginx/1.27 (Debian)' };
    const body = [{ ...image, Size, ...(VirtualSize !== undefined && { VirtualSize }) }];
    const exchange = {
      request: { method: 'GET', path: '/v1.41/images/json' },
      response: { status: 200, headers, body },
    };
    expect(runExchangeCheck(exchange).findings.map(({ rule }) => rule)).toEqual(found ? ['image/virtual-size'] : []);
  });
});

describe('a status hangs on the engine', () => {
  const filters = (value: unknown): string => `filters=${encodeURIComponent(JSON.stringify(value))}`;
  test.each<[query: string, version: string, server: string, right: number, wrong: number]>([
    ['filters=x', '1.41', 'Docker/20.10.24 (linux)', 500, 400],
    ['filters=x', '1.41', 'Docker/28.5.2 (linux)', 400, 200],
    [filters({ dangling: ['1'] }), '1.41', 'Docker/20.10.24 (linux)', 400, 404],
    [filters({ dangling: ['1'] }), '1.41', 'Docker/28.5.2 (linux)', 200, 400],
    [filters({ until: ['2024-03-06'] }), '1.41', 'Docker/20.10.24 (linux)', 400, 200],
    [filters({ until: ['2024-03-06'] }), '1.41', 'Docker/28.5.2 (linux)', 200, 400],
    [filters({ until: ['yesterday'] }), '1.51', 'Docker/29.3.0 (linux)', 500, 400],
    [filters({ until: ['yesterday'] }), '1.51', 'Docker/29.7.2 (linux)', 400, 404],
    [filters({ 'label!': ['x'] }), '1.41', 'Docker/20.10.24 (linux)', 400, 200],
    [filters({ 'label!': ['x'] }), '1.44', 'Docker/28.5.2 (linux)', 200, 404],
  ])('%s at %s of %s', (query, version, server, right, wrong) => {
    const rules = (status: number): string[] => {
      const headers = { ...answered, server };
      const body = status === 200 ? [] : { message: 'no' };
      const path = `/v${version}/images/json?${query}`;
      const { findings } = runExchangeCheck({ request: { method: 'GET', path }, response: { status, headers, body } });
      return findings.map(({ rule }) => rule).filter((rule) => rule === 'response/status');
    };
    expect(rules(right)).toEqual([]);
    expect(rules(wrong)).toEqual(['response/status']);
  });
});
