import '../../src/matchers/vitest.js';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exchanges, images } from '../../src/fixtures/index.js';
import { toSatisfyImagesContract } from '../../src/matchers/to-satisfy-images-contract.js';
import { mockEngine, serve } from '../../src/mock/index.js';
import { root } from '../cli/run.js';

describe('toSatisfyImagesContract', () => {
  test('of a list', async () => {
    await expect(images.containerd).toSatisfyImagesContract();
    await expect([{ Id: 'x' }]).not.toSatisfyImagesContract();
  });
  test('of an exchange', async () => {
    for (const exchange of exchanges) await expect(exchange).toSatisfyImagesContract();
    const [exchange] = exchanges;
    await expect({ ...exchange, response: { status: 200, body: 'no' } }).not.toSatisfyImagesContract();
  });
  test('of a Response', async () => {
    const { host, close } = await serve(mockEngine({ images: images.containerd }), 'tcp://127.0.0.1:0');
    await expect(await fetch(`${host.replace('tcp', 'http')}/v1.49/images/json?all=1`)).toSatisfyImagesContract();
    await close();
    await expect(toSatisfyImagesContract(new Response('[]'))).rejects.toThrow(
      'expected a Response of fetch, with a URL',
    );
  });
  test('of anything else', async () => {
    for (const other of [null, 5, 'text', {}]) await expect(toSatisfyImagesContract(other)).rejects.toThrow(TypeError);
  });
  test('the message has what is wrong, and where', async () => {
    const { pass, message } = await toSatisfyImagesContract([{ ...images.graphdriver[0], Created: '5' }]);
    expect(pass).toBe(false);
    expect(message()).toContain('response/schema /0/Created: ');
    expect((await toSatisfyImagesContract([])).message()).toContain('not to keep');
  });
});

test('outside of Jest its entry throws', () => {
  const code = `await import(${JSON.stringify(join(root, 'dist/matchers/jest.js'))})`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('expected Jest with its global `expect`, found none');
});
