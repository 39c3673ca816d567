import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/contract/exchange.js';
import { InputError } from '../../src/recordings/input-error.js';
import { formatRecording, prepareFolder, writeRecording } from '../../src/recordings/write-recording.js';

const answer = (body: unknown): Exchange => ({
  engine: 'docker 28.5.2 containerd',
  request: { method: 'GET', path: '/v1.49/images/json' },
  response: { status: 200, headers: {}, body },
});
const small = answer([]);
const large = answer(Array.from({ length: 500 }, (_, Created) => ({ Created })));

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'write-'));
});
afterEach(() => rmSync(out, { recursive: true }));

describe('textOf', () => {
  it('has members and headers in a fixed order, two spaces and a line feed', () => {
    const headers = { server: 'Docker', 'api-version': '1.51' };
    const shuffled = {
      response: { body: [{ b: 1, a: null }], headers, status: 200 },
      request: { purpose: 'probe', path: '/x', method: 'GET' },
    };
    expect(formatRecording({ ...shuffled, engine: 'docker' })).toBe(`{
  "engine": "docker",
  "request": {
    "method": "GET",
    "path": "/x",
    "purpose": "probe"
  },
  "response": {
    "status": 200,
    "headers": {
      "api-version": "1.51",
      "server": "Docker"
    },
    "body": [
      {
        "b": 1,
        "a": null
      }
    ]
  }
}
`);
  });

  const responses: readonly Exchange['response'][] = [
    { status: 200 },
    { status: 200, body: null },
    { status: 200, bodyText: '' },
    { status: 404, headers: { 'set-cookie': ['a', 'b'] }, bodyText: 'page not found\n' },
    { status: 200, body: [-62135596800, 9007199254740991, '\u2028 \0 🐳 \ud800', JSON.parse('{"__proto__":"x"}')] },
  ];
  it.each(responses)('reads back as it was: %j', (response) => {
    const exchange = { request: { method: 'GET', path: '/' }, response };
    expect(JSON.parse(formatRecording(exchange))).toEqual(exchange);
  });
});

