import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkHere } from '../cli/here.js';
import { startEngine } from '../engine.js';

const WHOLE = '/v1.49/images/json?all=true';
const ONE = '/v1.49/images/json?digests=true';
/** What no image answers to. */
const NONE = '/v1.49/images/json?filters=%7B%22label%22%3A%5B%22does-not-exist%22%5D%7D';

/** What `check --host` says of an engine when it answers some paths in another way. */
async function checked(odd: Record<string, (response: ServerResponse) => void>, ...words: string[]) {
  const engine = await startEngine('graphdriver', { answers: odd });
  try {
    const { status, out, problems } = await checkHere(['--host', engine.host, '--format', 'json', ...words]);
    return { status, report: out === '' ? undefined : JSON.parse(out), problems, host: engine.host };
  } finally {
    await engine.close();
  }
}

const json = (status: number, body: string) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);

// Time passes only when a test says so, however slow the machine is.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

/** Runs a step once the client, which runs in this process, has the head of the next response. */
function afterNextResponse(step: () => void): void {
  const channel = 'http.client.response.finish';
  const once = (): void => {
    unsubscribe(channel, once);
    setImmediate(step);
  };
  subscribe(channel, once);
}

describe('check --host', () => {
  test('checks an honest engine without an error, and says what it is', async () => {
    const { status, report, problems } = await checked({});
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect(report.engine).toEqual({
      name: 'docker',
      version: '28.5.2',
      apiVersion: '1.51',
      minApiVersion: '1.24',
      store: 'overlay2',
    });
    // Nor a warning: what it is asked on purpose is no fault of anybody's.
    expect(report.summary).toMatchObject({ failed: 0, errors: 0, warnings: 0, skipped: 0 });
    expect(report.summary.exchanges).toBeGreaterThan(150);
  });

  test('names the question of a finding, which has no line', async () => {
    const { status, report } = await checked({ [ONE]: json(200, '[{}]') });
    expect(status).toBe(1);
    const errors = report.findings.filter(({ severity }: { severity: string }) => severity === 'error');
    expect(errors[0]).toMatchObject({ file: 'digests', exchange: 0, line: 0, column: 0, pointer: '/0' });
  });

  test('an engine that is too old is one finding with its maximum', async () => {
    const message = 'client version 1.49 is too new. Maximum supported API version is 1.45';
    const odd = {
      '/version': json(200, '{"Version": "26.1.5", "ApiVersion": "1.45", "MinAPIVersion": "1.24"}'),
      [WHOLE]: json(400, JSON.stringify({ message })),
    };
    const { status, report, problems } = await checked(odd, '--api-version', '1.49');
    const problem =
      'nothing was checked: expected exchanges with GET /v1.NN/images/json, 1.24 to 1.56, found 1 at other API versions';
    expect({ status, problems }).toEqual({ status: 2, problems: [expect.stringContaining(problem)] });
    expect(report.summary).toMatchObject({ exchanges: 0, notChecked: 1, failed: 0, errors: 0, warnings: 1 });
    expect(report.findings).toMatchObject([{ rule: 'request/version', actual: 'API versions 1.24 to 1.45' }]);
  });

  test('an engine that does not say what it is is checked all the same', async () => {
    const { status, report } = await checked({
      '/version': json(403, '{}'),
      '/info': (response) => response.destroy(),
    });
    expect(status).toBe(0);
    expect(report.engine).toMatchObject({ version: 'unknown', store: 'unknown' });
  });
});

describe('an engine that fails at one question: the others are asked, and the line names it', () => {
  const cases: [name: string, answer: (response: ServerResponse) => void, problem: RegExp][] = [
    ['hangs', () => void pass(1000), /^docker-images-contract: digests: no answer from .* within 1000 ms\. /],
    [
      'hangs in the middle',
      (response) => {
        afterNextResponse(() => pass(1000));
        response.writeHead(200).write('[');
      },
      /: digests: no complete answer from .* within 1000 ms\. /,
    ],
    [
      'closes before it answers',
      (response) => response.destroy(),
      /: digests: no answer from .*: the connection was closed/,
    ],
    [
      'closes in the middle',
      (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('[', () => response.destroy());
      },
      /: digests: the answer of .* broke off: the connection was closed/,
    ],
    [
      'sends half a chunk',
      (response) => {
        const half = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n[';
        response.socket?.write(half, () => response.socket?.destroy());
      },
      /: digests: the answer of .* broke off: the connection was closed/,
    ],
  ];
  test.each(cases)('%s', async (_name, answer, problem) => {
    const { status, report, problems, host } = await checked({ [ONE]: answer }, '--timeout', '1');
    expect(status).toBe(2);
    expect(problems.map((line) => line.replace(host, 'HOST'))).toEqual([expect.stringMatching(problem)]);
    expect(report.summary.exchanges).toBeGreaterThan(150);
    expect(report.summary.errors).toBe(0);
  });

  test('a slow answer is an answer', async () => {
    const slow = (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[');
      pass(700);
      response.end(']');
    };
    expect(await checked({ [NONE]: slow }, '--timeout', '1')).toMatchObject({ status: 0, problems: [] });
  });

  test('nothing but a hang is no engine', async () => {
    const { status, report, problems } = await checked({ '/version': () => pass(1000) }, '--timeout', '1');
    expect({ status, report }).toEqual({ status: 2, report: undefined });
    expect(problems).toEqual([expect.stringMatching(/within 1000 ms\. .* allow more with --timeout SECONDS/)]);
  });
});
