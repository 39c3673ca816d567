import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { setAtPointer } from '../../../scripts/set-at-pointer.js';
import { root, run } from '../run.js';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
});

const write = (name: string, content: unknown): void =>
  writeFileSync(
    join(folder, name),
    typeof content === 'string' || Buffer.isBuffer(content) ? content : `${JSON.stringify(content, null, 2)}\n`,
  );

/** A recording of a real engine, with every kind of manifest. */
const good: unknown = JSON.parse(
  gunzipSync(readFileSync(`${root}test/recordings/docker-28.5.2-containerd/manifests.json.gz`)).toString(),
);
const plain = (query: string, response: object): unknown => ({
  request: { method: 'GET', path: `/v1.49/images/json${query && `?${query}`}` },
  response: { headers: { 'content-type': 'application/json' }, ...response },
});
const body = (good as { response: { body: { Manifests?: { Kind: string }[] }[] } }).response.body;
const image = body.findIndex(({ Manifests = [] }) => Manifests[0]?.Kind === 'image');
const IMAGE = `/response/body/${image}`;

const json = (...words: string[]) => JSON.parse(run(['check', '--format', 'json', ...words], { cwd: folder }).out);

describe('a spoiled recording', () => {
  const cases: [name: string, spoil: () => unknown, rule: string, pointer: string][] = [
    [
      'a required member removed',
      () => setAtPointer(good, `${IMAGE}/Labels`, undefined),
      'response/schema',
      `/${image}`,
    ],
    ['a wrong type', () => setAtPointer(good, `${IMAGE}/RepoTags`, {}), 'response/schema', `/${image}/RepoTags`],
    ['null where it cannot be', () => setAtPointer(good, `${IMAGE}/Id`, null), 'response/schema', `/${image}/Id`],
    [
      'a Kind that does not exist',
      () => setAtPointer(good, `${IMAGE}/Manifests/0/Kind`, 'x'),
      'response/schema',
      `/${image}/Manifests/0/Kind`,
    ],
    [
      'ImageData missing',
      () => setAtPointer(good, `${IMAGE}/Manifests/0/ImageData`, undefined),
      'response/schema',
      `/${image}/Manifests/0`,
    ],
    ['a size as a string', () => setAtPointer(good, `${IMAGE}/Size`, '1'), 'response/schema', `/${image}/Size`],
    ['a negative size', () => setAtPointer(good, `${IMAGE}/Size`, -1), 'response/schema', `/${image}/Size`],
    [
      'an error without a message',
      () => plain('filters={', { status: 400, body: { error: 'no' } }),
      'response/schema',
      '',
    ],
    ['an unlisted status', () => setAtPointer(good, '/response/status', 206), 'response/status', ''],
    [
      'a wrong content type',
      () => setAtPointer(good, '/response/headers/content-type', 'text/plain'),
      'response/content-type',
      '',
    ],
    ['an empty 200', () => setAtPointer(good, '/response/body', undefined), 'response/body-empty', ''],
    [
      'an HTML 200',
      () => plain('', { status: 200, headers: { 'content-type': 'application/json' }, bodyText: '<html>' }),
      'response/body-not-json',
      '',
    ],
    [
      'a 200 to an unknown filter',
      () => plain('filters=%7B%22nope%22%3A%5B%22x%22%5D%7D', { status: 200, body: [] }),
      'response/status',
      '',
    ],
    ['a 200 to malformed filters', () => plain('filters=%7B', { status: 200, body: [] }), 'response/status', ''],
    ['a 400 to a plain request', () => plain('', { status: 400, body: { message: 'no' } }), 'response/status', ''],
    ['an extra member', () => setAtPointer(good, `${IMAGE}/Extra`, 1), 'response/undocumented', `/${image}/Extra`],
  ];

  test.each(cases)('%s', (_name, spoil, rule, pointer) => {
    const spoiled = spoil();
    write('spoiled.json', spoiled);
    const { findings } = json('spoiled.json');
    const severity = rule === 'response/undocumented' ? 'warning' : 'error';
    const found = findings.filter((finding: { rule: string }) => !finding.rule.startsWith('request/'));
    expect(found).toMatchObject([{ rule, pointer, severity, file: 'spoiled.json', exchange: 0 }]);
    // The line is that of the offending value.
    const line = readFileSync(join(folder, 'spoiled.json'), 'utf8').split('\n')[found[0].line - 1] ?? '';
    const name = pointer.split('/').at(-1);
    if (name && !/^\d+$/.test(name)) expect(line.slice(0, found[0].column - 1).trim()).toBe(`"${name}":`);
    expect(run(['check', 'spoiled.json'], { cwd: folder }).status).toBe(severity === 'error' ? 1 : 0);
    expect(run(['check', '--fail-on', 'warning', 'spoiled.json'], { cwd: folder }).status).toBe(1);
  });

  test('a good one has no finding', () => {
    write('good.json', good);
    expect(json('good.json')).toEqual({
      contract: { name: 'docker-images-contract', version: expect.any(String), apiVersion: '1.49' },
      summary: {
        ...{ exchanges: 1, notChecked: 0, skipped: 0, refused: 0, failed: 0, errors: 0, warnings: 0 },
        apiVersions: { '1.49': 1 },
        sessions: { checked: 0, notChecked: 0 },
      },
      remarks: [],
      findings: [],
    });
  });
});

