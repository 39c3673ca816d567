import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Odd, startEngine } from '../engine.js';
import { checkHere } from './here.js';

const image = {
  ...{ Containers: -1, Created: 5, Id: `sha256:${'a'.repeat(64)}`, Labels: { key: 'value' }, ParentId: '' },
  ...{ RepoDigests: [], RepoTags: ['a:1'], SharedSize: -1, Size: 0 },
};
const recording = (query: string, body: unknown, session?: string) => ({
  ...(session !== undefined && { session }),
  request: { method: 'GET', path: `/v1.49/images/json?${query}` },
  response: { status: 200, headers: { 'content-type': 'application/json' }, body },
});
const labelled = `filters=${encodeURIComponent('{"label":["key"]}')}`;

/** What `check` says of a folder with these files. */
async function checked(files: Readonly<Record<string, unknown>>, ...words: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'session-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'sub'));
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  }
  const { status, out, problems } = await checkHere(['.', '--format', 'json', ...words], { cwd: folder });
  const { findings, summary } = JSON.parse(out);
  const found = findings.map((one: Record<string, unknown>) =>
    [one.rule, one.file, one.exchange, one.line, one.column, one.pointer].join(' '),
  );
  return { status, problems, found, summary };
}

const lines = (...all: unknown[]): string => all.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('check PATH', () => {
  test.each<
    [name: string, files: Record<string, unknown>, words: string[], status: number, found: string[], said: RegExp[]]
  >([
    [
      'one session over two files',
      { 'a.json': recording('all=1', [image], 's'), 'b.json': recording(labelled, [], 's') },
      [],
      1,
      ['session/missing ./b.json 0 12 13 '],
      [],
    ],
    ['without a session', { 'a.json': recording('all=1', [image]), 'b.json': recording(labelled, []) }, [], 0, [], []],
    [
      '--session',
      { 'a.json': recording('all=1', [image]), 'b.json': recording(labelled, []) },
      ['--session'],
      1,
      ['session/missing ./b.json 0 11 13 '],
      [],
    ],
    [
      'two sessions',
      {
        'a.json': recording('all=1', [image], 's'),
        'b.json': recording('all=1', [], 't'),
        'c.json': recording(labelled, [], 't'),
      },
      [],
      0,
      [],
      [],
    ],
    [
      'the second line of NDJSON',
      { 'a.ndjson': lines(recording('all=1', [image], 's'), recording(labelled, [], 's')) },
      [],
      1,
      ['session/missing ./a.ndjson 1 2 193 '],
      [],
    ],
    [
      'an image that was not asked for',
      { 'a.json': recording('all=1', [], 's'), 'b.json': recording('', [image], 's') },
      [],
      1,
      ['session/unexpected ./b.json 0 13 7 /0'],
      [],
    ],
    [
      'images that changed',
      { 'a.json': recording('all=1', [image], 's'), 'b.json': recording('all=1', [], 's') },
      [],
      0,
      [],
      [/: session "s" was not checked: its lists of all images differ: they changed in between$/],
    ],
    [
      'no list of all images',
      { 'a.json': recording(labelled, []) },
      ['--session'],
      0,
      [],
      [/: the session was not checked: it has no list of all images/],
    ],
    [
      'a rule that is off',
      { 'a.json': recording('all=1', [image], 's'), 'b.json': recording(labelled, [], 's') },
      ['--rule', 'session/missing=off'],
      0,
      [],
      [],
    ],
    [
      'a rule that warns',
      { 'a.json': recording('all=1', [image], 's'), 'b.json': recording(labelled, [], 's') },
      ['--rule', 'session/missing=warning'],
      0,
      ['session/missing ./b.json 0 12 13 '],
      [],
    ],
  ])('%s', async (_name, files, words, status, found, said) => {
    const run = await checked(files, ...words);
    expect(run).toMatchObject({ status, found, problems: said.map((line) => expect.stringMatching(line)) });
    expect(run.summary.failed).toBe(run.summary.errors);
  });

  test('a session that is no text is refused', async () => {
    const { status, problems } = await checked({ 'a.json': { ...recording('all=1', []), session: 5 } });
    expect(status).toBe(2);
    expect(problems[0]).toContain('`session` is not a string');
  });

  test('the recorded engines, each as one session', async () => {
    for (const name of ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2', 'versions/docker-20.10.24-overlay2']) {
      const { status, problems } = await checkHere([`test/recordings/${name}`, '--session']);
      expect({ name, status, problems }).toEqual({ name, status: 0, problems: [] });
    }
  });
});

describe('check --host', () => {
  const hosted = async (odd: Odd) => {
    const engine = await startEngine('graphdriver', odd);
    onTestFinished(engine.close);
    const { status, out, problems } = await checkHere(['--host', engine.host, '--format', 'json']);
    return { status, problems, rules: new Set(JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule)) };
  };
  test('an honest engine has no finding', async () => {
    const { status, rules, problems } = await hosted({});
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect([...rules].filter((rule) => String(rule).startsWith('session/'))).toEqual([]);
  });
  test('an engine that answers [] to all filters fails', async () => {
    const { status, rules } = await hosted({
      change: (answer, path) => (path.includes('filters=') && answer.status === 200 ? Response.json([]) : answer),
    });
    expect(status).toBe(1);
    expect(rules).toContain('session/missing');
  });
  test('an engine whose images change is said to, and not checked', async () => {
    let asked = 0;
    const all = '/v1.49/images/json?all=true';
    const changing = (response: ServerResponse) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(asked++ % 2 === 0 ? [image] : []));
    const { status, problems, rules } = await hosted({ answers: { [all]: changing } });
    expect(status).toBe(2);
    expect([...rules].filter((rule) => String(rule).startsWith('session/'))).toEqual([]);
    expect(problems).toEqual([
      expect.stringContaining('which images the engine lists was not checked: its lists of all images differ'),
      expect.stringContaining('expected checked sessions, found 0 checked and 1 not checked'),
    ]);
  });
});
