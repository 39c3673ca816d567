import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { createImagesClient, EngineError, listImages } from '../../src/client/index.js';
import { contractMiddleware } from '../../src/contract/index.js';
import { httpServer } from './server.js';

const images = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/json' }).end('[]');

/** An engine that answers `/_ping` so, and every list with one without images. */
const engine =
  (ping: (response: ServerResponse) => unknown): RequestListener =>
  (request, response) =>
    request.url?.endsWith('/_ping') ? void ping(response) : images(response);
const speaking = (version: string) => engine((response) => response.setHeader('Api-Version', version).end('OK'));

afterEach(() => void vi.unstubAllEnvs());

/** What Docker sends at an API version that is newer than its own. */
const refuse = (version: string, newest: string, response: ServerResponse) =>
  response
    .writeHead(400, { 'content-type': 'application/json' })
    .end(`{"message":"client version ${version} is too new. Maximum supported API version is ${newest}"}\n`);

/** An engine whose newest API version is `newest`. */
const engineOf =
  (newest: string): RequestListener =>
  ({ url = '' }, response) => {
    const version = /\/v(1\.\d+)\//.exec(url)?.[1] ?? newest;
    response.setHeader('Api-Version', newest);
    if (Number(version.slice(2)) > Number(newest.slice(2))) refuse(version, newest, response);
    else images(response);
  };

describe('DOCKER_API_VERSION', () => {
  test.each([
    ['1.44', undefined, '1.44'],
    ['v1.44', undefined, '1.44'],
    [' 1.44 ', undefined, '1.44'],
    ['', undefined, '1.49'],
    ['1.44', '1.51', '1.51'],
    ['nonsense', '1.51', '1.51'],
  ])('%j and the option %s: %s', async (variable, apiVersion, version) => {
    vi.stubEnv('DOCKER_API_VERSION', variable);
    const { host, targets } = await httpServer(engineOf('1.51'));
    await listImages({}, { client: createImagesClient({ host, apiVersion }) });
    expect(targets).toEqual([`/v${version}/images/json`]);
  });

  test.each(['1', 'latest', '1.44.1', 'negotiate'])('%s is an error', (variable) => {
    vi.stubEnv('DOCKER_API_VERSION', variable);
    expect(() => createImagesClient()).toThrow(
      expect.objectContaining({
        name: 'EngineError',
        message: `DOCKER_API_VERSION: expected two numbers such as "1.49", found "${variable}"`,
        hint: expect.stringContaining('unset it'),
      }),
    );
  });
});

