import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createImagesClient, listImages } from '../../src/client/index.js';
import {
  checkExchange,
  contractMiddleware,
  exchangeFrom,
  FindingsError,
  type OnFindings,
  type RequestLike,
} from '../../src/contract/index.js';
import { type Engine, startEngine } from '../engine.js';
import { headers } from '../headers.js';

const path = '/v1.49/images/json';
const json = headers;

describe('exchangeFrom', () => {
  const targets: [request: RequestLike, method: string, path: string][] = [
    [`${path}?all=1`, 'GET', `${path}?all=1`],
    [`http://engine:2375${path}?all=1#part`, 'GET', `${path}?all=1`],
    [`${path}?filters={"label":["a b"]}`, 'GET', `${path}?filters={"label":["a b"]}`],
    [`/${path}`, 'GET', `/${path}`],
    [`${path}/../json`, 'GET', `${path}/../json`],
    [new URL(`http://engine${path}?all=1`), 'GET', `${path}?all=1`],
    [new Request(`http://engine${path}`, { method: 'HEAD' }), 'HEAD', path],
    [{ path }, 'GET', path],
    [{ method: 'POST', path }, 'POST', path],
    [{ method: 'get', path: `http://engine${path}?all=1` }, 'get', `${path}?all=1`],
    [`engine:2375${path}`, 'GET', path],
    [path.slice(1), 'GET', path],
  ];
  test.each(targets)('takes %s as it stands', async (request, method, target) => {
    const { request: found } = await exchangeFrom(request, new Response('[]'));
    expect(found).toEqual({ method, path: target });
  });

  test.each([
    ['a bad body', targets.at(-3)],
    ['another', targets.at(-2)],
    ['a third', targets.at(-1)],
  ])('%s is found whatever the spelling of the request', async (_name, [request] = ['', '', '']) => {
    const exchange = await exchangeFrom(request, new Response('{}', { headers: json }));
    expect(checkExchange(exchange).map(({ rule }) => rule)).toEqual(['response/schema']);
  });

  test.each([[''], ['images'], [{ method: 'GET', path: 'json' }], [{ method: 'G ET', path }]])(
    'refuses %j, which is no request',
    async (request) => {
      await expect(exchangeFrom(request, new Response('[]'))).rejects.toThrow(TypeError);
    },
  );

  test('leaves the response to be read', async () => {
    const response = new Response('[]', { headers: json });
    const exchange = await exchangeFrom(path, response);
    expect(exchange.response).toEqual({ status: 200, headers: json, bodyText: '[]' });
    expect(checkExchange(exchange)).toEqual([]);
    expect(await response.json()).toEqual([]);
  });

  test('takes a response without a body', async () => {
    const { response } = await exchangeFrom(path, new Response(null, { status: 304 }));
    expect(response).toMatchObject({ status: 304, bodyText: '' });
  });

  test('says that a body was read already', async () => {
    const response = new Response('[]');
    await response.text();
    await expect(exchangeFrom(path, response)).rejects.toThrow(/expected a body that has not been read/);
  });
});

test('contractMiddleware checks an engine below a path of a proxy', async () => {
  const seen: string[] = [];
  const client = createImagesClient({
    host: 'http://localhost/docker/one',
    fetch: async () => new Response('{}', { headers: json }),
  });
  client.use(
    contractMiddleware((findings, { request }) => seen.push(request.path, ...findings.map(({ rule }) => rule))),
  );
  await client.GET('/images/json', { params: { query: { all: true } } });
  expect(seen).toEqual([`${path}?all=true`, 'response/schema']);
});

test.each([
  ['a warning', '?nope=1', '[]', false],
  ['an error', '', '{}', true],
  ['both', '?nope=1', '{}', true],
])('contractMiddleware with `throw`: %s', async (_name, query, body, throws) => {
  const answer = new Response(body, { headers: json });
  const checked = contractMiddleware('throw').onResponse({
    request: new Request(`http://engine${path}${query}`),
    response: answer,
  });
  if (throws) await expect(checked).rejects.toThrow(FindingsError);
  else await expect(checked).resolves.toBeUndefined();
});

describe('contractMiddleware over a socket', () => {
  let engine: Engine;
  beforeAll(async () => {
    const wrong = (response: ServerResponse) => response.writeHead(200, json).end('[{"Id":1}]');
    engine = await startEngine('graphdriver', { answers: { [`${path}?all=true`]: wrong } });
  });
  afterAll(() => engine.close());
  afterEach(() => void vi.restoreAllMocks());

  const ask = (onFindings: OnFindings | undefined, all: boolean) => {
    const client = createImagesClient({ host: engine.host });
    client.use(contractMiddleware(onFindings));
    return listImages(all ? { all } : {}, { client });
  };

  test('says nothing of what is right', async () => {
    const called = vi.fn();
    expect((await ask(called, false)).length).toBeGreaterThan(1);
    expect((await ask('throw', false)).length).toBeGreaterThan(1);
    expect(called).not.toHaveBeenCalled();
  });

  test('calls back', async () => {
    const called = vi.fn();
    await ask(called, true);
    expect(called).toHaveBeenCalledExactlyOnceWith(
      expect.arrayContaining([expect.objectContaining({ rule: 'response/schema', pointer: '/0/Id' })]),
      expect.objectContaining({ request: { method: 'GET', path: `${path}?all=true` } }),
    );
  });

  test.each([undefined, 'warn'] as const)('warns: %s', async (onFindings) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await ask(onFindings, true);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('response/schema /0/Id: expected string'));
  });

  test('throws out of listImages', async () => {
    const error: unknown = await ask('throw', true).catch((error) => error);
    expect(error).toBeInstanceOf(FindingsError);
    expect(error).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining({ pointer: '/0/Id' })]) });
  });
});
