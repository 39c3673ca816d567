import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { runRecord } from '../../../src/cli/commands/record.js';
import { findEngine } from '../../../src/client/find-engine.js';
import { getExchange } from '../../../src/client/get-exchange.js';
import { images } from '../../../src/fixtures/index.js';
import { listProbes } from '../../../src/probes/probes.js';
import { chooseSample } from '../../../src/probes/sample.js';
import { InputError } from '../../../src/recordings/input-error.js';
import { type Engine, type Odd, startEngine } from '../../engine.js';
import { captureTerminal } from '../capture-terminal.js';
import { runBeside } from '../run.js';

const folder = mkdtempSync(join(tmpdir(), 'record-'));
let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** What the command does, in this process; a Problem is what `main` makes a line of. */
async function recording(...words: string[]) {
  const { terminal, printed } = captureTerminal();
  const status = await runRecord(words, terminal).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    printed.problems.push(error.message);
    return 2;
  });
  return { status, ...printed };
}

/** A server that answers in another way where `odd` says so, and how often it was asked. */
async function odd(answers: Odd['answers'] = {}) {
  let asked = 0;
  const counting = Object.entries(answers).map(([path, answer]) => [
    path,
    (response: ServerResponse) => {
      asked++;
      answer(response);
    },
  ]);
  const { host, close } = await startEngine('graphdriver', { answers: Object.fromEntries(counting) });
  onTestFinished(close);
  return { host, asked: () => asked };
}

