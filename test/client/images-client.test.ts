import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { chmodSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { inspect, promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createImagesClient, EngineError, encodeFilters, listImages } from '../../src/client/index.js';
import { httpServer, rawServer, sockets } from './server.js';

const image = { Id: 'sha256:0', Labels: null, RepoTags: ['a:1'] };
const answer =
  (status: number, body: string, type = 'application/json'): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);
const images = answer(200, `${JSON.stringify([image])}\n`);

const queries = [
  { query: undefined, wire: '' },
  { query: {}, wire: '' },
  {
    query: { all: true, digests: false, manifests: true, 'shared-size': true },
    wire: '?all=true&digests=false&manifests=true&shared-size=true',
  },
  { query: { filters: { dangling: ['true'] } }, wire: '?filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D' },
  { query: { filters: { dangling: { true: true } } }, wire: '?filters=%7B%22dangling%22%3A%7B%22true%22%3Atrue%7D%7D' },
  {
    query: { filters: { label: ['a=b c', 'd+e;f&g'] } },
    wire: '?filters=%7B%22label%22%3A%5B%22a%3Db%20c%22%2C%22d%2Be%3Bf%26g%22%5D%7D',
  },
  // A quotation mark is the one character that `URL` escapes and encodeURIComponent does not.
  { query: { filters: { label: ["it's"] } }, wire: '?filters=%7B%22label%22%3A%5B%22it%27s%22%5D%7D' },
] as const;

describe.each(sockets)('over %s', (on) => {
  test.each(queries)('$query is $wire on the wire', async ({ query, wire }) => {
    const { host, targets } = await httpServer(images, on);
    // Readonly lists, which the type does not take, come from `as const`.
    expect(await listImages(query as never, { client: createImagesClient({ host }) })).toEqual([image]);
    expect(targets).toEqual([`/v1.49/images/json${wire}`]);
  });
});

test('the query is what encodeFilters says', async () => {
  const { host, targets } = await httpServer(images);
  const filters = { 'label!': ['ä/*"?#%'], until: ['24h'] };
  await listImages({ filters }, { client: createImagesClient({ host }) });
  expect(targets).toEqual([`/v1.49/images/json?filters=${encodeFilters(filters)}`]);
});

test('listImages() asks the engine of DOCKER_HOST', async () => {
  const { host } = await httpServer(images);
  vi.stubEnv('DOCKER_HOST', host);
  expect(await listImages()).toEqual([image]);
  vi.unstubAllEnvs();
});

test('GET gives data, or the error of the engine, with the response', async () => {
  const { host } = await httpServer((request, response) =>
    (request.url?.includes('filters') ? answer(400, '{"message":"invalid filter"}') : images)(request, response),
  );
  const client = createImagesClient({ host });
  expect(await client.GET('/images/json')).toMatchObject({ data: [image], response: { status: 200 } });
  const refused = await client.GET('/images/json', { params: { query: { filters: {} } } });
  expect(refused).toMatchObject({ error: { message: 'invalid filter' }, response: { status: 400 } });
  expect(await client.GET('/images/json', { parseAs: 'text' })).toMatchObject({ data: `${JSON.stringify([image])}\n` });
  const { data } = await client.GET('/images/json', { parseAs: 'stream' });
  expect(await new Response(data).json()).toEqual([image]);
});

test('middleware sees the answer as it came', async () => {
  const { host } = await httpServer(answer(200, '', 'text/html'));
  const client = createImagesClient({ host });
  const seen: unknown[] = [];
  client.use({
    onResponse: async ({ response }) =>
      void seen.push(response.headers.get('content-type'), await response.clone().text()),
  });
  await expect(client.GET('/images/json')).rejects.toThrow(EngineError);
  expect(seen).toEqual(['text/html', '']);
});

test('listImages calls the `GET` of its client', async () => {
  const { host, targets } = await httpServer(images);
  const client = createImagesClient({ host });
  const seen: string[] = [];
  client.use({ onRequest: ({ request }) => void seen.push(new URL(request.url).pathname) });
  expect(await listImages({ all: true }, { client })).toEqual([image]);
  expect(seen).toEqual(['/v1.49/images/json']);
  const other = createImagesClient({ host });
  const GET = vi.spyOn(other, 'GET').mockResolvedValue({ data: [], response: new Response() });
  expect(await listImages({}, { client: other })).toEqual([]);
  expect(GET).toHaveBeenCalledOnce();
  expect(targets).toEqual(['/v1.49/images/json?all=true']);
});

