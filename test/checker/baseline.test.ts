import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { checkExchange } from '../../src/contract/index.js';
import { checkHere } from '../cli/here.js';

const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  recording('status.json', {}, 206);
  recording('warning.json', { extra: '1' });
});

/** A recording of an empty list, with a finding for a strange query or status. */
const recording = (name: string, query: Record<string, string> = {}, status = 200): void =>
  writeFileSync(
    join(folder, name),
    JSON.stringify({
      request: { method: 'GET', path: `/v1.49/images/json?${new URLSearchParams(query)}` },
      response: { status, headers: { 'content-type': 'application/json' }, body: [] },
    }),
  );

const check = (...words: string[]) => checkHere(words, { cwd: folder });
const summary = async (...words: string[]) => JSON.parse((await check('--format', 'json', ...words)).out).summary;
const bytes = (name: string): string => readFileSync(join(folder, name), 'utf8');
const prefix = 'docker-images-contract: known.json: ';

/** The fingerprints and rules that a baseline holds. */
const rulesOf = (name: string): string[] => JSON.parse(bytes(name)).findings.map(({ rule }: { rule: string }) => rule);

describe('--write-baseline', () => {
  test('writes all findings, for people too, and gives 0', async () => {
    const { status, out, problems } = await check('--write-baseline', 'known.json', 'status.json', 'warning.json');
    expect({ status, problems }).toEqual({ status: 0, problems: [] });
    expect(out).toContain('2 exchanges checked');
    expect(JSON.parse(bytes('known.json'))).toEqual({
      findings: [
        {
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          rule: 'request/undocumented',
          file: 'warning.json',
          pointer: '',
          message: expect.stringContaining('extra'),
        },
        expect.objectContaining({ rule: 'response/status', file: 'status.json' }),
      ],
    });
    expect(readdirSync(folder)).toEqual(['known.json', 'status.json', 'warning.json']);
  });

  test('the same bytes in any order of the files', async () => {
    await check('--write-baseline', 'one.json', 'status.json', 'warning.json');
    await check('--write-baseline', 'other.json', 'warning.json', 'status.json');
    expect(bytes('one.json')).toBe(bytes('other.json'));
  });

  test('knows the same finding in a recording, as text in one, in a HAR and from checkExchange', async () => {
    const request = { method: 'GET', path: '/v1.49/images/json' };
    const images = (...Ids: string[]) => Ids.map((Id) => ({ Id, Size: 'x' }));
    const [body, bodyText] = [images('sha256:a', 'sha256:b'), JSON.stringify(images('sha256:b', 'sha256:a'))];
    const har = { request: { method: 'GET', url: `http://127.0.0.1:2375${request.path}` } };
    const files = {
      'body.json': { request, response: { status: 200, body } },
      'text.json': { request, response: { status: 200, bodyText } },
      'one.har': { log: { entries: [{ ...har, response: { status: 200, content: { text: bodyText } } }] } },
    };
    const code = checkExchange({ request, response: { status: 200, bodyText } }).map(({ fingerprint }) => fingerprint);
    for (const [name, value] of Object.entries(files)) {
      writeFileSync(join(folder, name), JSON.stringify(value));
      const { findings } = JSON.parse((await check('--format', 'json', name)).out);
      const found = findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
      expect([name, found.sort()]).toEqual([name, code.toSorted()]);
    }
  });

  test('--rule comes first', async () => {
    await check('--write-baseline', 'known.json', '--rule', 'response/status=off', 'status.json', 'warning.json');
    expect(rulesOf('known.json')).toEqual(['request/undocumented']);
  });

  test('too little coverage counts all the same', async () => {
    expect((await check('--write-baseline', 'known.json', '--min-coverage', '99', 'status.json')).status).toBe(1);
    expect(rulesOf('known.json')).toEqual(['response/status']);
  });

  test('leaves the old one when something cannot be read, or it cannot be written', async () => {
    writeFileSync(join(folder, 'known.json'), 'old');
    expect(await check('--write-baseline', 'known.json', 'status.json', 'nope')).toMatchObject({
      status: 2,
      problems: ['docker-images-contract: nope: no such file or folder'],
    });
    expect(bytes('known.json')).toBe('old');
    expect(await check('--write-baseline', 'no/known.json', 'status.json')).toMatchObject({
      status: 2,
      problems: ['docker-images-contract: no/known.json: no such file or folder'],
    });
  });
});

