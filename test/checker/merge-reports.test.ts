import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { UsageError } from '../../src/cli/parse-args.js';
import { checkHere } from '../cli/here.js';
import { root } from '../cli/run.js';

const recordings = join(root, 'test/recordings');
/** Three shards: at several API versions, with sessions, with findings and without. */
const shards = [['versions/docker-20.10.24-overlay2'], ['podman-4.3.1', 'docker-28.5.2-overlay2'], ['podman-6.1.1']];
const whole = shards.flat();

let folder = '';
const at = (name: string): string => join(folder, name);
const check = (...words: string[]) => checkHere(words, { cwd: recordings });
const reports = (kind: string): string[] => shards.map((_, index) => at(`${kind}-${index}.json`));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'merge-'));
  for (const [index, paths] of shards.entries()) {
    await check(...paths, '--coverage', `--format=json=${at(`covered-${index}.json`)}`);
    const report = JSON.parse(readFileSync(at(`covered-${index}.json`), 'utf8'));
    writeFileSync(at(`plain-${index}.json`), JSON.stringify({ ...report, coverage: undefined }));
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('three shards are one run over all files, to the byte', { timeout: 60_000 }, async () => {
  const formats = ['json', 'sarif', 'github', 'markdown'];
  const into = (name: string): string[] => formats.map((format) => `--format=${format}=${at(`${name}.${format}`)}`);
  const once = await check(...whole, '--coverage', ...into('once'), `--write-baseline=${at('once.baseline')}`);
  const merged = await check('--merge', ...reports('covered'), ...into('merged'));
  for (const format of formats) {
    const text = readFileSync(at(`once.${format}`), 'utf8');
    expect(text.length).toBeGreaterThan(1000);
    expect(readFileSync(at(`merged.${format}`), 'utf8')).toBe(text);
  }
  expect(once.status).toBe(0);
  expect(merged.status).toBe(1);
  const baseline = await check(
    '--merge',
    ...reports('covered'),
    '--format=json',
    `--write-baseline=${at('merged.baseline')}`,
  );
  expect(baseline.status).toBe(0);
  expect(readFileSync(at('merged.baseline'), 'utf8')).toBe(readFileSync(at('once.baseline'), 'utf8'));
});

test('coverage decides, and is there in all reports or in none', async () => {
  expect((await check('--merge', ...reports('covered'), '--min-coverage=99.9')).status).toBe(1);
  const plain = await check('--merge', ...reports('plain'), '--format=json');
  expect(JSON.parse(plain.out)).not.toHaveProperty('coverage');
  const [first = '', ...others] = reports('plain');
  for (const words of [
    ['--coverage', first],
    [...reports('covered').slice(1), first],
  ]) {
    expect(await check('--merge', ...words)).toMatchObject({
      status: 2,
      out: '',
      problems: [`docker-images-contract: ${first}: expected coverage, as of \`check --coverage\`, found none`],
    });
  }
  expect(others).toHaveLength(2);
});

const finding = { file: 'podman-6.1.1/plain.json' };
test.each<[name: string, change: (report: Record<string, unknown>) => unknown, problem: string]>([
  [
    'another version',
    (report) => ({ ...report, contract: { ...Object(report.contract), version: '0.0.1' } }),
    'found "0.0.1"',
  ],
  [
    'another package',
    (report) => ({ ...report, contract: { name: 'x', version: '1', apiVersion: '1.49' } }),
    'another JSON at `contract`',
  ],
  ['an engine', (report) => ({ ...report, engine: {} }), 'found one about an engine'],
  ['no counts', (report) => ({ ...report, summary: {} }), 'another JSON at `summary`'],
  ['findings that are none', (report) => ({ ...report, findings: [finding] }), 'another JSON at `findings`'],
  ['coverage of older kind', (report) => ({ ...report, coverage: { covered: 1 } }), 'another JSON at `coverage`'],
  [
    'counts that its findings contradict',
    (report) => ({ ...report, summary: { ...Object(report.summary), errors: 0, failed: 0 } }),
    'expected `summary.errors` to be ',
  ],
  ['a frame of another form', (report) => setAtPointer(report, '/findings/0/frame', 5), 'another JSON at `findings`'],
  ['a list', () => [], 'expected a report as --format json makes it'],
])('%s is no report to be merged', async (_name, change, problem) => {
  const report = JSON.parse(readFileSync(at('plain-2.json'), 'utf8'));
  writeFileSync(at('other.json'), JSON.stringify(change(report)));
  const { status, out, problems } = await check('--merge', at('plain-0.json'), at('other.json'));
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(problems).toEqual([expect.stringMatching(/^docker-images-contract: .*other\.json: expected /)]);
  expect(problems[0]).toContain(problem);
});

test('what is no JSON, or not there, is said', async () => {
  writeFileSync(at('text.json'), 'x');
  expect((await check('--merge', at('text.json'))).problems[0]).toContain('found no JSON');
  expect(await check('--merge', at('none.json'))).toMatchObject({
    status: 2,
    problems: [expect.stringContaining('no such file')],
  });
});

test('a report, or a file, that is there twice', async () => {
  const [report = ''] = reports('plain').slice(2);
  expect((await check('--merge', report, report)).problems[0]).toContain('expected each report once');
  writeFileSync(at('copy.json'), readFileSync(report));
  expect((await check('--merge', report, at('copy.json'))).problems[0]).toContain('expected each file in one report');
});

test('nothing checked in any is nothing checked', async () => {
  const report = JSON.parse(readFileSync(at('plain-0.json'), 'utf8'));
  const summary = { ...report.summary, exchanges: 0, errors: 0, warnings: 0, apiVersions: {} };
  writeFileSync(at('empty.json'), JSON.stringify({ ...report, summary, findings: [] }));
  expect(await check('--merge', at('empty.json'))).toMatchObject({
    status: 2,
    problems: [expect.stringContaining('nothing was checked')],
  });
});

test('a report has room for so many findings, those of sessions last', async () => {
  const report = JSON.parse(readFileSync(at('plain-2.json'), 'utf8'));
  const [one] = report.findings;
  const many = (file: string, rule: string) =>
    Array.from({ length: 30_000 }, () => ({ ...one, severity: 'error', file, rule }));
  const shards = [many('a', 'session/missing'), many('b', one.rule)];
  for (const [index, findings] of shards.entries())
    writeFileSync(
      at(`many-${index}.json`),
      JSON.stringify({ ...report, summary: { ...report.summary, errors: 30_000, warnings: 0 }, findings }),
    );
  const { out } = await check('--merge', at('many-0.json'), at('many-1.json'), '--format=json');
  const kept: { file: string }[] = JSON.parse(out).findings;
  expect([kept.length, kept.filter(({ file }) => file === 'b').length]).toEqual([50_000, 30_000]);
});

test.each([
  ['no report', [], 'expected REPORT..., found none'],
  ['--host', ['--host=unix:///x', 'a.json'], 'expected --host with the checks'],
  ['--session', ['--session', 'a.json'], 'expected --session with the checks'],
  ['--rule', ['--rule=request/version=off', 'a.json'], 'expected --rule with the checks'],
  ['--baseline', ['--baseline=b.json', 'a.json'], 'expected --baseline with the checks'],
  ['junit', ['--format=junit=x.xml', 'a.json'], 'expected another --format than junit'],
])('%s beside --merge is wrong usage', async (_name, words, problem) => {
  const wrong = await check('--merge', ...words).catch((error: unknown) => error);
  expect(wrong).toBeInstanceOf(UsageError);
  expect(String(wrong)).toContain(problem);
});