test('a status that is not one of HTTP is an error', async () => {
  const { host } = await httpServer((_, response) => response.writeHead(999).end());
  const client = createImagesClient({ host });
  const error = { name: 'EngineError', message: 'answered 999, which is no HTTP status', status: 999 };
  await expect(listImages({}, { client })).rejects.toMatchObject(error);
  await expect(client.GET('/images/json')).rejects.toMatchObject(error);
});

test('apiVersion and a path prefix are in the path', async () => {
  const { host, targets } = await httpServer(images, 'tcp');
  await listImages({}, { client: createImagesClient({ host: `${host}/docker/`, apiVersion: '1.51' }) });
  expect(targets).toEqual(['/docker/v1.51/images/json']);
});

test.each(['', '1', 'v1.49', '1.49.0', '1.49/..', ' 1.49'])('"%s" is no apiVersion', (apiVersion) => {
  expect(() => createImagesClient({ apiVersion })).toThrow(
    new TypeError(`apiVersion: expected two numbers such as "1.49", or "negotiate", found "${apiVersion}"`),
  );
});

test('filters that are no object are not sent', async () => {
  const { host, targets } = await httpServer(images);
  const query = { filters: '{"dangling":["true"]}' };
  await expect(listImages(query as never, { client: createImagesClient({ host }) })).rejects.toThrow(TypeError);
  expect(targets).toEqual([]);
});

