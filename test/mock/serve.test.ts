import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type AtApiVersion, createImagesClient, listImages } from '../../src/client/index.js';
import { images } from '../../src/fixtures/index.js';
import { mockEngine, serve } from '../../src/mock/index.js';

const engine = mockEngine({ images: images.containerd });
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'serve-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

test.each([
  ['tcp', () => 'tcp://127.0.0.1:0'],
  ['unix', () => `unix://${folder()}/engine.sock`],
] satisfies [string, () => string][])('the client lists its images over %s, at every version', async (_, where) => {
  const { host, close } = await serve(engine, where());
  for (const apiVersion of ['1.24', '1.49', 'negotiate']) {
    const client = createImagesClient({ host, apiVersion });
    const found: AtApiVersion<'negotiate'>['ImageSummary'][] = await listImages(
      { filters: { label: ['com.example.kind=app'] } },
      { client },
    );
    expect(found.map(({ Labels }) => Labels?.['com.example.kind'])).toEqual(found.map(() => 'app'));
    expect(found.length).toBeGreaterThan(1);
  }
  await expect(
    listImages({ filters: { before: ['does-not-exist'] } }, { client: createImagesClient({ host }) }),
  ).rejects.toMatchObject({ status: 404, message: 'No such image: does-not-exist:latest' });
  await close();
  await expect(listImages({}, { client: createImagesClient({ host }) })).rejects.toThrow('no engine there');
});

test('it closes even if a client is connected, and removes its socket', async () => {
  const path = join(folder(), 'engine.sock');
  const { close } = await serve(() => new Promise(() => {}), `unix://${path}`);
  const hanging = get({ socketPath: path, path: '/' });
  hanging.on('error', () => {});
  await new Promise((resolve) => hanging.on('socket', (socket) => socket.on('connect', resolve)));
  await close();
  expect(existsSync(path)).toBe(false);
});

test('it does not listen where something exists already, which stays', async () => {
  const path = join(folder(), 'engine.sock');
  const first = await serve(engine, `unix://${path}`);
  await expect(serve(engine, `unix://${path}`)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect((await listImages({}, { client: createImagesClient({ host: first.host }) })).length).toBeGreaterThan(10);
  await first.close();
  writeFileSync(path, 'mine');
  await expect(serve(engine, `unix://${path}`)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('an unsupported host is rejected', async () => {
  await expect(serve(engine, 'gopher://x')).rejects.toThrow('not supported');
});

test('an error of the engine is the message of a 400', async () => {
  const failing = await serve(() => Promise.reject(new Error('broken')), 'tcp://127.0.0.1:0');
  const failed = createImagesClient({ host: failing.host });
  await expect(listImages({}, { client: failed })).rejects.toMatchObject({ status: 400, message: 'broken' });
  await failing.close();
});

test.each([
  ['a target in absolute form', 'http://docker/v1.49/images/json', {}],
  ['a head of almost one MiB', '/v1.49/images/json', { 'X-Large': 'a'.repeat(1_000_000) }],
])('it takes %s', async (_, path, headers) => {
  const { host, close } = await serve(engine, 'tcp://127.0.0.1:0');
  const status = await new Promise((resolve, reject) => {
    const sent = request(host.replace('tcp', 'http'), { path, headers }, (response) =>
      resolve(response.resume().statusCode),
    );
    sent.on('error', reject).end();
  });
  expect(status).toBe(200);
  await close();
});