describe('an engine that is older than 1.49', () => {
  test('of 1.48, with the same contract, gets the request again, and later requests at 1.48', async () => {
    const { host, targets, open } = await httpServer(engineOf('1.48'), 'tcp');
    const client = createImagesClient({ host: `${host}/docker` });
    expect(await listImages({ all: true }, { client })).toEqual([]);
    expect(await client.GET('/images/json')).toMatchObject({ data: [], response: { status: 200 } });
    expect(targets).toEqual([
      '/docker/v1.49/images/json?all=true',
      '/docker/v1.48/images/json?all=true',
      '/docker/v1.48/images/json',
    ]);
    expect(open.size).toBe(1);
  });

  test('keeps the timeout and the signal of the call', async () => {
    const { host } = await httpServer((request, response) => {
      if (request.url?.startsWith('/v1.49/')) refuse('1.49', '1.48', response);
    });
    const client = createImagesClient({ host });
    await expect(listImages({}, { client, timeout: 100 })).rejects.toThrow('within 100 ms');
    const controller = new AbortController();
    const aborted = listImages({}, { client, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
  });

  test('is checked by the contract of the version that it responds to', async () => {
    const { host } = await httpServer(engineOf('1.48'));
    const client = createImagesClient({ host });
    const found: string[] = [];
    client.use(contractMiddleware((findings) => void found.push(...findings.map(({ rule }) => rule))));
    for (let calls = 0; calls < 2; calls++) await listImages({}, { client });
    expect(found).not.toContain('response/api-version');
  });

  test('of 1.47 is an error, whose hint has the versions to name', async () => {
    const { host, targets } = await httpServer(engineOf('1.47'));
    await expect(listImages({}, { client: createImagesClient({ host }) })).rejects.toMatchObject({
      status: 400,
      hint: expect.stringContaining("set `apiVersion: '1.47'` or `apiVersion: 'negotiate'`"),
    });
    expect(targets).toEqual(['/v1.49/images/json']);
  });

  test('gets no other version than the one that is named', async () => {
    const { host, targets } = await httpServer(engineOf('1.48'));
    await expect(listImages({}, { client: createImagesClient({ host, apiVersion: '1.49' }) })).rejects.toThrow();
    vi.stubEnv('DOCKER_API_VERSION', '1.50');
    await expect(listImages({}, { client: createImagesClient({ host }) })).rejects.toThrow();
    expect(targets).toEqual(['/v1.49/images/json', '/v1.50/images/json']);
  });

  test('refuses for another reason: the request is sent once', async () => {
    const { host, targets } = await httpServer((_, response) => response.writeHead(400).end('{"message":"no"}'));
    await expect(listImages({}, { client: createImagesClient({ host }) })).rejects.toThrow('no');
    expect(targets.length).toBe(1);
  });
});

describe("apiVersion: 'negotiate'", () => {
  test.each([
    ['1.24', '1.24'],
    ['1.41', '1.41'],
    ['1.51', '1.51'],
    ['1.56', '1.56'],
    ['1.57', '1.56'],
    ['1.1000', '1.56'],
  ])('an engine of %s is asked at %s, and for its version once', async (newest, spoken) => {
    const { host, targets } = await httpServer(speaking(newest), 'tcp');
    const client = createImagesClient({ host: `${host}/docker`, apiVersion: 'negotiate' });
    await Promise.all([listImages({}, { client }), listImages({ all: true }, { client, timeout: 5000 })]);
    await client.request('get', '/images/json');
    const list = `/docker/v${spoken}/images/json`;
    expect(targets.toSorted()).toEqual(['/docker/_ping', list, list, `${list}?all=true`]);
  });

  test('nothing is sent before the first call', async () => {
    const { host, targets } = await httpServer(speaking('1.51'));
    createImagesClient({ host, apiVersion: 'negotiate' });
    expect(targets).toEqual([]);
  });

  test('middleware sees the version that was agreed on', async () => {
    const { host } = await httpServer(speaking('1.43'));
    const client = createImagesClient({ host, apiVersion: 'negotiate' });
    const seen: string[] = [];
    client.use({ onRequest: ({ request }) => void seen.push(new URL(request.url).pathname) });
    await listImages({ 'shared-size': true }, { client });
    expect(seen).toEqual(['/v1.43/images/json']);
  });

  test.each([
    ['1.23', 'expected Api-Version 1.24 or later, found Api-Version "1.23"'],
    ['2.0', 'expected Api-Version 1.24 or later, found Api-Version "2.0"'],
    ['1.x', 'expected Api-Version 1.24 or later, found Api-Version "1.x"'],
    [undefined, 'expected Api-Version 1.24 or later, found no header Api-Version'],
  ])('Api-Version %s: no list is asked for', async (version, words) => {
    const { host, targets } = await httpServer(
      engine((response) => (version === undefined ? response : response.setHeader('Api-Version', version)).end('OK')),
    );
    const failed = listImages({}, { client: createImagesClient({ host, apiVersion: 'negotiate' }) });
    await expect(failed).rejects.toMatchObject({ status: 200, message: `answered 200 to /_ping: ${words}` });
    expect(targets).toEqual(['/_ping']);
  });

  test('an engine that was down is asked again, and one that is up no more', async () => {
    let pings = 0;
    const { host } = await httpServer(
      engine((response) => {
        pings++;
        if (pings === 1) response.destroy();
        else response.setHeader('Api-Version', '1.51').end('OK');
      }),
    );
    const client = createImagesClient({ host, apiVersion: 'negotiate' });
    await expect(listImages({}, { client })).rejects.toThrow(EngineError);
    for (const _ of [1, 2, 3]) expect(await listImages({}, { client })).toEqual([]);
    expect(pings).toBe(2);
  });

  test('a call that waits for it can be broken off, and the others go on', async () => {
    const { host } = await httpServer(
      engine((response) => setTimeout(() => response.setHeader('Api-Version', '1.51').end('OK'), 300)),
    );
    const client = createImagesClient({ host, apiVersion: 'negotiate' });
    const others = listImages({}, { client });
    const reason = new Error('enough');
    const controller = new AbortController();
    const broken = listImages({}, { client, signal: controller.signal });
    const short = listImages({}, { client, timeout: 50 });
    controller.abort(reason);
    await expect(broken).rejects.toBe(reason);
    await expect(short).rejects.toThrow('within 50 ms');
    expect(await others).toEqual([]);
  });

  test('an engine that never answers it: the call ends in time', async () => {
    const { host } = await httpServer(engine(() => {}));
    const client = createImagesClient({ host, apiVersion: 'negotiate', timeout: 100 });
    await expect(listImages({}, { client })).rejects.toThrow('within 100 ms');
  });
});

test('listImages takes a version of its own, but not beside a client', async () => {
  const { host, targets } = await httpServer(speaking('1.51'));
  process.env.DOCKER_HOST = host;
  await listImages({}, { apiVersion: '1.42' });
  await listImages({}, { apiVersion: 'negotiate' });
  delete process.env.DOCKER_HOST;
  expect(targets).toEqual(['/v1.42/images/json', '/_ping', '/v1.51/images/json']);
  const client = createImagesClient({ host, apiVersion: '1.42' });
  await expect(listImages({}, { apiVersion: '1.42', client })).rejects.toThrow('expected none beside `client`');
});

test('types are those of the version that is named, and of any where none is', () => {
  type Tags<T extends (...args: never[]) => unknown> =
    Awaited<ReturnType<T>> extends { RepoTags: infer U }[] ? U : never;
  const version: string = process.version;
  const calls = {
    record: () => listImages(),
    old: () => listImages({}, { apiVersion: '1.42' }),
    named: () => listImages({ identity: true }, { client: createImagesClient({ apiVersion: '1.54' }) }),
    any: () => listImages({ identity: true }, { apiVersion: 'negotiate' }),
    unknown: () => listImages({}, { client: createImagesClient({ apiVersion: version }) }),
    // @ts-expect-error a parameter that is newer than v1.49
    newer: () => listImages({ identity: true }),
    // @ts-expect-error a parameter that is newer than v1.42
    newest: () => listImages({ manifests: true }, { apiVersion: '1.42' }),
  };
  expectTypeOf<Tags<typeof calls.record>>().toEqualTypeOf<string[]>();
  expectTypeOf<Tags<typeof calls.named>>().toEqualTypeOf<string[]>();
  expectTypeOf<Tags<typeof calls.old>>().toEqualTypeOf<string[] | null>();
  expectTypeOf<Tags<typeof calls.any>>().toEqualTypeOf<string[] | null>();
  expectTypeOf<Tags<typeof calls.unknown>>().toEqualTypeOf<string[] | null>();
});
