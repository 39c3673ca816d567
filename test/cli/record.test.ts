import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Replay, replay } from '../replay.js';
import { root, runBeside } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'record-'));
let engine: Replay;
beforeAll(async () => {
  engine = await replay(join(root, 'test/recordings/docker-28.5.2-overlay2'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

describe('record', () => {
  test('writes down what an engine answers, ready to be checked', async () => {
    const out = join(folder, 'new/recordings');
    expect(await runBeside(['record', '--out', out, '--host', engine.host])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+ recordings of docker 28\.5\.2 overlay2 in /),
      problems: [],
    });
    // The stand-in sends fewer headers, so a file may be just short enough to stay unzipped.
    const names = (path: string): string[] => readdirSync(path).map((name) => name.replace(/\.gz$/, ''));
    expect(names(out)).toEqual(names(join(root, 'test/recordings/docker-28.5.2-overlay2')));
    expect(await runBeside(['check', out])).toMatchObject({ status: 0 });
  });

  test('asks the engine of DOCKER_HOST', async () => {
    const env = { DOCKER_HOST: engine.host };
    expect(await runBeside(['record', '--out', join(folder, 'other')], { env })).toMatchObject({ status: 0 });
  });

  test.each([
    [
      'unix:///nowhere/engine.sock',
      'no answer from unix:///nowhere/engine.sock: no engine there (ENOENT). Start the engine',
    ],
    ['tcp://127.0.0.1:1', 'no answer from tcp://127.0.0.1:1: no engine there (ECONNREFUSED). Start the engine'],
    ['ssh://somewhere', 'ssh'],
    ['nonsense', 'nonsense'],
  ])('%s is one clear line', async (host, problem) => {
    const { status, out, problems } = await runBeside(['record', '--out', join(folder, 'none'), '--host', host]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(/^docker-images-contract: /);
  });

  test('what answers is no engine', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-x\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { status, problems } = await runBeside(['record', '--out', folder, '--host', `tcp://127.0.0.1:${port}`]);
    server.close();
    expect({ status, problems }).toEqual({ status: 2, problems: [expect.stringContaining('no HTTP there')] });
  });
});