describe('write', () => {
  it('leaves a small recording as text', () => {
    expect(writeRecording(out, 'plain', small)).toBe('plain.json');
    expect(readFileSync(join(out, 'plain.json'), 'utf8')).toBe(formatRecording(small));
  });
  it('gzips a large one to the same bytes each time, without a time or a system', () => {
    expect(writeRecording(out, 'plain', large)).toBe('plain.json.gz');
    const first = readFileSync(join(out, 'plain.json.gz'));
    writeRecording(out, 'plain', large);
    expect(readFileSync(join(out, 'plain.json.gz'))).toEqual(first);
    expect([...first.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    expect(gunzipSync(first).toString()).toBe(formatRecording(large));
  });
  it('makes the folder, and leaves nothing else in it', () => {
    writeRecording(join(out, 'a/b'), 'plain', small);
    expect(readdirSync(join(out, 'a/b'))).toEqual(['plain.json']);
  });
  it('takes the place of an earlier run in either spelling, and leaves what is not its own', () => {
    writeFileSync(join(out, 'README.md'), 'mine');
    writeFileSync(join(out, 'plain-old.json'), '{}');
    const left = [small, large, small].map((exchange) => {
      writeRecording(out, 'plain', exchange);
      return readdirSync(out);
    });
    expect(left).toEqual([
      ['README.md', 'plain-old.json', 'plain.json'],
      ['README.md', 'plain-old.json', 'plain.json.gz'],
      ['README.md', 'plain-old.json', 'plain.json'],
    ]);
  });
  it('leaves no half of a file when it cannot write', () => {
    mkdirSync(join(out, 'plain.json/in-the-way'), { recursive: true });
    expect(() => writeRecording(out, 'plain', small)).toThrow();
    expect(readdirSync(out)).toEqual(['plain.json']);
  });
});

/** Becomes nobody for a while: root may write everywhere. */
function asNobody(act: () => void): void {
  const own = process.geteuid?.() ?? 0;
  if (own === 0) process.seteuid?.(65534);
  try {
    act();
  } finally {
    if (own === 0) process.seteuid?.(own);
  }
}

/** What `prepare` says of a folder, its path left out. */
function refusal(folder: string): string {
  try {
    prepareFolder(folder, ['plain', 'all']);
    return '';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message.startsWith(folder)).toBe(true);
    return error.message.slice(folder.length);
  }
}

describe('prepare', () => {
  it('makes a folder, whole paths too, and takes one that is there, leaving nothing in it', () => {
    for (const path of ['', 'a', 'a/b/c', 'a/b/c/', 'link']) {
      if (path === 'link') symlinkSync(join(out, 'a'), join(out, 'link'));
      expect(refusal(join(out, path))).toBe('');
    }
    expect(readdirSync(join(out, 'a/b/c'))).toEqual([]);
    expect(readdirSync(out)).toEqual(['a', 'link']);
  });

  const odd: readonly [what: string, path: string, make: (path: string) => void, said: string][] = [
    ['a file', 'x', (path) => writeFileSync(path, 'mine'), ': expected a folder, found something else'],
    ['below a file', 'x/y', () => writeFileSync(join(out, 'x'), 'mine'), ': a part of the path is no folder'],
    ['a link to nowhere', 'x', (path) => symlinkSync('nowhere', path), ': expected a folder, found something else'],
    [
      'with a folder in a place of a recording',
      'x',
      (path) => mkdirSync(join(path, 'plain.json/mine'), { recursive: true }),
      '/plain.json: expected a file or none, found a folder',
    ],
    [
      'with a folder in the place of the other spelling',
      'x',
      (path) => mkdirSync(join(path, 'all.json.gz'), { recursive: true }),
      '/all.json.gz: expected a file or none, found a folder',
    ],
    ['of a name that is too long', 'x'.repeat(300), () => {}, ': the name is too long'],
  ];
  it.each(odd)('refuses one that is %s', (_, path, make, said) => {
    make(join(out, path));
    const before = readdirSync(out, { recursive: true });
    expect(refusal(join(out, path))).toBe(said);
    expect(readdirSync(out, { recursive: true })).toEqual(before);
  });

  it.runIf(existsSync('/proc/self'))('refuses where no folder can be made', () => {
    expect(refusal('/proc/nope')).toBe(': no folder can be made there');
    expect(() => prepareFolder('/proc/nope/deeper', [])).toThrow(
      new InputError('/proc/nope: no folder can be made there'),
    );
    expect(refusal('/dev/full')).toBe(': expected a folder, found something else');
  });

  it.skipIf(process.platform === 'win32')('refuses one without permission', () => {
    chmodSync(out, 0o755);
    mkdirSync(join(out, 'x'), { mode: 0o555 });
    asNobody(() => {
      expect(refusal(join(out, 'x'))).toBe(': no permission to write there');
      expect(refusal(join(out, 'x/y'))).toBe(': no permission to write there');
    });
  });

  /** Mounts an empty disk of one page, which only root can. */
  const mounted = (options: string): boolean => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', out], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };

  it.for([
    ['is read-only', 'ro', ': the disk is read-only'],
    ['is full', 'size=4k', ': no space left on the disk'],
  ] as const)('refuses one on a disk that %s', ([_, options, said], { skip }) => {
    if (!mounted(options)) skip();
    try {
      if (options !== 'ro') writeFileSync(join(out, 'mine'), 'x'.repeat(4096));
      expect(refusal(out)).toBe(said);
      if (options !== 'ro') {
        expect(readdirSync(out)).toEqual(['mine']);
        // And when it fills up later.
        expect(() => writeRecording(out, 'plain', small)).toThrow(new InputError(`${join(out, 'plain.json')}${said}`));
        expect(readdirSync(out)).toEqual(['mine']);
      }
    } finally {
      execFileSync('umount', [out]);
    }
  });
});