describe('--baseline', () => {
  test('takes what is known out of the report and the exit status', async () => {
    await check('--write-baseline', 'known.json', 'status.json', 'warning.json');
    const words = ['--baseline', 'known.json', 'status.json', 'warning.json'];
    expect(await check('--fail-on', 'warning', ...words)).toMatchObject({
      status: 0,
      problems: [`${prefix}2 findings accepted`],
    });
    expect(await summary(...words)).toMatchObject({ exchanges: 2, skipped: 0, failed: 0, errors: 0, warnings: 0 });
  });

  test('reports what is new', async () => {
    await check('--write-baseline', 'known.json', 'warning.json');
    const { status, out, problems } = await check('--baseline', 'known.json', 'status.json', 'warning.json');
    expect({ status, problems }).toEqual({ status: 1, problems: [`${prefix}1 finding accepted`] });
    expect(out).toContain('response/status');
    expect(out).not.toContain('request/undocumented');
  });

  test('accepts what occurs more often than it did, also in another file', async () => {
    await check('--write-baseline', 'known.json', 'status.json');
    recording('again.json', {}, 206);
    expect(await check('--baseline', 'known.json', 'status.json', 'again.json')).toMatchObject({
      status: 0,
      problems: [`${prefix}2 findings accepted`],
    });
  });

  test('says what no longer occurs, and does not fail for it', async () => {
    await check('--write-baseline', 'known.json', 'status.json', 'warning.json');
    const { status, problems } = await check('--baseline', 'known.json', 'warning.json');
    expect(status).toBe(0);
    expect(problems).toEqual([
      `${prefix}1 finding accepted`,
      expect.stringMatching(
        /^docker-images-contract: known\.json: no longer found: \w{16} response\/status status\.json /,
      ),
    ]);
    // What could not be read may still have it.
    const partly = await check('--baseline', 'known.json', 'warning.json', 'nope');
    expect(partly.problems.slice(1)).toEqual([`${prefix}1 finding accepted`]);
  });

  test('names ten of those, and counts the rest', async () => {
    for (let index = 0; index < 13; index++) recording(`${index}.json`, { [`extra${index}`]: '1' });
    await check('--write-baseline', 'known.json', '.');
    const { problems } = await check('--baseline', 'known.json', 'status.json');
    expect(problems).toHaveLength(12);
    expect(problems.at(-1)).toBe(`${prefix}no longer found: 4 more`);
  });

  test('with --write-baseline beside it reads the old one and writes the new one', async () => {
    await check('--write-baseline', 'known.json', 'warning.json');
    const words = ['--baseline', 'known.json', '--write-baseline', 'known.json', 'status.json'];
    const { status, out } = await check(...words);
    expect(status).toBe(0);
    expect(out).toContain('response/status');
    expect(rulesOf('known.json')).toEqual(['response/status']);
  });

  test('a saved report serves as well', async () => {
    await check('--format', 'json', '--output', 'known.json', 'status.json');
    expect(await check('--baseline', 'known.json', 'status.json')).toMatchObject({ status: 0 });
  });

  const expected = 'expected a baseline, an object with a list `findings`';
  test.each([
    ['nothing', undefined, 'no such file or folder'],
    ['no JSON', '{', 'expected a baseline as --write-baseline makes it, found no JSON'],
    ['a list', '[]', expected],
    ['null', 'null', expected],
    [
      'a strange entry',
      '{"findings": [null]}',
      'expected findings[0] with texts, and a `fingerprint` of 16 hex digits',
    ],
    ['a short fingerprint', '{"findings": [{"fingerprint": "0"}]}', 'expected findings[0] with texts'],
    ['a number for a text', '{"findings": [{"fingerprint": "0123456789abcdef", "rule": 1}]}', 'expected findings[0]'],
  ])('%s is one clear line', async (_name, text, problem) => {
    if (text !== undefined) writeFileSync(join(folder, 'known.json'), text);
    const { status, out, problems } = await check('--baseline', 'known.json', 'status.json');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(problems).toEqual([expect.stringContaining(`${prefix}${problem}`)]);
  });

  test('shows what a strange entry holds without moving the cursor', async () => {
    writeFileSync(
      join(folder, 'known.json'),
      '{"findings": [{"fingerprint": "0123456789abcdef", "rule": "\\u001b[2J\\n::error::x"}]}',
    );
    const { problems } = await check('--baseline', 'known.json', 'warning.json');
    expect(problems[1]).toBe(`${prefix}no longer found: 0123456789abcdef \\u001b[2J\\n::error::x`);
  });
});
