import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findEngine } from '../../src/client/find-engine.js';
import { getExchange } from '../../src/client/get-exchange.js';
import { createImagesClient, EngineError, listImages } from '../../src/client/index.js';
import { images } from '../../src/fixtures/index.js';
import { mockEngine, serve } from '../../src/mock/index.js';
import { pipes, sshThat } from './open-ssh.js';
import { folder } from './server.js';

describe('an engine behind ssh', () => {
  test('is asked, each call by a command of its own, which ends', async () => {
    const socket = join(folder(), 'engine.sock');
    const served = await serve(mockEngine({ images: images.containerd }), `unix://${socket}`);
    const calls = sshThat(pipes(socket));
    const host = 'ssh://me@build-host:2222';
    const client = createImagesClient({ host });
    expect((await listImages({ all: true }, { client })).length).toBe(images.containerd.length);
    await expect(listImages({ filters: { since: ['none:1'] } }, { client })).rejects.toMatchObject({ status: 404 });
    const { response } = await getExchange(findEngine({ host }), '/v1.49/images/json?all=1');
    expect(response).toMatchObject({ status: 200, body: images.containerd.map(({ Id }) => ({ Id })) });
    const words = '-o ConnectTimeout=30 -T -l me -p 2222 -- build-host docker system dial-stdio'.split(' ');
    expect(calls().map(([, ...said]) => said)).toEqual([words, words, words]);
    for (const [pid] of calls()) await ended(pid);
    await served.close();
  });

  test('is given up, and so is its command', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const calls = sshThat('setInterval(() => {}, 1000);');
    const client = createImagesClient({ host: 'ssh://build-host', timeout: 1000 });
    const listed = expect(listImages({}, { client })).rejects.toThrow('no answer from ssh://build-host within 1000 ms');
    // The command has begun when it has noted its words; no time passes until then.
    while (calls().length === 0) await setImmediate();
    vi.advanceTimersByTime(1000);
    await listed;
    for (const [pid] of calls()) await ended(pid);
  });

  const failures = [
    {
      name: 'a host that is none',
      script:
        "console.error('ssh: Could not resolve hostname build-host: Name or service not known'); process.exit(255);",
      message: 'no answer from ssh://build-host: ssh ended with 255: ssh: Could not resolve hostname build-host',
      hint: 'Check the name, the port and your key: `docker -H ssh://build-host version` must answer',
    },
    {
      name: 'no docker command there',
      script: "console.error('sh: 1: docker: not found'); process.exit(127);",
      message: 'ssh ended with 127: sh: 1: docker: not found',
      hint: 'The docker command must be installed there',
    },
    {
      name: 'no engine there',
      script: pipes('/nowhere/engine.sock'),
      message: 'ssh ended with 1: connect ENOENT /nowhere/engine.sock',
      hint: 'See whether the engine runs there',
    },
    {
      name: 'control characters and too many words',
      script: "console.error('\\u001b[31m' + 'x'.repeat(100000) + '\\u001b[0m'); process.exit(255);",
      message: 'ssh ended with 255: xxx',
      hint: 'Check the name',
    },
    {
      name: 'a signal',
      script: "process.kill(process.pid, 'SIGTERM');",
      message: 'ssh was killed',
      hint: 'See whether',
    },
    {
      name: 'an end without a word',
      script: '',
      message: 'no answer from ssh://build-host: the connection was closed (ECONNRESET)',
      hint: 'Ask again',
    },
  ];

  test.each(failures)('fails on $name', async ({ script, message, hint }) => {
    sshThat(script);
    const error = await failureOf('ssh://build-host');
    expect(error.message).toContain(message);
    expect(error.message.length).toBeLessThanOrEqual(1000);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.hint).toContain(hint);
  });

  test('fails when there is no ssh', async () => {
    vi.stubEnv('PATH', folder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const error = await failureOf('ssh://build-host');
    expect(error.message).toBe('no answer from ssh://build-host: ssh does not start (spawn ssh ENOENT)');
    expect(error.hint).toContain('Install an OpenSSH client');
  });
});

/** Waits until a process is no more. */
async function ended(pid: number): Promise<void> {
  const runs = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (runs()) await setImmediate();
}

async function failureOf(host: string): Promise<EngineError> {
  const error = await listImages({}, { client: createImagesClient({ host, timeout: 0 }) }).catch((it) => it);
  if (error instanceof EngineError) return error;
  throw new Error('expected an EngineError', { cause: error });
}