describe('an EngineError for', () => {
  const html = '<html><head><title>Welcome</title></head></html>';
  const answers = [
    { status: 200, body: '', get: 'fails', message: 'answered 200 with an empty body' },
    {
      status: 200,
      body: '\n',
      get: 'fails',
      message: 'answered 200 with a body that is not JSON: Unexpected end of JSON input',
    },
    {
      status: 200,
      body: html,
      get: 'fails',
      message: /^answered 200 with a body that is not JSON: Unexpected token .*<html>/,
    },
    { status: 200, body: '[{', get: 'fails', message: /^answered 200 with a body that is not JSON: / },
    { status: 200, body: 'null', get: 'gives', message: 'answered 200 with JSON that is no list: null' },
    {
      status: 200,
      body: '{"images":[]}',
      get: 'gives',
      message: 'answered 200 with JSON that is no list: {"images":[]}',
    },
    {
      status: 200,
      body: `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      get: 'gives',
      message: `answered 200 with JSON that is no list: {"a":${'['.repeat(194)}…`,
    },
    { status: 418, body: '['.repeat(20_000) + ']'.repeat(20_000), get: 'gives', message: `${'['.repeat(199)}…` },
    { status: 204, body: '', get: 'fails', message: 'answered 204 with an empty body' },
    { status: 301, body: '', get: 'fails', message: 'answered 301 with an empty body' },
    { status: 400, body: '{"message":"invalid filter \'nope\'"}', get: 'gives', message: "invalid filter 'nope'" },
    {
      status: 400,
      body: 'client version 1.12 is too old.\n',
      get: 'gives',
      message: 'client version 1.12 is too old.',
    },
    { status: 403, body: '{"message":"denied"}', get: 'gives', message: 'denied' },
    { status: 404, body: '{"message":"No such image: a"}', get: 'gives', message: 'No such image: a' },
    { status: 500, body: '', get: 'fails', message: 'answered 500 with an empty body' },
    { status: 502, body: html, get: 'gives', message: 'Welcome' },
    { status: 503, body: '{"message":"no containerd"}', get: 'gives', message: 'no containerd' },
  ];

  // With a length and without one: openapi-fetch takes another way for each.
  const sent = answers.flatMap((row) => [true, false].map((length) => ({ ...row, length })));

  test.each(sent)('$status $message, GET $get (length: $length)', async ({ status, body, get, message, length }) => {
    const { host } = await httpServer((_, response) => {
      response.writeHead(status, length && status !== 204 ? { 'content-length': body.length } : {});
      response.flushHeaders();
      response.end(body);
    });
    const client = createImagesClient({ host });
    const error = await listImages({}, { client }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ status, hint: expect.stringMatching(/./) });
    expect(error instanceof Error && error.message).toMatch(message);
    // With middleware of the caller the error is the same.
    const watched = createImagesClient({ host });
    watched.use({ onRequest: () => undefined });
    expect(await listImages({}, { client: watched }).catch((error: unknown) => error)).toEqual(error);
    if (get === 'fails')
      await expect(client.GET('/images/json')).rejects.toMatchObject({ name: 'EngineError', status });
    else expect((await client.GET('/images/json')).response.status).toBe(status);
  });

  const broken = [
    { name: 'nothing', bytes: '', message: /^no answer from unix:.*: the connection was closed/, status: undefined },
    {
      name: 'a closed body',
      bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[',
      message: /^the answer of unix:.* broke off/,
      status: 200,
    },
    {
      name: 'half a chunk',
      bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[',
      message: /^the answer of unix:.* broke off/,
      status: 200,
    },
    {
      name: 'a closed error body',
      bytes: 'HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\n{',
      message: /^the answer of unix:.* broke off/,
      status: 500,
    },
    { name: 'no HTTP', bytes: '220 mail\r\n', message: /no HTTP there/, status: undefined },
  ];

  test.each(broken)('$name', async ({ bytes, message, status }) => {
    const { host, open } = await rawServer(bytes);
    await expect(listImages({}, { client: createImagesClient({ host }) })).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringMatching(message),
      status,
      cause: expect.any(Error),
    });
    await vi.waitFor(() => expect(open.size).toBe(0));
  });

  const nobody = [
    {
      host: 'unix:///nowhere/docker.sock',
      message: 'no answer from unix:///nowhere/docker.sock: no engine there (ENOENT)',
    },
    { host: 'npipe:////./pipe/nowhere', message: 'no answer from npipe:////./pipe/nowhere: no engine there (ENOENT)' },
    { host: 'tcp://127.0.0.1:1', message: 'no answer from tcp://127.0.0.1:1: no engine there (ECONNREFUSED)' },
    { host: 'localhost:1', message: 'no answer from tcp://localhost:1: no engine there (ECONNREFUSED)' },
  ];

  test.each(nobody)('nobody at $host', async ({ host, message }) => {
    await expect(listImages({}, { client: createImagesClient({ host }) })).rejects.toMatchObject({
      name: 'EngineError',
      status: undefined,
      message,
      hint: expect.stringContaining('DOCKER_HOST'),
    });
  });

  test.skipIf(process.platform === 'win32')('a socket without permission', async () => {
    const { host } = await httpServer(images);
    chmodSync(host.slice('unix://'.length), 0);
    // Root may do everything: become nobody.
    const { stdout } = await run(`
      if (process.getuid() === 0) process.setuid(65534);
      await listImages({}, { client: createImagesClient({ host: '${host}' }) }).catch((e) => console.log(JSON.stringify({ message: e.message, hint: e.hint })));
    `);
    const { message, hint } = JSON.parse(stdout);
    expect(message).toBe(`no answer from ${host}: no permission on the socket (EACCES)`);
    expect(hint).toContain('usermod -aG docker');
  });
});

/** How far the engine gets before it falls silent. */
const silences: { name: string; listener: RequestListener; status: number | undefined }[] = [
  { name: 'never answers', listener: () => {}, status: undefined },
  { name: 'sends headers only', listener: (_, response) => response.flushHeaders(), status: 200 },
  {
    name: 'trickles',
    listener: (_, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    },
    status: 200,
  },
];

describe.each(silences)('an engine that $name', ({ listener, status }) => {
  const tooSlow = {
    name: 'EngineError',
    status,
    message: expect.stringMatching(/^no (complete )?answer from unix:.* within 500 ms$/),
    hint: expect.stringMatching(/containerd store.* allow more with `timeout` \(milliseconds, 0 for none\)/),
  };

  test("the client's timeout", async () => {
    const { host, open } = await httpServer(listener);
    await expect(listImages({}, { client: createImagesClient({ host, timeout: 500 }) })).rejects.toMatchObject(tooSlow);
    await vi.waitFor(() => expect(open.size).toBe(0));
  });

  test("the call's timeout, of listImages and of GET", async () => {
    const { host, open } = await httpServer(listener);
    const [patient, hasty] = [0, 1].map((timeout) => createImagesClient({ host, timeout }));
    await Promise.all([
      expect(listImages({}, { client: patient, timeout: 500 })).rejects.toMatchObject(tooSlow),
      expect(hasty?.GET('/images/json', { timeout: 500 })).rejects.toMatchObject(tooSlow),
    ]);
    await vi.waitFor(() => expect(open.size).toBe(0));
  });

  test.each([new Error('enough'), undefined])('an abort with the reason %s', async (reason) => {
    const caller = new AbortController();
    const { host, open } = await httpServer((request, response) => {
      listener(request, response);
      setTimeout(() => caller.abort(reason), 20);
    });
    const { signal } = caller;
    const error = await listImages({}, { client: createImagesClient({ host }), signal }).catch(
      (error: unknown) => error,
    );
    expect(signal.aborted).toBe(true);
    expect(error).toBe(signal.reason);
    expect(error).toMatchObject(reason ?? { name: 'AbortError' });
    await vi.waitFor(() => expect(open.size).toBe(0));
  });
});

describe('maxBody', () => {
  const body = JSON.stringify([image]);

  test.each([
    { maxBody: body.length, fails: false },
    { maxBody: body.length - 1, fails: true },
  ])('$maxBody bytes for a list of $maxBody or more: fails $fails', async ({ maxBody, fails }) => {
    const { host, open } = await httpServer(answer(200, body));
    const client = createImagesClient({ host, maxBody });
    if (!fails) {
      expect(await listImages({}, { client })).toEqual([image]);
      return;
    }
    const tooLong = {
      name: 'EngineError',
      status: 200,
      message: `the answer of ${host} is longer than ${maxBody} bytes`,
      hint: expect.stringMatching(/Allow more with `maxBody` \(bytes\)\.$/),
    };
    await expect(listImages({}, { client })).rejects.toMatchObject(tooLong);
    await expect(client.GET('/images/json')).rejects.toMatchObject(tooLong);
    await vi.waitFor(() => expect(open.size).toBe(0));
  });

  test.each([0, -1, Number.NaN])('%s is wrong usage', async (maxBody) => {
    const client = createImagesClient({ host: 'unix:///nowhere', maxBody });
    await expect(listImages({}, { client })).rejects.toThrow(
      new TypeError(`maxBody: expected bytes, more than 0, found ${maxBody}`),
    );
  });
});

describe('an answer that does not end', () => {
  const chunk = new Uint8Array(16 * 1024 * 1024);
  const endless = () => {
    const source = { sent: 0, cancelled: false };
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        source.sent += chunk.length;
        controller.enqueue(chunk);
      },
      cancel: () => {
        source.cancelled = true;
      },
    });
    const client = createImagesClient({ host: 'unix:///endless', fetch: async () => new Response(body) });
    return { source, client };
  };
  const tooLong = {
    name: 'EngineError',
    status: 200,
    message: 'the answer of unix:///endless is longer than 268435456 bytes',
  };

  test('is given up', async () => {
    const { source, client } = endless();
    await expect(listImages({}, { client })).rejects.toMatchObject(tooLong);
    expect(source.sent).toBeLessThan(320 * 1024 * 1024);
    await vi.waitFor(() => expect(source.cancelled).toBe(true));
  });

  test('is given up before its stream is there', async () => {
    const { source, client } = endless();
    await expect(client.GET('/images/json', { parseAs: 'stream' })).rejects.toMatchObject(tooLong);
    await vi.waitFor(() => expect(source.cancelled).toBe(true));
  });
});

test('console.log calls an EngineError of the built package by its name', async () => {
  const { EngineError: Built }: { EngineError: typeof EngineError } = await import(
    `${new URL('../../dist/client/index.cjs', import.meta.url)}`
  );
  expect(inspect(new Built('boom', { hint: 'Fix it.' }))).toMatch(/^EngineError: boom\n/);
});

test('a signal that is aborted already: nothing is sent', async () => {
  const { host, targets } = await httpServer(images);
  const client = createImagesClient({ host });
  const signal = AbortSignal.abort();
  await expect(listImages({}, { client, signal })).rejects.toBe(signal.reason);
  await expect(client.GET('/images/json', { signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(targets).toEqual([]);
});

test('a signal that serves many calls collects no listeners', async () => {
  const { host } = await httpServer(images);
  const client = createImagesClient({ host });
  const { signal } = new AbortController();
  const calls = {
    listImages: () => listImages({}, { client, signal }),
    GET: () => client.GET('/images/json', { signal }),
    request: () => client.request('get', '/images/json', { signal }),
    'a refusal': () => client.GET('/images/json', { signal, params: { query: { filters: { until: ['x'] } } } }),
    'a failure': () =>
      listImages({}, { client: createImagesClient({ host: 'unix:///nowhere' }), signal }).catch(() => {}),
  };
  for (const call of Object.values(calls)) {
    for (let i = 0; i < 20; i++) await call();
  }
  // Whatever Node itself keeps until it is collected is not there either.
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('an abort reaches middleware, and the request that it makes anew', async () => {
  const caller = new AbortController();
  const { host, open } = await httpServer(() => setTimeout(() => caller.abort(new Error('enough')), 20));
  const client = createImagesClient({ host });
  const seen: Request[] = [];
  client.use({
    onRequest: ({ request }) => {
      seen.push(request);
      return new Request(request);
    },
  });
  await expect(listImages({}, { client, signal: caller.signal })).rejects.toThrow('enough');
  expect(seen[0]?.signal.aborted).toBe(true);
  await vi.waitFor(() => expect(open.size).toBe(0));
});

test.each([-1, Number.NaN])('a timeout of %s is wrong usage', async (timeout) => {
  const client = createImagesClient({ host: 'unix:///nowhere' });
  await expect(listImages({}, { client, timeout })).rejects.toThrow(TypeError);
});

describe('a fetch of the caller', () => {
  test('replaces the transport', async () => {
    const asked: string[] = [];
    const client = createImagesClient({
      host: 'unix:///nowhere',
      fetch: async ({ method, url }) => {
        asked.push(`${method} ${url}`);
        return Response.json([image]);
      },
    });
    expect(await listImages({ all: true }, { client })).toEqual([image]);
    expect(asked).toEqual(['GET http://localhost/v1.49/images/json?all=true']);
  });

  test('may be the built-in one', async () => {
    const { host } = await httpServer(images, 'tcp');
    const client = createImagesClient({ host, fetch });
    expect(await listImages({}, { client })).toEqual([image]);
    const nobody = createImagesClient({ host: 'tcp://127.0.0.1:65535', fetch });
    await expect(listImages({}, { client: nobody })).rejects.toThrow(
      'no answer from tcp://127.0.0.1:65535: no engine there',
    );
  });

  test('is given up even when it takes no notice of the signal', async () => {
    const deaf = createImagesClient({ fetch: () => new Promise(() => {}), host: 'unix:///deaf', timeout: 20 });
    await expect(listImages({}, { client: deaf })).rejects.toThrow('no answer from unix:///deaf within 20 ms');
    const signal = AbortSignal.timeout(20);
    await expect(listImages({}, { client: deaf, timeout: 0, signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('the process ends by itself', () => {
  const scripts = [
    { name: 'after a list', script: 'console.log((await listImages({}, { client })).length)', out: '1' },
    {
      name: 'after a refusal',
      script:
        "await listImages({}, { client: createImagesClient({ host: host + '/refuse' }) }).catch((e) => console.log(e.status))",
      out: '400',
    },
    {
      name: 'after a time-out',
      script:
        "await listImages({}, { client: createImagesClient({ host: host + '/hang' }), timeout: 50 }).catch((e) => console.log(e.name))",
      out: 'EngineError',
    },
    {
      name: 'after an abort',
      script:
        "await listImages({}, { client: createImagesClient({ host: host + '/hang' }), signal: AbortSignal.timeout(50) }).catch((e) => console.log(e.name))",
      out: 'TimeoutError',
    },
    {
      name: 'after nobody answered',
      script:
        "await listImages({}, { client: createImagesClient({ host: 'unix:///nowhere' }) }).catch((e) => console.log(e.name))",
      out: 'EngineError',
    },
  ];

  test.each(scripts)('$name', async ({ script, out }) => {
    const { host } = await httpServer((request, response) => {
      if (request.url?.startsWith('/refuse')) answer(400, '{"message":"no"}')(request, response);
      else if (!request.url?.startsWith('/hang')) images(request, response);
    }, 'tcp');
    const { stdout } = await run(
      `const host = '${host}'; const client = createImagesClient({ host, timeout: 3_600_000 }); ${script}`,
    );
    expect(stdout.trim()).toBe(out);
  });
});

/** Runs a script that may use the client, in a process that is killed, and so fails, when it does not end. */
function run(script: string): Promise<{ stdout: string }> {
  const entry = new URL('../../src/client/index.ts', import.meta.url);
  const code = `import { createImagesClient, listImages } from '${entry}'; ${script}`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  return promisify(execFile)(process.execPath, args, { timeout: 30_000 });
}
