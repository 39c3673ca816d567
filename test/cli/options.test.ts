import { constants } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commandSpecs } from '../../src/cli/options.js';
import { parseCommandArgs, UsageError } from '../../src/cli/parse-args.js';
import { DEFAULT_MAX_BODY_BYTES, DEFAULT_TIMEOUT_MS } from '../../src/client/request-limits.js';
import { startEngine } from '../engine.js';
import { checkHere } from './here.js';

/** Reads arguments of `check`, or of `record`. */
const parse = {
  check: (...args: string[]) => parseCommandArgs('check', commandSpecs.check, args).values,
  record: (...args: string[]) => parseCommandArgs('record', commandSpecs.record, ['--out', 'x', ...args]).values,
};

test.each([
  ['check', '1.24'],
  ['check', '1.56'],
  ['check', '1.99'],
  ['record', '1.56'],
  ['record', '1.12'],
] as const)('%s --api-version %s', (command, version) => {
  expect(parse[command]('--api-version', version).apiVersion).toBe(version);
});

test.each([
  ...['1.23', '1.5'].map((text) => [text, 'check', '1.24 or newer, such as 1.49'] as const),
  ...['', 'v1.49', '1.049', '1.49 ', '2.1', '1', '1.x', 'constructor'].flatMap((text) => [
    [text, 'check', '1.24 or newer, such as 1.49'] as const,
    [text, 'record', 'one such as 1.49'] as const,
  ]),
])('--api-version %j is wrong usage of %s', (text, command, expected) => {
  expect(() => parse[command](`--api-version=${text}`)).toThrow(
    new UsageError(`${command}: --api-version: expected ${expected}, found ${JSON.stringify(text)}`),
  );
});

const longest = constants.MAX_STRING_LENGTH;

test.each([
  [[], DEFAULT_TIMEOUT_MS, DEFAULT_MAX_BODY_BYTES],
  [['--timeout=1.5'], 1500, DEFAULT_MAX_BODY_BYTES],
  [['--max-body=1'], DEFAULT_TIMEOUT_MS, 1],
  [['--timeout', '3', '--max-body', String(longest), '--timeout', '2'], 2000, longest],
])('the limits of %j', (args, timeout, maxBody) => {
  expect(parse.record(...args)).toMatchObject({ timeout, maxBody });
});

test.each([
  ...['', '0', '0.0', '-1', '1e3', 'x', ' 1', '1 ', '0x1', 'Infinity'].map((text) => ['timeout', text] as const),
  ...['', '0', '-1', '1.5', '1e3', '1k', ' 1', `${longest + 1}`, '9'.repeat(400)].map(
    (text) => ['max-body', text] as const,
  ),
])('--%s %j is wrong usage', (option, text) => {
  const expected = option === 'timeout' ? 'seconds, more than 0' : `bytes, from 1 to ${longest}`;
  expect(() => parse.record(`--${option}=${text}`)).toThrow(
    new UsageError(`record: --${option}: expected ${expected}, found ${JSON.stringify(text)}`),
  );
});

/** A folder with a value as `one.json`. */
function holding(value: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'version-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'one.json'), JSON.stringify(value));
  return folder;
}

describe('check --api-version of PATH', () => {
  const image = { Containers: -1, Created: 1, Id: `sha256:${'a'.repeat(64)}`, Labels: null, ParentId: '' };
  // As an engine sends an untagged image before 1.43 alone.
  const body = [{ ...image, RepoTags: null, RepoDigests: null, SharedSize: -1, Size: 1, VirtualSize: 1 }];
  const exchange = (path: string, version?: string) => ({
    request: { method: 'GET', path },
    response: { status: 200, headers: { 'content-type': 'application/json', 'api-version': version ?? [] }, body },
  });
  test.each<[string, unknown, string[], string, number]>([
    ['a bare list', body, [], '1.49', 1],
    ['a bare list', body, ['--api-version', '1.42'], '1.42', 0],
    ['an exchange without any', exchange('/images/json'), ['--api-version', '1.42'], '1.42', 0],
    ['an exchange with one in its path', exchange('/v1.41/images/json'), ['--api-version', '1.43'], '1.41', 0],
    ['an exchange with one in its answer', exchange('/images/json', '1.41'), ['--api-version', '1.43'], '1.41', 0],
  ])('%s', async (_, value, words, version, status) => {
    const folder = holding(value);
    const { out, ...run } = await checkHere(['one.json', '--format', 'json', ...words], { cwd: folder });
    expect(run.status).toBe(status);
    expect(JSON.parse(out).summary.apiVersions).toEqual({ [version]: 1 });
  });
  test('an exchange without any is not checked without it', async () => {
    const folder = holding(exchange('/images/json'));
    const { status, out } = await checkHere(['one.json'], { cwd: folder });
    expect(status).toBe(2);
    expect(out).toContain('no API version in path or answer');
  });
});

describe('check --host asks at', () => {
  test.each([
    ['1.51', [], '1.49'],
    ['1.43', [], '1.43'],
    ['1.51', ['--api-version', '1.51'], '1.51'],
    ['1.51', ['--api-version', '1.24'], '1.24'],
  ])('what an engine of %s and %j say', async (newest, words, version) => {
    const engine = await startEngine('graphdriver', { apiVersion: newest });
    onTestFinished(engine.close);
    const { status, out } = await checkHere(['--host', engine.host, '--format', 'json', ...words]);
    const { summary } = JSON.parse(out);
    expect(status).toBe(0);
    expect(Object.keys(summary.apiVersions)).toEqual([version]);
    expect(summary).toMatchObject({ notChecked: 0, errors: 0 });
    expect(summary.exchanges).toBeGreaterThan(150);
  });
});

test('a report says which versions one engine alone shows', async () => {
  const folder = 'test/recordings/versions/docker-head-overlay2';
  const { out } = await checkHere([`${folder}/v1.40`, `${folder}/v1.56`, '--format', 'json']);
  expect(JSON.parse(out).contract.evidence).toEqual({
    '1.56': expect.stringMatching(/^recordings of Docker head alone/),
  });
  const { out: text } = await checkHere([`${folder}/v1.56`]);
  expect(text).toContain('API 1.56 is known from recordings of Docker head alone');
});