describe('what cannot be read is one line each, and the rest is checked', () => {
  test('wrong paths and broken files', () => {
    write('good.json', good);
    write('bad.json', '{\n  "request": }');
    write('cut.json.gz', gzipSync(JSON.stringify(good)).subarray(0, 1000));
    write('other.json', { name: 'no recording' });
    mkdirSync(join(folder, 'empty'));
    const paths = ['nope.json', 'empty', 'bad.json', 'cut.json.gz', 'other.json', 'good.json'];
    const { status, out, problems } = run(['check', ...paths], { cwd: folder });
    expect(status).toBe(2);
    expect(problems).toEqual([
      'docker-images-contract: nope.json: no such file or folder',
      'docker-images-contract: empty: expected files in the folder, found none',
      'docker-images-contract: bad.json:2:14: not JSON: expected a value, found "}"',
      'docker-images-contract: cut.json.gz: expected gzip, but unexpected end of file',
      'docker-images-contract: other.json: expected a recording, but `request` is not an object with `method` and `path`: write each answer as a recording, one a line, or ask an engine by `docker-images-contract record`',
    ]);
    expect(out).toContain('1 exchange checked');
  });

  test('no permission', ({ skip }) => {
    for (const name of ['locked', 'open']) mkdirSync(join(folder, name));
    for (const name of ['secret.json', 'locked/a.json', 'open/a.json']) write(name, good);
    for (const name of ['secret.json', 'locked']) chmodSync(join(folder, name), 0);
    chmodSync(folder, 0o755);
    // Root may read everything, so it asks as somebody else.
    const uid = process.getuid?.() || 65534;
    if (run(['--version'], { uid }).status !== 0) skip('nobody else may run the command here');
    const { status, out, problems } = run(['check', '.'], { cwd: folder, uid });
    expect({ status, problems }).toEqual({
      status: 2,
      problems: [
        'docker-images-contract: locked: no permission to read it',
        'docker-images-contract: ./secret.json: no permission to read it',
      ],
    });
    expect(out).toContain('1 exchange checked');
  });

  test('nothing to check', () => {
    write('other.json', setAtPointer(plain('', { status: 200, body: [] }), '/request/path', '/v1.49/info'));
    const { status, problems, out } = run(['check', 'other.json'], { cwd: folder });
    expect(status).toBe(2);
    expect(problems).toEqual([
      expect.stringContaining('nothing was checked: expected exchanges with GET /v1.NN/images/json'),
    ]);
    expect(out).toContain('0 exchanges checked');
    expect(out).toContain('1 skipped');
  });

  test('2 wins over 1', () => {
    write('spoiled.json', setAtPointer(good, `${IMAGE}/Size`, '1'));
    expect(run(['check', 'spoiled.json', 'nope'], { cwd: folder }).status).toBe(2);
  });
});

describe('options', () => {
  test('--rule changes a severity, or turns a rule off', () => {
    write('spoiled.json', setAtPointer(good, `${IMAGE}/Size`, '1'));
    const warning = json('--rule', 'response/schema=warning', 'spoiled.json');
    expect(warning.summary).toMatchObject({ failed: 0, errors: 0, warnings: 1 });
    expect(json('--rule', 'response/schema=off', 'spoiled.json').findings).toEqual([]);
  });

  test('--output writes the report, and leaves the old one when it cannot', () => {
    write('good.json', good);
    const { status, out } = run(['check', '--output', 'report.txt', 'good.json'], { cwd: folder });
    expect({ status, out }).toEqual({ status: 0, out: '' });
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toContain('1 exchange checked');
    expect(run(['check', '--output', 'no/report.txt', 'good.json'], { cwd: folder })).toMatchObject({
      status: 2,
      problems: [expect.stringContaining('no/report.txt: no such file or folder')],
    });
  });

  test('--output onto a folder fails, and leaves no draft behind', () => {
    write('good.json', good);
    mkdirSync(join(folder, 'reports'));
    expect(run(['check', '--output', 'reports', 'good.json'], { cwd: folder })).toMatchObject({
      status: 2,
      problems: ['docker-images-contract: reports: it is a folder'],
    });
    expect(readdirSync(folder).sort()).toEqual(['good.json', 'reports']);
  });

  test('the same bytes on every run, in any time zone and locale', () => {
    write('b.json', setAtPointer(good, `${IMAGE}/Size`, '1'));
    write('a.json', setAtPointer(good, `${IMAGE}/Extra`, 1));
    const once = (env: object) => run(['check', '--format', 'json', '.'], { cwd: folder, env }).out;
    const first = once({});
    expect(first).toContain('"file": "./a.json"');
    expect(once({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toBe(first);
  });
});
