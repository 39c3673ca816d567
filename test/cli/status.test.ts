import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type Odd, startEngine } from '../engine.js';
import { main, run, runBeside } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'status-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
};
const exchange = (path: string, response: object = {}) => ({
  request: { method: 'GET', path },
  response: { status: 200, headers: { 'content-type': 'application/json' }, body: [], ...response },
});

const good = file('good.json', exchange('/v1.49/images/json'));
const bad = file('bad.json', exchange('/v1.49/images/json', { body: {} }));
const other = file('other.json', exchange('/v1.12/images/json'));
const none = file('none.json', exchange('/images/json'));
const info = file('info.json', exchange('/v1.49/info'));
const hidden = file('hidden.json', exchange('v1.49', { body: {} }));

describe('check PATH', () => {
  const nothing =
    /^docker-images-contract: nothing was checked: expected exchanges with GET \/v1\.NN\/images\/json, 1\.24 to 1\.56, found/;
  const table: [name: string, paths: string[], status: number, problems: RegExp[]][] = [
    ['a good one', [good], 0, []],
    ['a bad one', [bad], 1, []],
    ['another version alone', [other], 2, [/nothing was checked.* 1 at other API versions, 0 with another path/]],
    ['no version alone', [none], 2, [nothing]],
    ['another path alone', [info], 2, [/nothing was checked.* 0 at other API versions, 1 with another path/]],
    [
      'a good one beside another version',
      [other, good, none],
      0,
      [/: 2 exchanges not checked: contracts describe API 1\.24 to 1\.56/],
    ],
    ['a bad one beside another version', [other, bad], 1, [/: 1 exchange not checked: contracts describe/]],
    ['a bad one beside what cannot be read', [bad, join(folder, 'gone.json')], 2, [/gone\.json: no such file/]],
    ['a path that is none', [hidden], 2, [/`request\.path` is not a path/, nothing]],
  ];
  test.each(table)('%s', (_name, paths, status, problems) => {
    const found = run(['check', '--format', 'json', ...paths]);
    expect(found).toMatchObject({ status, problems: problems.map((line) => expect.stringMatching(line)) });
    // The report is whole for what could be read.
    expect(JSON.parse(found.out).summary).toMatchObject({ failed: paths.includes(bad) ? 1 : 0 });
  });

  test('files come in the order of PATHs as typed', () => {
    const { out } = run(['check', '--format', 'json', other, bad, none]);
    const files = JSON.parse(out).findings.map(({ file }: { file: string }) => file);
    expect(files).toEqual([other, bad, none]);
  });

  test('several reports of one run', () => {
    const [json, sarif] = [join(folder, 'x.json.txt'), join(folder, 'x=y.sarif')];
    const words = ['check', '--format', `json=${json}`, '--format', `sarif=${sarif}`, '--format', 'github', bad];
    const { status, out } = run(words);
    expect({ status, out }).toEqual({ status: 1, out: expect.stringMatching(/^::error /) });
    expect(readFileSync(json, 'utf8')).toBe(run(['check', '--format', 'json', bad]).out);
    expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  test('742 bytes of gzip that stand for 1.8 million findings', () => {
    const bomb = file('bomb.json.gz', gzipSync(JSON.stringify(Array(200_000).fill({})), { level: 9 }));
    const limited = { NODE_OPTIONS: '--max-old-space-size=200' };
    const { status, out, problems } = run(['check', '--format', 'json', bomb], { env: limited });
    const { summary, findings } = JSON.parse(out);
    expect({ status, errors: summary.errors, listed: findings.length }).toEqual({
      status: 1,
      errors: 1_800_000,
      listed: 1000,
    });
    expect(problems).toEqual([expect.stringContaining('1799000 findings counted and not listed')]);
  });
});

describe('check --host', () => {
  const check = async (odd: Odd) => {
    const engine = await startEngine('graphdriver', odd);
    try {
      return await runBeside(['check', '--host', engine.host, '--format', 'json']);
    } finally {
      await engine.close();
    }
  };

  test('an engine that answers 500 to all questions is not checked', async () => {
    const { status, out, problems } = await check({ change: () => Response.json({ message: 'no' }, { status: 500 }) });
    expect(status).toBe(2);
    expect(problems).toEqual([
      expect.stringContaining('nothing could be checked: expected an answer with 200'),
      expect.stringContaining('whole-before: expected a list of images'),
      expect.stringContaining('plain: expected a list of images'),
    ]);
    const rules = JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);
    expect(rules).toContain('response/server-error');
  });

  test('nor is one without images', async () => {
    const { status, problems } = await check({ images: [] });
    expect({ status, problems }).toEqual({
      status: 2,
      problems: [expect.stringContaining('the engine lists no images: put one in')],
    });
  });

  test('without PATH and --host the engine of the environment is asked', async () => {
    const engine = await startEngine();
    const env = { DOCKER_HOST: engine.host };
    const { status, out } = await runBeside(['check', '--format', 'json'], { env });
    await engine.close();
    expect({ status, version: JSON.parse(out).engine.version }).toEqual({ status: 0, version: '28.5.2' });
  });
});

describe.skipIf(process.platform !== 'linux')('standard output and error', () => {
  const into = (stdout: string, stderr: string, path: string) => {
    const [out, error] = [openSync(stdout, 'w'), openSync(stderr, 'w')];
    const { status } = spawnSync(process.execPath, [main, 'check', path], { stdio: ['ignore', out, error] });
    closeSync(out);
    closeSync(error);
    return status;
  };
  const said = join(folder, 'said.txt');
  test.each([
    ['full standard output', '/dev/full', said, good, 2],
    ['full standard error', '/dev/null', '/dev/full', join(folder, 'gone.json'), 2],
    ['both full', '/dev/full', '/dev/full', good, 2],
  ])('%s', (_name, out, error, path, status) => {
    expect(into(out, error, path)).toBe(status);
  });

  test.each([
    ['>&-', good, 0],
    ['2>&-', join(folder, 'gone.json'), 2],
    ['>&- 2>&-', bad, 1],
    ['| true; exit $PIPESTATUS', bad, 1],
  ])('closed: %s', (how, path, status) => {
    const script = `"${process.execPath}" "${main}" check "${path}" ${how}`;
    const found = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect({ status: found.status, trace: /\bat .*:\d+/.test(found.stderr) }).toEqual({ status, trace: false });
  });

  test('a fault of the command is no finding', () => {
    const fault = file('fault.cjs', 'process.stdout.write = () => { throw new Error("boom"); };');
    const { status, problems } = run(['check', good], { env: { NODE_OPTIONS: `--require ${fault}` } });
    expect({ status, problems }).toEqual({
      status: 2,
      problems: [expect.stringContaining('a fault of this command, please report it: Error: boom')],
    });
  });
});
