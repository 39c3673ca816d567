import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { findContract } from '../../src/contract/contract-version.js';
import { checkExchange, type Exchange, exchangeFrom } from '../../src/contract/index.js';
import { createImageFilter } from '../../src/engine/filter-images.js';
import { createImageSet } from '../../src/engine/image-set.js';
import { interpretRequest } from '../../src/engine/interpreted-request.js';
import { image as createImage, images } from '../../src/fixtures/index.js';
import { mockEngine } from '../../src/mock/index.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { parseListRequest } from '../../src/request/parse-request.js';
import { root } from '../cli/run.js';

const engines = { containerd: 'docker-28.5.2-containerd', graphdriver: 'docker-28.5.2-overlay2' } as const;
const send = (engine: ReturnType<typeof mockEngine>, path: string, method = 'GET') =>
  engine(new Request(`http://localhost${path}`, { method }));
const list = async (response: Response): Promise<Record<string, unknown>[]> => {
  const body: unknown = await response.json();
  return Array.isArray(body) ? body : [];
};

describe.each(['containerd', 'graphdriver'] as const)('the mock engine with a %s store', (store) => {
  const recorded: Exchange[] = [];
  beforeAll(async () => {
    for await (const { exchange } of readPaths([join(root, 'test/recordings', engines[store])]))
      recorded.push(exchange);
  });
  const engine = mockEngine({ images: images[store] });

  test('responds to each recorded request with the recorded status and error message', async () => {
    for (const { request, response } of recorded) {
      const actual = await send(engine, request.path);
      expect({ path: request.path, status: actual.status }).toEqual({ path: request.path, status: response.status });
      if (response.status !== 200) expect(await actual.json()).toEqual(response.body);
    }
  });

  test('lists the same images with the same properties, except where engines differ', async () => {
    const open = new Set<string>();
    const imageSet = createImageSet(images[store], store);
    for (const { request, response } of recorded.filter(({ response }) => response.status === 200)) {
      const read = parseListRequest(request);
      const contract = findContract('1.49');
      if (!read || !contract) throw new Error(request.path);
      const listed = createImageFilter(imageSet, interpretRequest(read, '1.49', contract, undefined));
      const listedImages = new Map((await list(await send(engine, request.path))).map((image) => [image.Id, image]));
      const expected = new Map((response.body as { Id: string }[]).map((image) => [image.Id, image])); // a recorded list
      for (const known of imageSet.images) {
        const [mine, engines] = [listedImages.get(known.image.Id), expected.get(known.image.Id)];
        const name = known.image.RepoTags?.[0] ?? known.image.Id.slice(7, 15);
        const filterKeys = Object.keys(
          JSON.parse(new URLSearchParams(request.path.split('?')[1]).get('filters') || '{}') ?? {},
        );
        if (Boolean(mine) !== Boolean(engines)) {
          expect({ name, path: request.path, listed: listed(known).expectation }).toMatchObject({ listed: 'optional' });
          open.add(`${name} by ${filterKeys.join(' ')}`);
        } else if (mine && engines) {
          for (const property of findDifferences(mine, engines))
            open.add(`${property} of ${name} by ${filterKeys.join(' ')}`);
        }
      }
    }
    expect([...open].sort()).toMatchSnapshot();
  });

  test('satisfies the contract at every version', async () => {
    for (const { request } of recorded) {
      for (const version of ['1.24', '1.41', '1.42', '1.43', '1.44', '1.47', '1.48', '1.51']) {
        const path = request.path.replace('/v1.49/', `/v${version}/`);
        const findings = checkExchange(await exchangeFrom(path, await send(engine, path)));
        expect({ path, errors: findings.filter(({ severity }) => severity === 'error') }).toEqual({ path, errors: [] });
      }
    }
  });
});

