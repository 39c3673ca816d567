import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { checkHere } from './here.js';
import { main, type Run, run } from './run.js';

const NOBODY = 65534;
const REPORT = /^1 exchange checked by the contract .*\n$/;

/** An empty folder beside what is checked, and what was there before the report came. */
let [folder, good] = ['', ''];
beforeEach(() => {
  const whole = mkdtempSync(join(tmpdir(), 'output-'));
  onTestFinished(() => rmSync(whole, { recursive: true }));
  chmodSync(whole, 0o755);
  folder = join(whole, 'out');
  mkdirSync(folder);
  good = join(whole, 'good.json');
  writeFileSync(good, '{"request":{"method":"GET","path":"/v1.49/images/json"},"response":{"status":200,"body":[]}}');
});
const at = (name: string): string => join(folder, name);
const put = (name: string, content = 'mine\n'): void => writeFileSync(at(name), content);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const reported = (name: string, uid?: number): Run =>
  run(['check', '--output', name, good], { cwd: folder, ...(uid !== undefined && { uid }) });
const done: Run = { status: 0, out: '', problems: [] };
const failed = (name: string, why: string): Run => ({
  ...{ status: 2, out: '' },
  problems: [`docker-images-contract: ${name}: ${why}`],
});
const linux = process.platform === 'linux';

/** A device of the test's own: root could destroy that of the machine. */
const device = { null: '3', full: '7' } as const;
function make(name: keyof typeof device): void {
  if (process.getuid?.() === 0) execFileSync('mknod', [at(name), 'c', '1', device[name]]);
  else symlinkSync(`/dev/${name}`, at(name));
}

describe('a file', () => {
  test.skipIf(!linux).each([0o600, 0o664, 0o755])('keeps its mode %o', (mode) => {
    put('report.txt');
    chmodSync(at('report.txt'), mode);
    expect(reported('report.txt')).toEqual(done);
    expect(read('report.txt')).toMatch(REPORT);
    expect(statSync(at('report.txt')).mode & 0o7777).toBe(mode);
    expect(readdirSync(folder)).toEqual(['report.txt']);
  });

  test.skipIf(process.getuid?.() !== 0)('keeps its owner, though root writes it', () => {
    put('report.txt');
    execFileSync('chown', ['1234:5678', at('report.txt')]);
    expect(reported('report.txt')).toEqual(done);
    expect(statSync(at('report.txt'))).toMatchObject({ uid: 1234, gid: 5678 });
  });

  test('that is new has the mode of any new file, whatever the length of its name', () => {
    put('another');
    const name = 'r'.repeat(255);
    expect(reported(name)).toEqual(done);
    expect(statSync(at(name)).mode).toBe(statSync(at('another')).mode);
  });

  test('that is written under a name which nobody can foresee: no link that was planted is followed', async () => {
    put('victim');
    for (const name of ['.report.txt', 'report.txt.tmp', 'report.txt~'].flatMap((name) => [
      name,
      `${name}.${process.pid}`,
    ]))
      symlinkSync('victim', at(name));
    await checkHere(['--output', 'report.txt', good], { cwd: folder });
    expect(read('report.txt')).toMatch(REPORT);
    expect(read('victim')).toBe('mine\n');
  });

  test.skipIf(!linux)('that nobody may write to stays', () => {
    put('report.txt');
    chmodSync(folder, 0o777);
    chmodSync(at('report.txt'), 0o444);
    expect(reported('report.txt', NOBODY)).toEqual(failed('report.txt', 'no permission to write there'));
    expect(read('report.txt')).toBe('mine\n');
  });

  test('that many write at once is always the whole report of one of them', async () => {
    const formats = ['pretty', 'json', 'sarif', 'junit'];
    const whole = await Promise.all(formats.map((format) => checkHere(['--format', format, good])));
    const seen = new Set<string>();
    put('report.txt', '');
    const writers = formats
      .flatMap((format) => [format, format])
      .map((format) => {
        const child = spawn(process.execPath, [main, 'check', '--format', format, '--output', at('report.txt'), good]);
        return new Promise((resolve) => child.on('close', resolve));
      });
    const watching = setInterval(() => seen.add(read('report.txt')), 1);
    expect(await Promise.all(writers)).toEqual(writers.map(() => 0));
    clearInterval(watching);
    seen.add(read('report.txt'));
    seen.delete('');
    for (const text of seen) expect(whole.map(({ out }) => out)).toContain(text);
    expect(readdirSync(folder)).toEqual(['report.txt']);
  });
});

test.skipIf(!existsSync('/dev/shm'))('a new file below /dev is a file like any other', () => {
  const shared = mkdtempSync('/dev/shm/output-');
  onTestFinished(() => rmSync(shared, { recursive: true }));
  expect(reported(join(shared, 'report.txt'))).toEqual(done);
  expect(readFileSync(join(shared, 'report.txt'), 'utf8')).toMatch(REPORT);
});

