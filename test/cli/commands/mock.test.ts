import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createImagesClient, listImages } from '../../../src/client/index.js';
import { checkHere } from '../here.js';
import { main, root, run } from '../run.js';

/** The command while it listens: where, and how it ends when told to. */
async function serving(...words: string[]) {
  const child = spawn(process.execPath, [main, 'mock', ...words], { cwd: root });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(String(data)));
    child.stderr.once('data', (data: Buffer) => reject(new Error(String(data))));
  });
  const end = (signal: NodeJS.Signals) =>
    new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
      child.kill(signal);
    });
  return { said, host: / on (\S+);/.exec(said)?.[1] ?? '', end };
}

describe('mock', () => {
  test.each([
    [['--from', 'test/recordings/docker-28.5.2-overlay2'], '76 images'],
    [['--from', 'test/recordings/docker-28.5.2-containerd'], '93 images'],
    [['--store', 'graphdriver'], '76 images'],
    [[], '93 images'],
  ])('%j: %s, and check finds nothing wrong with them', async (words, count) => {
    const { said, host, end } = await serving('--listen', 'tcp://127.0.0.1:0', ...words);
    expect(said).toMatch(new RegExp(`^${count} on tcp://127\\.0\\.0\\.1:\\d+; end with Ctrl-C\n$`));
    const { status, problems } = await checkHere(['--host', host, '--format', 'json']);
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect(await end('SIGTERM')).toBe(0);
  });

  test('on a unix socket, which goes with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mock-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'engine.sock');
    const { host, end } = await serving('--listen', `unix://${path}`);
    expect((await listImages({}, { client: createImagesClient({ host, apiVersion: 'negotiate' }) })).length).toBe(90);
    const again = run(['mock', '--listen', `unix://${path}`]);
    expect(again.status).toBe(2);
    expect(again.problems).toEqual([expect.stringContaining('something is there already, perhaps an engine')]);
    expect(await end('SIGINT')).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    [[], 'mock: expected --listen URL, found none'],
    [['--listen', 'x', 'y'], 'mock: expected options only, found "y"'],
    [['--listen', 'x', '--store', 'vfs'], 'mock: --store: expected one of containerd, graphdriver, found "vfs"'],
    [['--listen', 'tcp://127.0.0.1:0', '--from', 'nowhere'], 'nowhere: no such file'],
    [['--listen', 'tcp://127.0.0.1:0', '--from', 'package.json'], 'package.json'],
    [['--listen', 'tcp://127.0.0.1:0', '--from', 'test/recordings/podman-4.3.1'], 'expected a list of all images'],
    [['--listen', 'gopher://x'], 'the host scheme "gopher" is not supported'],
    [
      ['--listen', 'unix://'],
      'expected an address to listen at, found "unix://". Write unix://PATH or tcp://HOST:PORT.',
    ],
    [['--listen', 'ssh://x'], 'expected a host without TLS, ssh and path'],
    [['--listen', 'unix:///nowhere/engine.sock'], '--listen unix:///nowhere/engine.sock: '],
  ])('%j: one line, and status 2', (words, problem) => {
    const { status, out, problems } = run(['mock', ...words]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('a bare list is one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mock-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'list.json'), '[]');
    const { said, end } = await serving('--listen', 'tcp://127.0.0.1:0', '--from', join(folder, 'list.json'));
    expect(said).toContain('0 images on ');
    expect(await end('SIGTERM')).toBe(0);
  });
});
