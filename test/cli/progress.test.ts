import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { countFiles } from '../../src/checker/check-files.js';
import { createProgress, isInteractive, showProbes, withProgress } from '../../src/cli/progress.js';
import { countProbes, type SendProbe } from '../../src/probes/probes.js';
import { startEngine } from '../engine.js';
import { main, runBeside } from './run.js';

/** What a terminal shows of a text: a carriage return goes back to the beginning of the line. */
function shown(text: string): string[] {
  return text.split('\n').map((line) => {
    const cells: string[] = [];
    for (const part of line.split('\r')) cells.splice(0, part.length, ...part);
    return cells.join('').trimEnd();
  });
}

describe('the line', () => {
  let text = '';
  let time = 0;
  const write = (part: string | Uint8Array): boolean => {
    text += part;
    return true;
  };
  const stream = { isTTY: true, columns: 20, write };
  const line = () => createProgress(stream, {}, () => time);
  beforeEach(() => {
    [text, time] = ['', 0];
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  const pass = (milliseconds: number): void => {
    time += milliseconds;
    vi.advanceTimersByTime(milliseconds);
  };

  test('comes after a second, is rewritten in place and leaves nothing', () => {
    const { update, end } = line();
    update('1 file');
    time = 999;
    update('2 files');
    expect(text).toBe('');
    time = 1000;
    update('3 files, 9 more');
    update('too soon');
    expect(shown(text)).toEqual(['3 files, 9 more']);
    time = 1100;
    update('4 files');
    expect(shown(text)).toEqual(['4 files']);
    end();
    pass(5000);
    expect(shown(text)).toEqual(['']);
    expect(text).toMatch(/^[\r\x20-\x7e]*$/);
  });

  test('comes by itself while nothing else is said', () => {
    const { update, end } = line();
    update('1 question asked');
    pass(1500);
    expect(shown(text)).toEqual(['1 question asked']);
    end();
  });

  test('makes room for another line, and comes back', () => {
    const { update, clear, end } = line();
    time = 1000;
    update('1 file');
    clear();
    stream.write('a problem\n');
    expect(shown(text)).toEqual(['a problem', '']);
    pass(200);
    expect(shown(text)).toEqual(['a problem', '1 file']);
    end();
  });

  test('is never as wide as the terminal', () => {
    const { update, end } = line();
    time = 1000;
    update('x'.repeat(100));
    expect(shown(text)).toEqual(['x'.repeat(19)]);
    end();
  });

  test('counts files and exchanges', async () => {
    const said: string[] = [];
    const progress = { update: (text: string) => void said.push(text), clear: () => {}, end: () => {} };
    async function* checked() {
      yield* [{ file: 'a' }, { file: 'b' }, { file: 'b' }];
    }
    for await (const _ of withProgress(checked(), progress));
    expect(said).toEqual([
      '1 file, 1 exchange checked',
      '2 files, 2 exchanges checked',
      '2 files, 3 exchanges checked',
    ]);
    said.length = 0;
    for await (const _ of withProgress(checked(), progress, 7));
    expect(said.at(-1)).toBe('2 of 7 files, 3 exchanges checked');
  });

  test('counts questions on the way to their number', async () => {
    const said: string[] = [];
    const progress = { update: (text: string) => void said.push(text), clear: () => {}, end: () => {} };
    const ask: SendProbe = async () => ({ request: { method: 'GET', path: '/' }, response: { status: 200 } });
    for (const asking of [countProbes(ask, showProbes(progress)), countProbes(ask, showProbes(progress), 182)])
      await asking('');
    expect(said).toEqual(['1 question asked', '1 question asked of 182']);
  });

  test('knows how many files there are, whatever cannot be looked at', () => {
    expect(countFiles(['test/recordings/podman-4.3.1', 'nope', '-', 'test/recordings/podman-4.3.1'])).toBe(181);
  });

  test.each([
    [true, {}, true],
    [true, { TERM: 'xterm', NO_COLOR: '1', CI: '' }, true],
    [true, { CI: 'false' }, true],
    [true, { CI: 'true' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, {}, false],
    [undefined, {}, false],
  ])('a terminal %s in %j is watched: %s', (isTTY, env, watched) => {
    expect(isInteractive({ ...stream, isTTY }, env)).toBe(watched);
  });
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'progress-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const slow = (response: ServerResponse): void => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'), 1500);
  };
  const engine = () =>
    startEngine('graphdriver', {
      // What no image answers to.
      answers: { '/v1.49/images/json?filters=%7B%22label%22%3A%5B%22does-not-exist%22%5D%7D': slow },
    });

  /** What a command writes to a pseudo-terminal. */
  const onTerminal = (command: string, env: object) =>
    new Promise<string>((resolve) => {
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        env: { ...process.env, CI: '', TERM: 'xterm', ...env },
      });
      let text = '';
      child.stdout.on('data', (part) => {
        text += part;
      });
      child.on('close', () => resolve(stripVTControlCharacters(text.replaceAll('\r\n', '\n'))));
    });
  const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

  // Without `script`, which makes a pseudo-terminal, these are shown as skipped.
  test.skipIf(!hasScript).each([
    ['check', '--host'],
    ['record', `--out ${folder} --host`],
  ])('%s shows it on a terminal, and takes it away', async (verb, words) => {
    const { host, close } = await engine();
    const command = `'${process.execPath}' '${main}' ${verb} ${words} ${host}`;
    const [text, quiet] = await Promise.all([onTerminal(command, {}), onTerminal(command, { CI: 'true' })]);
    await close();
    expect(text).toMatch(/\r\d+ questions asked of \d{3}\b/);
    // What stays is what stands there without it.
    expect(shown(text)).toEqual(shown(quiet));
    expect(quiet).not.toContain('asked');
  });

  test('says nothing when nobody watches', async () => {
    const { host, close } = await engine();
    expect(await runBeside(['check', '--host', host], { env: { CI: '' } })).toMatchObject({ problems: [] });
    await close();
  });
});