describe.skipIf(!linux)('a link', () => {
  test.each([
    ['to a file', 'target.txt'],
    ['to a link', 'link'],
    ['to nowhere', 'new.txt'],
    ['to another folder', 'sub/../sub/there.txt'],
    ['through a linked folder', 'linked/../up.txt'],
  ])('%s stays, and where it leads there is the report', (_, target) => {
    put('target.txt');
    symlinkSync('target.txt', at('link'));
    mkdirSync(at('sub/deep'), { recursive: true });
    symlinkSync('sub/deep', at('linked'));
    symlinkSync(target, at('report'));
    const before = readdirSync(folder, { recursive: true });
    expect(reported('report')).toEqual(done);
    expect(readlinkSync(at('report'))).toBe(target);
    expect(read('report')).toMatch(REPORT);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    const written = { 'new.txt': 'new.txt', 'sub/../sub/there.txt': 'sub/there.txt', 'linked/../up.txt': 'sub/up.txt' };
    const made = written[target as keyof typeof written]; // of a file that is there, none
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([...before, ...(made ? [made] : [])].sort());
  });

  test.each([
    ['to itself', 'report', 'too many links on the way'],
    ['to a folder that is not there', 'no/report', 'no such file or folder'],
    ['to a folder', '.', 'it is a folder'],
  ])('%s is one line', (_, target, why) => {
    symlinkSync(target, at('report'));
    expect(reported('report')).toEqual(failed('report', why));
    expect(readdirSync(folder)).toEqual(['report']);
  });
});

describe.skipIf(!linux)('what is no file', () => {
  test('a device takes the report, and stays', () => {
    make('null');
    make('full');
    symlinkSync('null', at('link'));
    for (const name of ['null', 'link']) expect(reported(name)).toEqual(done);
    expect(reported('full')).toEqual(failed('full', 'no space left on the disk'));
    for (const name of ['null', 'full']) expect(statSync(at(name)).isCharacterDevice()).toBe(true);
    expect(readdirSync(folder)).toEqual(['full', 'link', 'null']);
  });

  test('a FIFO hands the report on to its reader, and stays', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const reader = spawn('cat', [at('fifo')]);
    const [read] = await Promise.all([
      text(reader.stdout),
      Promise.resolve(reported('fifo')).then((run) => expect(run).toEqual(done)),
    ]);
    expect(read).toMatch(REPORT);
    expect(statSync(at('fifo')).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(['fifo']);
  });

  test('a FIFO whose reader leaves is one line', () => {
    execFileSync('mkfifo', [at('fifo')]);
    // More than a FIFO holds.
    const body = Array(100).fill({});
    put(
      'bad.json',
      JSON.stringify({ request: { method: 'GET', path: '/v1.49/images/json' }, response: { status: 200, body } }),
    );
    const script = `head -c 1 fifo >/dev/null & "${process.execPath}" "${main}" check --format json --output fifo bad.json`;
    const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'docker-images-contract: fifo: nobody reads it to the end\n',
    });
  });

  test.each([
    ['standard output, a pipe', '/dev/stdout', '| cat', ''],
    ['standard output, a file that is added to', '/dev/stdout', '>> kept.txt; cat kept.txt', 'mine\n'],
    ['standard output, a file', '/dev/fd/1', '> kept.txt; cat kept.txt', ''],
    ["the shell's own substitution", '>(cat)', '| cat', ''],
  ])('%s', (_, name, how, before) => {
    put('kept.txt');
    const script = `"${process.execPath}" "${main}" check --output ${name} "${good}" ${how}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.slice(0, before.length)).toBe(before);
    expect(stdout.slice(before.length)).toMatch(REPORT);
    expect(readdirSync(folder)).toEqual(['kept.txt']);
  });
});

describe.skipIf(!linux)('what cannot be written', () => {
  test('for want of permission in its folder stays', () => {
    put('report.txt');
    chmodSync(at('report.txt'), 0o666);
    for (const name of ['report.txt', 'new.txt'])
      expect(reported(name, NOBODY)).toEqual(failed(name, 'no permission to write there'));
    expect(read('report.txt')).toBe('mine\n');
    expect(readdirSync(folder)).toEqual(['report.txt']);
  });

  test.for([
    ['full', 'size=8k', 'no space left on the disk'],
    ['read-only', 'ro', 'the disk is read-only'],
  ] as const)('for the disk is %s stays, and nothing is left beside it', ([_, options, why], { skip }) => {
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    if (mount.status !== 0) skip('only root can mount a disk that is full');
    onTestFinished(() => void execFileSync('umount', [folder]));
    if (options !== 'ro') {
      put('report.txt');
      put('more', 'x'.repeat(4096));
    }
    const before = readdirSync(folder);
    expect(reported('report.txt')).toEqual(failed('report.txt', why));
    expect(readdirSync(folder)).toEqual(before);
    if (options !== 'ro') expect(read('report.txt')).toBe('mine\n');
  });

  test('keeps no other report from being written', () => {
    mkdirSync(at('folder'));
    make('full');
    const words = ['--format', 'json=folder', '--format', 'pretty=report.txt', '--format', 'junit=full'];
    expect(run(['check', ...words, good], { cwd: folder })).toEqual({
      status: 2,
      out: '',
      problems: ['folder: it is a folder', 'full: no space left on the disk'].map(
        (line) => `docker-images-contract: ${line}`,
      ),
    });
    expect(read('report.txt')).toMatch(REPORT);
  });
});