/** The properties in which two images differ; the order of names does not count. */
function findDifferences(one: Record<string, unknown>, other: object): string[] {
  const sorted = (value: unknown) =>
    Array.isArray(value) && typeof value[0] === 'string' ? [...new Set(value)].sort() : value;
  const right: Record<string, unknown> = { ...other };
  return [...new Set([...Object.keys(one), ...Object.keys(right)])].filter(
    (property) => !isDeepStrictEqual(sorted(one[property]), sorted(right[property])),
  );
}

/** Where engines that are both right differ, Docker 28.5.2 did this, as clients saw. */
describe('where engines differ', () => {
  const named = async (store: 'containerd' | 'graphdriver', filters: object) => {
    const path = `/v1.49/images/json?filters=${encodeURIComponent(JSON.stringify(filters))}`;
    const listed = await list(await send(mockEngine({ images: images[store] }), path));
    return new Map(listed.map(({ RepoTags }) => [String((RepoTags as string[])[0]), RepoTags])); // images of a list
  };
  test.each(['containerd', 'graphdriver'] as const)('a %s store tries a pattern on familiar names', async (store) => {
    const found = await named(store, { reference: ['*/*/*'] });
    expect(found.get('example.com/team/app:1.2.3')).toEqual(['example.com/team/app:1.2.3']);
    // The containerd image store names an image without a name `moby-dangling`, which the pattern does not match.
    if (store === 'containerd') expect([...found.keys()]).not.toContain('undefined');
  });
  test.each([
    [
      { 'label!': ['nowhere'] },
      ['contract/multi:1', 'contract/attested:1'],
      ['contract/artifact:1', 'contract/empty-index:1'],
    ],
    [{ 'label!': ['com.example.kind'] }, ['contract/multi:1', 'contract/attested:1'], ['contract/kind-app:1']],
    [{ 'label!': ['com.example.kind=app'], label: ['com.example.kind'] }, [], ['contract/attested:1']],
  ])('%j lists an index for any of its configurations', async (filters, there, gone) => {
    const names = [...(await named('containerd', filters)).keys()];
    expect(names).toEqual(expect.arrayContaining(there));
    expect(names.filter((name) => gone.includes(name))).toEqual([]);
  });
});

const image = {
  ...images.graphdriver[0],
  Id: `sha256:${'a'.repeat(64)}`,
  RepoTags: [],
  RepoDigests: [],
  Size: 5,
} as const;

