import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, request } from 'node:http';
import { connect, createServer as createRaw } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProxy } from '../../../src/cli/commands/proxy.js';
import { runCommand } from '../../../src/cli/run-command.js';
import { images } from '../../../src/fixtures/index.js';
import { mockEngine, serve } from '../../../src/mock/index.js';
import { folder } from '../../client/server.js';
import { captureTerminal } from '../capture-terminal.js';
import { checkHere } from '../here.js';
import { main, root } from '../run.js';

/** The text of a recording. */
const readBack = (path: string): string =>
  (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString();

/** The recordings of a folder as the HAR that a browser would have saved. */
function harOf(out: string): string {
  const names = readdirSync(out).filter((name) => /\.json(\.gz)?$/.test(name));
  const entries = names.map((name) => {
    const { request, response } = JSON.parse(readBack(join(out, name)));
    const headers = Object.entries(response.headers).map(([name, value]) => ({ name, value }));
    const content = { text: JSON.stringify(response.body) };
    return {
      request: { method: request.method, url: `http://docker${request.path}` },
      response: { status: response.status, headers, content },
    };
  });
  const path = join(folder(), 'traffic.har');
  writeFileSync(path, JSON.stringify({ log: { version: '1.2', entries } }));
  return path;
}

type Words = readonly string[];

/** The verb in this process, in front of an engine: where it listens, and what came of it when it is told to end. */
async function passing(host: string, words: Words = []) {
  const socket = join(folder(), 'front.sock');
  const { terminal, printed } = captureTerminal();
  const { problems } = printed;
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const status = runProxy(['--listen', `unix://${socket}`, '--host', host, ...words], terminal, () => told);
  const failed = status.then(() => {
    if (problems.length === 0) throw new Error('it has ended');
  });
  await Promise.race([failed, until(() => problems.length > 0)]);
  const end = async () => {
    tell();
    return { status: await status, ...printed };
  };
  return { socket, said: () => printed.out, end };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What an engine answers to a target, through a socket. */
async function get(socketPath: string, path: string, method = 'GET'): Promise<string> {
  const asked = request({ socketPath, path, method, agent: false }).end();
  const [answer] = await once(asked, 'response');
  return text(answer);
}

/** An engine that answers as it is told, and says what it is. */
async function engine(answer: (target: string) => unknown): Promise<string> {
  const path = join(folder(), 'engine.sock');
  const server = createHttp(({ url = '' }, outgoing) => {
    const own = {
      '/version': { Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24' },
      '/info': { Driver: 'overlay2' },
    };
    const headers = { ...headersSent, 'content-type': 'application/json' };
    const body = Object.entries(own).find(([at]) => at === url)?.[1] ?? answer(url);
    outgoing.writeHead(200, headers).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `unix://${path}`;
}

/** An engine of bare sockets, with the bytes of its response to the list, and to that at another version. */
async function rawEngine(list: string, other = ''): Promise<string> {
  const path = join(folder(), 'engine.sock');
  const json = (value: unknown): string => {
    const body = JSON.stringify(value);
    return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  const responses = new Map([
    ['/version', json({ Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24' })],
    ['/info', json({ Driver: 'overlay2' })],
    [LIST, list],
  ]);
  const server = createRaw((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes: Buffer) => {
      const target = String(bytes).split(' ', 2)[1] ?? '';
      socket.end(responses.get(target) ?? (target === '/_ping' ? json('OK') : other));
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return `unix://${path}`;
}

/** What comes through a socket, byte for byte. */
async function rawGet(path: string, target: string): Promise<string> {
  const socket = connect({ path, allowHalfOpen: true });
  socket.write(`GET ${target} HTTP/1.1\r\nHost: docker\r\n\r\n`);
  const bytes = await text(socket);
  socket.destroy();
  return bytes;
}

const headersSent = {
  'api-version': '1.51',
  'docker-experimental': 'false',
  ostype: 'linux',
  server: 'Docker/28.5.2 (linux)',
};

const LIST = '/v1.49/images/json';
const traffic = [
  `${LIST}?all=1`,
  LIST,
  '/_ping',
  `${LIST}?filters=${encodeURIComponent('{"dangling":["maybe"]}')}`,
  `${LIST}?digests=1`,
  '/v1.12/images/json',
  `${LIST}?filters=${encodeURIComponent('{"label":["com.example.kind"]}')}`,
  `${LIST}?all=1`,
];

/** An engine of which one answer lacks an image that is there, and has a size that is none unless told. */
const forgetful = (size: object = { Size: -1.5 }) =>
  engine((target) => {
    const [first, ...others] = images.graphdriver.filter(({ ParentId }) => ParentId === '');
    if (target === '/_ping') return 'OK';
    return target === LIST ? [{ ...first, ...size }, ...others.slice(1)] : [first, ...others];
  });

describe('proxy', () => {
  test.each([
    [
      'an honest engine',
      async () => {
        const { host, close } = await serve(
          mockEngine({ images: images.containerd }),
          `unix://${join(folder(), 'e.sock')}`,
        );
        onTestFinished(close);
        return host;
      },
    ],
    ['one that is not', forgetful],
  ])('%s: it says what check says of the recordings, and of the same traffic as a HAR', async (_, started) => {
    const host = await started();
    const out = folder();
    const words = ['--out', out, '--format', `json=${join(out, 'report')}`, '--format', 'json'];
    const { socket, end } = await passing(host, words);
    const direct: string[] = [];
    for (const target of traffic) {
      direct.push(await get(host.slice(7), target));
      expect(await get(socket, target)).toBe(direct.at(-1));
    }
    const { status, out: lines } = await end();
    const report = JSON.parse(readFileSync(join(out, 'report'), 'utf8'));
    expect(report.summary).toMatchObject({ exchanges: 6, notChecked: 1, skipped: 1 });
    const plain = (findings: readonly Record<string, unknown>[]) =>
      findings.map(({ rule, severity, message, pointer, schema, fingerprint }) => ({
        rule,
        severity,
        message,
        pointer,
        schema,
        fingerprint,
      }));
    // NDJSON has the same, as it came.
    const byPlace = (all: readonly { file: string; rule: string; pointer: string }[]) =>
      [...all].sort((a, b) =>
        JSON.stringify([a.file, a.rule, a.pointer]) < JSON.stringify([b.file, b.rule, b.pointer]) ? -1 : 1,
      );
    const said = lines
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(plain(byPlace(said))).toEqual(plain(byPlace(report.findings)));

    const recordings = await checkHere([out, '--format', 'json']);
    const checked = JSON.parse(recordings.out);
    expect(status).toBe(recordings.status);
    expect(
      plain(
        byPlace(checked.findings.map((one: { file: string }) => ({ ...one, file: one.file.slice(out.length + 1) }))),
      ),
    ).toEqual(plain(byPlace(report.findings)));
    expect(checked.summary).toEqual({ ...report.summary, skipped: 0 });

    // A HAR knows no sessions.
    const ofOne = report.findings.filter(({ rule }: { rule: string }) => !rule.startsWith('session/'));
    const har = await checkHere([harOf(out), '--format', 'json']);
    expect(plain(JSON.parse(har.out).findings)).toEqual(plain(ofOne));
  });

  test('findings come while it runs, one line each', async () => {
    const { socket, said, end } = await passing(await forgetful());
    await get(socket, LIST);
    await until(() => said() !== '');
    expect(said()).toContain(`error response/schema exchange-000001 /0/Size: `);
    expect(
      said()
        .trim()
        .split('\n')
        .every((line) => line.endsWith(`(GET ${LIST})`)),
    ).toBe(true);
    const { status, out } = await end();
    expect(status).toBe(1);
    expect(out).toMatch(/^1 exchange checked by .* 1 failed/m);
  });

  test('a session is what two equal lists of all images enclose', async () => {
    const out = folder();
    const { socket, end } = await passing(await forgetful({}), ['--out', out]);
    for (const target of [LIST, `${LIST}?all=1`, LIST, `${LIST}?all=1`, LIST]) await get(socket, target);
    const { out: said } = await end();
    expect(said.match(/session\/missing \S+/g)).toEqual(['session/missing exchange-000003']);
    const sessions = readdirSync(out).map((name) => JSON.parse(String(readBack(join(out, name)))).session);
    expect(sessions.map((name) => typeof name)).toEqual(['undefined', 'string', 'string', 'string', 'undefined']);
    expect(new Set(sessions).size).toBe(2);
  });

  test('what is too long passes, and that is said', async () => {
    const host = await forgetful();
    const { socket, end } = await passing(host, ['--max-body', '1000']);
    expect(await get(socket, LIST)).toBe(await get(host.slice(7), LIST));
    const { status, problems } = await end();
    expect(status).toBe(2);
    expect(problems).toEqual([
      expect.stringContaining('passes on from'),
      `GET ${LIST} was not checked: the response is longer than 1000 bytes; --max-body BYTES allows more`,
      expect.stringMatching(
        /nothing was checked.* 0 at other API versions, 0 with another path or method, 1 for the reasons above$/,
      ),
    ]);
  });

  const sent = Object.entries({ ...headersSent, 'content-type': 'application/json' });
  const head = `HTTP/1.1 200 OK\r\n${sent.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
  const complete = `${head}Content-Length: 2\r\n\r\n[]`;
  test.each([
    ['a connection that closes in the body', `${head}Content-Length: 3\r\n\r\n[]`, 'a body was broken off'],
    ['a connection that closes in the head', 'HTTP/1.1 200 OK\r\nContent-', 'a line was broken off'],
    [
      'a last chunk that ends in LF',
      `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\n\r\n`,
      'a line does not end in CR LF',
    ],
    [
      'a bad chunk size',
      `${head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n[]\r\n0\r\n\r\n`,
      'the size of a chunk is no number',
    ],
    ['gzip that is none', `${head}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]`, 'the body is no gzip'],
  ])('%s is a finding, in all reports and in the recording', async (_, bytes, reason) => {
    const host = await rawEngine(bytes);
    const here = folder();
    const out = join(here, 'out');
    const formats = ['json', 'junit'].flatMap((name) => ['--format', `${name}=${join(here, name)}`]);
    const { socket, end } = await passing(host, ['--out', out, ...formats]);
    expect(await rawGet(socket, LIST)).toBe(bytes);
    expect((await end()).status).toBe(1);
    const report = JSON.parse(readFileSync(join(here, 'json'), 'utf8'));
    expect(report.summary).toMatchObject({
      exchanges: 1,
      notChecked: 0,
      failed: 1,
      errors: 1,
      apiVersions: { 1.49: 1 },
    });
    const isIt = {
      rule: 'response/incomplete',
      severity: 'error',
      request: `GET ${LIST}`,
      message: expect.stringContaining(reason),
    };
    expect(report.findings).toMatchObject([isIt]);
    expect(readFileSync(join(here, 'junit'), 'utf8')).toContain('<failure type="response/incomplete" message="');
    const recorded = await checkHere([out, '--format', 'json']);
    expect({ status: recorded.status, findings: JSON.parse(recorded.out).findings }).toMatchObject({
      status: 1,
      findings: [isIt],
    });
  });

  test.each([
    [
      'another coding',
      `${head}Content-Encoding: zstd\r\nContent-Length: 2\r\n\r\n[]`,
      'the response is encoded as zstd',
    ],
    [
      'a head over 64 kB',
      `${head}A: ${'x'.repeat(70_000)}\r\nContent-Length: 2\r\n\r\n[]`,
      'a line is longer than 65536 bytes',
    ],
    ['no byte', '', 'no complete response came'],
  ])('%s is counted as not checked', async (_, bytes, reason) => {
    const here = folder();
    const formats = ['json', 'junit'].flatMap((name) => ['--format', `${name}=${join(here, name)}`]);
    const { socket, end } = await passing(await rawEngine(bytes, complete), formats);
    for (const target of [LIST, '/v1.50/images/json', '/_ping']) await rawGet(socket, target);
    const { status, problems } = await end();
    expect({ status, problems }).toEqual({
      status: 0,
      problems: [expect.stringContaining('passes on from'), `GET ${LIST} was not checked: ${reason}`],
    });
    const { summary } = JSON.parse(readFileSync(join(here, 'json'), 'utf8'));
    expect(summary).toMatchObject({ exchanges: 1, notChecked: 1, skipped: 1, failed: 0 });
    const junit = readFileSync(join(here, 'junit'), 'utf8');
    expect(junit.match(/<testcase /g)).toHaveLength(2);
    expect(junit).toMatch(/<testsuites [^>]*tests="2" failures="0"/);
    expect(junit).toContain(`<skipped>\n${reason}\n</skipped>`);
  });

  test('a list passes before it is checked', async () => {
    const many = JSON.stringify(Array.from({ length: 200 }, () => images.graphdriver).flat());
    const { socket, said, end } = await passing(await engine((target) => (target === LIST ? JSON.parse(many) : 'OK')));
    expect(await get(socket, LIST)).toBe(many);
    expect(said()).toBe('');
    expect(await get(socket, '/_ping')).toBe('"OK"');
    expect((await end()).out).toMatch(/list\/duplicate-id/);
  });

  test('a check that fails is an error line, and all passes and is checked as before', async () => {
    const out = join(folder(), 'out');
    const host = await forgetful();
    const { socket, said, end } = await passing(host, ['--out', out]);
    rmSync(out, { recursive: true });
    writeFileSync(out, 'no folder');
    for (const target of [LIST, `${LIST}?all=1`]) {
      expect(await get(socket, target)).toBe(await get(host.slice(7), target));
    }
    await until(() => said() !== '');
    const { status, out: findings, problems } = await end();
    expect(status).toBe(2);
    expect(findings).toMatch(/^2 exchanges checked/m);
    expect(problems.slice(1, 3)).toEqual(Array(2).fill(expect.stringContaining(`${out}: expected a folder`)));
  });

  test('no secret is written down: of a request target in absolute form, of labels, of headers', async () => {
    const out = join(folder(), 'out');
    const secret = 'https://user:s3cret@registry.example/x';
    const image = {
      ...images.graphdriver[0],
      Labels: { [secret]: encodeURIComponent(secret), key: `npm_${'aB3'.repeat(12)}` },
    };
    const { socket, end } = await passing(await engine(() => [image]), ['--out', out, '--redact', 'engine.corp']);
    for (const target of [
      `http://user:s3cret@engine.corp${LIST}?all=1&nope=1`,
      `//user:s3cret@engine.corp${LIST}`,
      LIST,
    ]) {
      await get(socket, target);
    }
    const { out: report, problems } = await end();
    expect([report, ...problems].filter((text) => text.includes('user:s3cret@engine'))).toEqual([]);
    const texts = readdirSync(out).map((name) => readBack(join(out, name)));
    expect(texts.map((text) => JSON.parse(text).request.path)).toEqual([
      `http://redacted-1@redacted-2${LIST}?all=1&nope=1`,
      LIST,
    ]);
    expect(texts.filter((text) => /s3cret|npm_|engine\.corp/.test(text))).toEqual([]);
  });

  test.each([101, 20_000])('a body %i levels deep is checked, but not written down', async (depth) => {
    const out = join(folder(), 'out');
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const { socket, said, end } = await passing(await engine(() => Buffer.from(deep)), ['--out', out]);
    expect(await get(socket, LIST)).toBe(deep);
    await until(() => said() !== '');
    const { status, out: findings, problems } = await end();
    expect({ status, written: readdirSync(out) }).toEqual({ status: 2, written: [] });
    expect(findings).toMatch(/^1 exchange checked/m);
    expect(problems.slice(1, 2)).toEqual([
      `GET ${LIST} was not written down: its body is more than 100 levels deep, and no list of images is. See what answers there.`,
    ]);
  });

  test('who can open its socket is who can open that of the engine', async () => {
    const host = await forgetful();
    chmodSync(host.slice(7), 0o640);
    const { socket, end } = await passing(host);
    expect(statSync(socket).mode & 0o777).toBe(0o640);
    await end();
    expect(existsSync(socket)).toBe(false);
  });

  test('numbers go on where an earlier run has ended', async () => {
    const out = folder();
    writeFileSync(join(out, 'exchange-000041.json.gz'), '');
    const { socket, end } = await passing(await forgetful(), ['--out', out]);
    await get(socket, LIST);
    await end();
    expect(readdirSync(out)[1]).toContain('exchange-000042.json');
  });

  test('told to end in the middle of a stream it ends, with its socket and whole recordings', async () => {
    const here = folder();
    const [socket, out] = [join(here, 'front.sock'), join(here, 'out')];
    const words = ['proxy', '--listen', `unix://${socket}`, '--host', await forgetful(), '--out', out];
    const child = spawn(process.execPath, [main, ...words], { cwd: root });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stderr, 'data');
    await get(socket, LIST);
    const hanging = connect(socket);
    hanging.on('error', () => {});
    hanging.write('POST /build HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n');
    child.kill('SIGTERM');
    const [status] = await once(child, 'exit');
    expect({ status, left: existsSync(socket) }).toEqual({ status: 1, left: false });
    expect((await checkHere([out])).problems).toEqual([]);
  });

  test.each([
    [[], 'proxy: expected --listen URL, found none'],
    [['--listen', 'x', 'y'], 'proxy: expected options only, found "y"'],
    [['--listen', 'x', '--format', 'xml'], 'proxy: --format: expected one of pretty'],
    [
      ['--listen', 'unix://'],
      'expected an address to listen at, found "unix://". Write unix://PATH or tcp://HOST:PORT.',
    ],
    [['--listen', 'tcp://'], 'expected an address to listen at, found "tcp://". Write unix://PATH or tcp://HOST:PORT.'],
    [['--listen', 'tcp://0.0.0.0:0'], 'can be reached from other machines'],
    [['--listen', 'tcp://[::]:0'], 'can be reached from other machines'],
    [['--listen', 'https://localhost:0'], 'expected a host without TLS, ssh and path'],
    [['--listen', 'ssh://localhost'], 'expected a host without TLS, ssh and path'],
    [['--listen', 'tcp://localhost:0/docker'], 'expected a host without TLS, ssh and path'],
    [['--listen', 'tcp://localhost:0', '--host', 'tcp://localhost:1/docker'], 'expected a host without a path'],
    [['--listen', 'tcp://localhost:0', '--host', 'unix:///nowhere'], 'no answer from unix:///nowhere'],
  ] satisfies [Words, string][])('%j: one line, and status 2', async (words, problem) => {
    const { terminal, printed } = captureTerminal();
    expect(await runCommand(['proxy', ...words], terminal)).toBe(2);
    expect(printed).toEqual({ out: '', problems: [expect.stringContaining(problem)] });
  });

  test.each([['proxy', '--host'], ['mock']])(
    'a path that is too long is refused at once by %s, and nothing is left',
    async (verb, ...more) => {
      const here = folder();
      const listen = `unix://${join(here, 'x'.repeat(108 - here.length))}`;
      const host = await forgetful();
      const child = spawn(process.execPath, [main, verb, '--listen', listen, ...more.flatMap((word) => [word, host])], {
        cwd: root,
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      const said = text(child.stderr);
      const [status] = await once(child, 'exit');
      expect({ status, left: readdirSync(here) }).toEqual({ status: 2, left: [] });
      expect(await said).toMatch(/: expected a path of at most 10[37] bytes, found 109\. Take a shorter path/);
    },
  );

  test('it does not listen where the engine is, nor where something is', async () => {
    const host = await forgetful();
    const file = join(folder(), 'mine');
    writeFileSync(file, 'mine');
    for (const listen of [host, `unix://${file}`]) {
      const { terminal, printed } = captureTerminal();
      const refused = runProxy(['--listen', listen, '--host', host], terminal);
      await expect(refused).rejects.toThrow('something is there already, perhaps an engine');
      expect(printed).toEqual({ out: '', problems: [] });
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await get(host.slice(7), '/_ping')).toBe('"OK"');
  });
});