/** An engine between, whose images come from a corporation, and whose labels say more than they should. */
async function telling(engine: string) {
  const labels = {
    source: 'https://bobby:s3cret@git.example/x',
    by: 'Ann <ann@example.org>',
    token: 'Bearer glpat-123456',
    at: '10.11.12.13:5000',
  };
  // The names stay in their order, so that the same are asked for.
  const told = (text: string): string =>
    text
      .replaceAll('contract', 'contract-secretcorp')
      .replaceAll('"Labels":{', `"Labels":{${JSON.stringify(labels).slice(1, -1)},`)
      .replaceAll(',}', '}');
  const server = createHttpServer(async (request, response) => {
    const path = (request.url ?? '').replaceAll('ontract-secretcorp', 'ontract');
    const { status, headers, body, bodyText = '' } = (await getExchange(findEngine({ host: engine }), path)).response;
    response.writeHead(status, { 'content-type': String(headers['content-type']) });
    response.end(body === undefined ? bodyText : told(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'telling.sock'), resolve));
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { host: `unix://${join(folder, 'telling.sock')}`, close };
}

const json = (body: string) => (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
const deep = '['.repeat(20_000) + ']'.repeat(20_000);
const PLAIN = '/v1.49/images/json';
const ALL = `${PLAIN}?all=true`;

describe('record --out', () => {
  test.each([
    ['a file', 'file', ': expected a folder, found something else'],
    [
      'a folder with a folder in the place of a recording',
      'taken',
      '/plain.json: expected a file or none, found a folder',
    ],
    ['where no folder can be made', '/proc/nope', ': no folder can be made there'],
  ])('%s: one line, before the questions are asked, and what stood there stays', async (_, out, problem) => {
    writeFileSync(join(folder, 'file'), 'mine');
    mkdirSync(join(folder, 'taken/plain.json'), { recursive: true });
    const { host, asked } = await odd({ [ALL]: json('[]') });
    const path = resolve(folder, out);
    expect(await recording('--out', path, '--host', host)).toEqual({ status: 2, out: '', problems: [path + problem] });
    expect(asked()).toBe(0);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('mine');
    expect(readdirSync(join(folder, 'taken'))).toEqual(['plain.json']);
  });

  test('is not made when no engine answers', async () => {
    const path = join(folder, 'never');
    expect(await recording('--out', path, '--host', 'unix:///nowhere')).toMatchObject({ status: 2 });
    expect(existsSync(path)).toBe(false);
  });

  test('of no letters is none', async () => {
    await expect(recording('--out', '')).rejects.toThrow('expected --out DIR, found none');
  });
});

describe('record of an engine that', () => {
  test('has half a surrogate pair for a name, and in what it lists', async () => {
    const info = json('{"Name":"build-\\ud800","Driver":"overlay2"}');
    const body = '[{"Labels":{"\\udc00":"build-\\ud800: \\ud83d \\ud83d\\udc33"}}]';
    const { host } = await odd({ '/info': info, [ALL]: json(body) });
    const out = join(folder, 'surrogate');
    expect(await recording('--out', out, '--host', host)).toMatchObject({ status: 0, problems: [] });
    const text = readFileSync(join(out, 'all.json'), 'utf8');
    expect(text).toContain('"\\udc00": "redacted: \\ud83d \u{1f433}"');
  });

  test.each(['/version', '/info', PLAIN])('answers %s with 20,000 brackets', async (path) => {
    const { host } = await odd({ [path]: json(deep) });
    const { status, problems } = await recording('--out', join(folder, 'deep'), '--host', host);
    const line = expect.stringMatching(
      /^plain: GET \/v1\.49\/images\/json was not written down: its body is more than 100 levels deep, and no list /,
    );
    expect({ status, problems }).toEqual(
      path === PLAIN ? { status: 2, problems: [line] } : { status: 0, problems: [] },
    );
  });
});

test('record prints what an engine says of itself without control characters', async () => {
  const { host } = await odd({
    '/version': json('{"Version":"1\\u001b[2J##[x]","ApiVersion":"1.49"}'),
    '/info': json('{"Driver":"\\u0007\\u202e"}'),
  });
  const { out } = await recording('--out', join(folder, 'raw'), '--host', host);
  expect(out).toContain('recordings of docker 1\\u001b[2J#\\u0023[x] \\u0007\\u202e in ');
});

test('a list that is too long as indented JSON is one line', async () => {
  // As V8 does from 512 MB on, without the time and memory for it.
  const { stringify } = JSON;
  const limited = vi.spyOn(JSON, 'stringify').mockImplementation((value, ...rest) => {
    if (value?.response?.body?.[0] === 'long') throw new RangeError('Invalid string length');
    return stringify(value, ...rest);
  });
  onTestFinished(() => limited.mockRestore());
  const { host } = await odd({ [`${PLAIN}?digests=true`]: json('["long"]') });
  expect(await recording('--out', join(folder, 'long'), '--host', host)).toMatchObject({
    status: 2,
    problems: [
      expect.stringMatching(/^digests: GET \S+ was not written down: the recording is longer than a text can be\. /),
    ],
  });
});

describe('record', () => {
  test('writes down what an engine answers, ready to be checked', async () => {
    const out = join(folder, 'new/recordings');
    expect(await runBeside(['record', '--out', out, '--host', engine.host])).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^\d+ recordings of docker 28\.5\.2 overlay2 in /),
      problems: [],
    });
    const asked = listProbes(chooseSample(images.graphdriver)).map(({ name }) => `${name}.json`);
    expect(readdirSync(out).map((name) => name.replace(/\.gz$/, ''))).toEqual(asked.sort());
    // What it asked on purpose is marked, and is no finding.
    expect(await runBeside(['check', '--fail-on', 'warning', out])).toMatchObject({ status: 0, problems: [] });
    expect(readFileSync(join(out, 'unknown-parameter.json'), 'utf8')).toContain('"purpose": "probe"');
  });

  test('says what recordings keep', async () => {
    const { out } = await recording('--out', join(folder, 'kept'), '--host', engine.host);
    expect(out).toMatch(/names of registries.*labels.*\n.*--redact PATTERN/s);
  });

  test('--redact: nothing of it is left, in questions neither, and the recordings keep the contract', async () => {
    const { host, close } = await telling(engine.host);
    onTestFinished(close);
    const out = join(folder, 'redacted');
    const words = ['*secretcorp', 'glpat-*', '*@example.org', '10.*.*.*'].flatMap((pattern) => ['--redact', pattern]);
    expect(await recording('--out', out, '--host', host, ...words)).toMatchObject({ status: 0, problems: [] });
    const texts = readdirSync(out).map((name) => {
      const bytes = readFileSync(join(out, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    });
    expect(texts.length).toBeGreaterThan(150);
    expect(texts.join()).toContain('redacted-1');
    for (const secret of ['secretcorp', 'glpat', 'ann@', 'example.org', 'bobby', 's3cret', '11.12']) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(await runBeside(['check', out])).toMatchObject({ status: 0, problems: [] });
  });

  test.each(['ab', 'image', '*'])('--redact %s is wrong usage', async (pattern) => {
    await expect(recording('--out', folder, '--redact', pattern)).rejects.toThrow(
      /^record: --redact: expected .*, found "/,
    );
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