describe('at other versions', () => {
  const at = async (version: string, store: 'containerd' | 'graphdriver', query = '') => {
    const full = {
      ...image,
      Manifests: images.containerd[0]?.Manifests,
      Descriptor: { mediaType: 'a/b', digest: image.Id, size: 1 },
      Containers: 3,
      SharedSize: 2,
    };
    const engine = mockEngine({ images: [full as never], store, apiVersion: '1.51' });
    return (await list(await send(engine, `/v${version}/images/json?all=1&${query}`)))[0] ?? {};
  };
  test.each([
    [
      '1.42',
      'graphdriver',
      '',
      { RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'], VirtualSize: 5, Containers: -1 },
    ],
    ['1.43', 'graphdriver', '', { RepoTags: [], RepoDigests: [], VirtualSize: 5 }],
    ['1.44', 'graphdriver', '', { VirtualSize: undefined }],
    ['1.41', 'graphdriver', 'shared-size=1', { SharedSize: -1 }],
    ['1.42', 'graphdriver', 'shared-size=1', { SharedSize: 2 }],
    ['1.51', 'graphdriver', 'manifests=1', { Containers: 3, Manifests: undefined, Descriptor: undefined }],
    ['1.46', 'containerd', 'manifests=1', { Manifests: undefined, Descriptor: undefined }],
    ['1.47', 'containerd', 'manifests=1', { Manifests: images.containerd[0]?.Manifests, Descriptor: undefined }],
    ['1.48', 'containerd', '', { Manifests: undefined, Descriptor: expect.any(Object) }],
  ] as const)('%s, %s, %s', async (version, store, query, properties) => {
    const found = await at(version, store, query);
    for (const [property, value] of Object.entries(properties))
      expect({ [property]: found[property] }).toEqual({ [property]: value });
  });
});

describe('other requests', () => {
  const engine = mockEngine({ images: [], apiVersion: '1.45' });
  test.each([
    ['/_ping', 200, 'OK'],
    ['/v1.41/_ping', 200, 'OK'],
    ['/images/json', 200, '[]\n'],
    [
      '/v1.46/images/json',
      400,
      '{"message":"client version 1.46 is too new. Maximum supported API version is 1.45"}\n',
    ],
    [
      '/v1.23/images/json',
      400,
      'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n',
    ],
    ['/v2.0/images/json', 400, '{"message":"client version 2.0 is too new. Maximum supported API version is 1.45"}\n'],
    ['/v1.45/containers/json?all=1', 200, '[]\n'],
    ['/v1.45/containers/nope', 404, '{"message":"page not found"}\n'],
    ['/v1.45/images', 404, '{"message":"page not found"}\n'],
    ['/images/json/', 404, '{"message":"page not found"}\n'],
    ['/', 404, '{"message":"page not found"}\n'],
  ])('%s is %d', async (path, status, body) => {
    const response = await send(engine, path);
    expect({ status: response.status, body: await response.text() }).toEqual({ status, body });
    if (status !== 404) expect(response.headers.get('api-version')).toBe('1.45');
  });
  test.each(['POST', 'PUT', 'HEAD'])('%s is not found', async (method) => {
    expect((await send(engine, '/images/json', method)).status).toBe(404);
  });
  test.each([
    ['DELETE', '/images/json'],
    ['DELETE', '/v1.45/images/alpine:3.20'],
    ['GET', '/images/127.0.0.1:5000/a/b:1/history'],
    ['GET', '/containers/web/logs?stdout=1'],
    ['POST', '/v1.41/containers/create?name=web'],
    ['PUT', '/containers/web/archive?path=/'],
    ['GET', '/networks'],
    ['POST', '/images/create?fromImage=alpine'],
  ])('Docker has %s %s, the mock engine has not', async (method, path) => {
    const response = await send(engine, path, method);
    const name = path.replace(/^\/v1\.\d+|\?.*/g, '').replace(/\?.*/, '');
    const message = `the mock engine of docker-images-contract does not implement ${method} ${name}`;
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 501, body: { message } });
  });
  test('OPTIONS is 200, and a path that begins with // is redirected', async () => {
    const options = await send(engine, '/v1.45/images/json', 'OPTIONS');
    expect([options.status, options.headers.get('api-version'), await options.text()]).toEqual([200, '1.45', '']);
    const moved = await send(engine, '//v1.45/images/json?all=1');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/v1.45/images/json?all=1']);
  });
  test('inspect says the platform of the manifest that is there', async () => {
    const one = createImage({ RepoTags: ['arm:1'], store: 'containerd' });
    const [manifest] = one.Manifests ?? [];
    if (manifest?.Kind !== 'image') throw new Error('expected an image');
    const Platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    const Manifests = [{ ...manifest, ImageData: { ...manifest.ImageData, Platform } }];
    const response = await send(mockEngine({ images: [{ ...one, Manifests }] }), '/images/arm:1/json');
    expect(await response.json()).toMatchObject({ Os: 'linux', Architecture: 'arm64', Variant: 'v8' });
  });
  test('HEAD /_ping has the version and no body', async () => {
    const response = await send(engine, '/_ping', 'HEAD');
    expect([response.status, response.headers.get('api-version'), await response.text()]).toEqual([200, '1.45', '']);
  });
  test.each([
    ['no/such:1', 404, { message: 'No such image: no/such:1' }],
    ['no%2Fsuch', 404, { message: 'No such image: no/such:latest' }],
    [
      'contract/kind-app:1',
      200,
      {
        RepoTags: ['contract/kind-app:1'],
        Config: { Labels: { 'com.example.kind': 'app', 'com.example.tier': 'web' } },
      },
    ],
    ['contract%2Fkind-app%3A1', 200, { Created: '2024-01-04T00:00:00.000Z', Parent: '' }],
    ['%zz', 404, { message: 'No such image: %zz:latest' }],
  ])('/images/%s/json is %d, as docker-py requests it', async (name, status, properties) => {
    const response = await send(mockEngine({ images: images.graphdriver }), `/v1.49/images/${name}/json`);
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: properties });
  });
  test.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [-62135596800, '0001-01-01T00:00:00.000Z'],
    [253402300799, '9999-12-31T23:59:59.000Z'],
    [9e15, '+275760-09-13T00:00:00.000Z'],
    [-9e15, '-271821-04-20T00:00:00.000Z'],
  ])('inspect of an image created at %d', async (Created, text) => {
    const mock = mockEngine({ images: [createImage({ RepoTags: ['odd:1'], Created })] });
    expect(await (await send(mock, '/images/odd:1/json')).json()).toMatchObject({ Created: text });
  });
  test('/version and /info describe the engine', async () => {
    expect(await (await send(engine, '/version')).json()).toMatchObject({ Version: '28.5.2', ApiVersion: '1.45' });
    expect(await (await send(engine, '/info')).json()).toMatchObject({ Driver: 'overlay2', Images: 0 });
  });
});

