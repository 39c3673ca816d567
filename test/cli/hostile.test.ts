import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
});
const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);

/** A recording whose body is this text. */
const recording = (body: string): string =>
  `{"request":{"method":"GET","path":"/v1.49/images/json"},"response":{"status":200,"headers":{"content-type":"application/json"},"body":${body}}}`;
const good = recording('[]');
const ID = `sha256:${'0'.repeat(64)}`;
/** An image, with one member's text in place of what is right. */
const image = (members: Readonly<Record<string, string>>): string => {
  const right = {
    Containers: '-1',
    Created: '1',
    Id: `"${ID}"`,
    Labels: 'null',
    ParentId: '""',
    RepoDigests: '[]',
    RepoTags: '[]',
    SharedSize: '-1',
    Size: '1',
  };
  const all = Object.entries({ ...right, ...members });
  return `{${all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
};

/** No control character but the line feed reaches a terminal, and nothing that turns text around. */
const RAW = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u;

interface Found {
  readonly rule: string;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly actual: string;
}

/** Checks a file beside a good one: the good one is checked whatever is in the other, and nothing raw is printed. */
function beside(content: string | Buffer, name = 'x.json') {
  write(name, content);
  write('y.json', good);
  const words = [name, 'y.json'];
  const pretty = run(['check', ...words], { cwd: folder });
  const json = run(['check', '--format', 'json', ...words], { cwd: folder });
  expect(pretty.out + pretty.problems.join('\n')).not.toMatch(RAW);
  expect(json.out + json.problems.join('\n')).not.toMatch(RAW);
  const { summary, findings }: { summary: { exchanges: number }; findings: Found[] } = JSON.parse(json.out);
  const problems = json.problems.map((line) => line.replace('docker-images-contract: ', ''));
  return { status: json.status, exchanges: summary.exchanges, findings, problems };
}

const [deep, bytes] = [100_000, (text: string) => Buffer.from(text, 'latin1')];

describe('a body that is read, with one finding or none', () => {
  const table: [name: string, content: string | Buffer, found: Partial<Found>[]][] = [
    [
      'a depth of 100,000 brackets',
      recording('['.repeat(deep) + ']'.repeat(deep)),
      [{ rule: 'response/schema', pointer: '/0', line: 1, column: 136, actual: 'a list of 1' }],
    ],
    ['a depth of 100,000 objects', recording(`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`), [{ pointer: '' }]],
    ['100 MB in one line', recording(`[${image({ Labels: `{"a":"${'x'.repeat(100_000_000)}"}` })}]`), []],
    ['a byte order mark', `\ufeff${recording('[{}]').replace('{}', image({ Size: '"1"' }))}`, [{ column: 326 }]],
    [
      'lone surrogates',
      recording(`[${image({ Labels: '{"\\ud800":"\\udc00","a":1}' })}]`),
      [{ pointer: '/0/Labels/a' }],
    ],
    [
      'a lone surrogate as a value',
      recording(`[${image({ Size: '"\\ud800\\u202e"' })}]`),
      [{ actual: '"\\ud800\\u202e"' }],
    ],
    ['the last of duplicate keys', recording(`[${image({}).replace('{', '{"Size":1,"Size":"2","Size":true,')}]`), []],
    [
      'duplicate keys of which the last is wrong',
      recording(`[${image({}).replace('}', ',"Size":"last"}')}]`),
      [{ pointer: '/0/Size', actual: '"last"' }],
    ],
    [
      '__proto__ and constructor as labels',
      recording(`[${image({ Labels: '{"__proto__":"a","constructor":"b"}' })}]`),
      [],
    ],
    [
      'wrong labels of such names',
      recording(`[${image({ Labels: '{"__proto__":{"x":1},"constructor":2}' })}]`),
      [{ pointer: '/0/Labels/__proto__' }, { pointer: '/0/Labels/constructor' }],
    ],
    ['__proto__ as an image', recording('{"__proto__":[]}'), [{ pointer: '', rule: 'response/schema' }]],
    ['a number over 2^53', recording(`[${image({ Size: '9007199254740993' })}]`), []],
    ['1e400', recording(`[${image({ Size: '1e400' })}]`), [{ pointer: '/0/Size', actual: 'Infinity' }]],
    [
      'NUL and escape sequences in labels',
      recording(`[${image({ Labels: '{"\\u0000\\u001b[2J\\u009b":"\\u001b]0;x\\u0007","\\u001b[1m":1}' })}]`),
      [{ rule: 'response/schema' }],
    ],
    [
      'escape sequences as a member',
      recording(`[${image({ '\u001b[31m\u202e': '1' })}]`),
      [{ rule: 'response/undocumented' }],
    ],
  ];
  test.each(table)('%s', (_name, content, found) => {
    const { status, exchanges, findings, problems } = beside(content);
    expect({ problems, exchanges }).toEqual({ problems: [], exchanges: 2 });
    expect(findings).toMatchObject(found);
    expect(status).toBe(findings.some(({ rule }) => rule !== 'response/undocumented') ? 1 : 0);
  });
});

describe('what cannot be read is one line and exit 2, and the rest is checked', () => {
  const table: [name: string, content: string | Buffer, problem: string, exchanges?: number][] = [
    [
      '100,000 brackets that do not close',
      recording('['.repeat(deep)),
      'x.json:1:100135: not JSON: expected a value, found "}}"',
    ],
    ['100,000 open brackets', '['.repeat(deep), 'x.json:1:100001: not JSON: expected a value, found the end'],
    ['invalid UTF-8', bytes(recording('["\xff"]')), 'x.json: expected UTF-8, found the byte 0xff at offset 136'],
    ['a surrogate in UTF-8', bytes('{"\xed\xa0\x80"}'), 'x.json: expected UTF-8, found the byte 0xed at offset 2'],
    [
      'UTF-16',
      Buffer.from(`\ufeff${good}`, 'utf16le'),
      'x.json: expected a recording, found UTF-16: write it as UTF-8',
    ],
    ['nothing but NUL', '\0\0\0', 'x.json:1:1: not JSON: expected a value, found "\\u0000\\u0000\\u0000"'],
    ['escape sequences', '\u001b[2J\u202e', 'x.json:1:1: not JSON: expected a value, found "\\u001b[2J\\u202e"'],
    [
      'gzip cut off in NDJSON',
      gzipSync(`${good}\n`.repeat(50)).subarray(0, -12),
      'x.json: expected gzip, but unexpected end of file',
      50,
    ],
    [
      'broken gzip',
      Buffer.concat([gzipSync(good).subarray(0, 20), Buffer.alloc(50, 1)]),
      'x.json: expected gzip, but ',
    ],
    ['a gzip bomb', gzipSync(Buffer.alloc(300 * 1024 * 1024)), 'x.json: gzip that grows to '],
    [
      'a broken line between others',
      `${good}\n{"\\u001b": \n${good}`,
      'x.json:2:12: not JSON: expected a value, found the end',
      3,
    ],
  ];
  test.each(table)('%s', (_name, content, problem, exchanges = 1) => {
    const found = beside(content);
    expect(found).toMatchObject({ status: 2, exchanges, findings: [] });
    expect(found.problems).toEqual([expect.stringContaining(problem)]);
  });
});

describe('file systems', () => {
  const check = (...words: string[]) => {
    const { status, out, problems } = run(['check', '--format', 'json', ...words], { cwd: folder });
    return { status, exchanges: JSON.parse(out).summary.exchanges, problems };
  };

  test('loops of links end, and are said where they lead nowhere', () => {
    write('a.json', good);
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('self.json', join(folder, 'self.json'));
    const problem = 'docker-images-contract: ./self.json: too many links on the way';
    expect(check('.')).toEqual({ status: 2, exchanges: 1, problems: [problem] });
  });

  test('a folder named as a file is a folder', () => {
    mkdirSync(join(folder, 'x.json'));
    write('x.json/a.json', good);
    expect(check('.')).toEqual({ status: 0, exchanges: 1, problems: [] });
    expect(check('x.json')).toEqual({ status: 0, exchanges: 1, problems: [] });
  });

  test.skipIf(process.platform === 'win32')('a pipe or a device is not waited for', () => {
    execFileSync('mkfifo', [join(folder, 'x.json')]);
    write('y.json', good);
    const problem = (name: string) =>
      `docker-images-contract: ${name}: it is no file; a pipe is read as -, from standard input`;
    expect(check('x.json', '/dev/zero', 'y.json')).toEqual({
      status: 2,
      exchanges: 1,
      problems: [problem('x.json'), problem('/dev/zero')],
    });
    expect(check('.')).toEqual({ status: 0, exchanges: 1, problems: [] });
  });

  test('a file that vanishes between listing and reading', () => {
    for (const name of ['a.json', 'gone.json', 'z.json']) write(name, good);
    // Looking where a name leads is the last thing that listing does.
    write(
      'vanish.cjs',
      `const fs = require('node:fs');
       const { realpathSync } = fs;
       fs.realpathSync = (path) => {
         const real = realpathSync(path);
         if (real.endsWith('gone.json')) fs.rmSync(real);
         return real;
       };`,
    );
    const env = { NODE_OPTIONS: `--require ${join(folder, 'vanish.cjs')}` };
    const { status, out, problems } = run(['check', '--format', 'json', '.'], { cwd: folder, env });
    expect({ status, problems }).toEqual({
      status: 2,
      problems: [
        expect.stringContaining('gone.json: no such file or folder'),
        expect.stringContaining('skipped in folders: 1 file without a recording: "./vanish.cjs"'),
      ],
    });
    expect(JSON.parse(out).summary.exchanges).toBe(2);
  });

  test('a name with escape sequences', () => {
    write('\u001b[2J.json', '{');
    const { status, out, problems } = run(['check', '.'], { cwd: folder });
    expect(status).toBe(2);
    expect(out + problems.join('\n')).not.toMatch(RAW);
  });

  /** What a runner of GitHub or Azure takes for a command of ours. */
  const COMMAND = /##(\[|vso\[)|^\s*::(?!(error|warning) file=)/im;
  test.each(['pretty', 'json', 'junit', 'sarif', 'github'])('names that are commands to a runner, as %s', (format) => {
    for (const name of ['::error::x', '##[add-mask]x', '##vso[task.x]y', ' ::stop-commands::z']) {
      write(
        `${name}.json`,
        good.replace('"body":[]', `"body":[{"Id":${JSON.stringify(name)}, ${JSON.stringify(name)}:1}]`),
      );
      write(`${name}-broken.json`, '{');
    }
    const { status, out, problems } = run(['check', '--format', format, '.', ...readdirSync(folder)], { cwd: folder });
    expect({ status, problems: problems.length }).toEqual({ status: 2, problems: 4 });
    expect(out).toContain('\\u0023[add-mask]x');
    expect(out).not.toMatch(COMMAND);
    expect(problems.join('\n')).not.toMatch(COMMAND);
  });

  test.each([
    ['##[x]\u001b[2m'],
    ['check', '--format', '##[x]\u001b[2m'],
    ['check', '##[x]\u001b[2m', 'good.json'],
    ['check', '--output', 'no/##[x]\u001b[2m', 'good.json'],
    ['check', '--##[x]\u001b[2m'],
    ['check', '--host', '##[x]\u001b[2m://x'],
    ['check', '--host', 'unix:///##[x]\u001b[2m'],
    ['explain', '##[x]\u001b[2m'],
    ['help', '##[x]\u001b[2m'],
    ['record', '--out', 'x', '##[x]\u001b[2m'],
  ])('words of the command line: %j %j %j', (...words) => {
    write('good.json', good);
    const { status, out, problems } = run(words, { cwd: folder });
    expect({ status, problems }).toEqual({ status: 2, problems: [expect.stringContaining('\\u0023[x]\\u001b[2m')] });
    expect(out + problems).not.toMatch(RAW);
    expect(out + problems).not.toMatch(COMMAND);
  });
});

test('standard input is told from its content as a file is', () => {
  for (const input of [good, `${good}\n${good}\n`, '[]', JSON.stringify({ log: { version: '1.2', entries: [] } })]) {
    const { out, problems } = run(['check', '--format', 'json', '-'], { input });
    const { exchanges } = JSON.parse(out).summary;
    expect(exchanges).toBe(input.startsWith('{"log') ? 0 : input.split('\n').filter(Boolean).length);
    expect(problems.filter((line) => !line.includes('nothing was checked'))).toEqual([]);
  }
});