/* What Docker 28.5.2 answered to the same. */
test.each([
  [{ before: ['docker.io/x/nope:1'] }, 404, 'No such image: x/nope:1'],
  [{ since: ['index.docker.io/library/nope'] }, 404, 'No such image: nope:latest'],
  [{ before: ['Foo'] }, 400, 'invalid reference format: repository name (library/Foo) must be lowercase'],
  [{ before: ['foo/Bar'] }, 400, 'invalid reference format: repository name (foo/Bar) must be lowercase'],
  [{ before: ['nope'], since: ['a:b:c'] }, 404, 'No such image: nope:latest'],
  [{ before: ['a:b:c'], since: ['nope'] }, 400, 'invalid reference format'],
  [{ '': ['x'] }, 400, 'invalid filter'],
  [{ until: ['-1.5'] }, 500, 'parsing time "-1.5" as "2006-01-02T15:04:05.999999999": cannot parse "-1.5" as "2006"'],
  [{ until: ['-5'] }, 500, 'parsing time "-5" as "2006-01-02": cannot parse "-5" as "2006"'],
  [{ until: ['2024-03-06T25:00'] }, 500, 'parsing time "2024-03-06T25:00": hour out of range'],
  [{ until: ['2024-03-06T10:11:60Z'] }, 500, 'parsing time "2024-03-06T10:11:60Z": second out of range'],
])('filters %j: %d %s', async (filters, status, message) => {
  for (const store of ['containerd', 'graphdriver'] as const) {
    const query = encodeURIComponent(JSON.stringify(filters));
    const response = await send(mockEngine({ images: images[store] }), `/v1.49/images/json?filters=${query}`);
    expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { message } });
  }
});

test('an image that was created at the very second of `until` is older than a nanosecond later', async () => {
  const at = 1_700_000_000;
  const engine = mockEngine({ images: [createImage({ RepoTags: ['at:1'], Created: at })], store: 'graphdriver' });
  for (const [until, count] of [
    [`${at}`, 0],
    [`${at}.000000000`, 0],
    [`${at}.000000001`, 1],
    [`${at - 1}.999999999`, 0],
    ['2023-11-14T22:13:20.000000120Z', 1],
  ] as const) {
    const query = encodeURIComponent(JSON.stringify({ until: [until] }));
    expect([until, await list(await send(engine, `/v1.49/images/json?filters=${query}`))]).toMatchObject([
      until,
      { length: count },
    ]);
  }
});

test.each([
  [{ images: {} }, /no list of images/],
  [{ images: [{ Id: 'x' }] }, /no list of images.*\n.*\/0/],
  [{ images: [], apiVersion: '2.0' }, /apiVersion: expected 1\.24 to 1\.56/],
  [{ images: [], apiVersion: 'latest' }, /apiVersion: expected/],
])('%j is rejected', (options, message) => {
  expect(() => mockEngine(options as never)).toThrow(message);
});
