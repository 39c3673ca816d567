import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/contract/exchange.js';
import { textOf, write } from '../../src/recordings/write.js';

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
      request: { path: '/x', method: 'GET' },
    };
    expect(textOf({ ...shuffled, engine: 'docker' })).toBe(`{
  "engine": "docker",
  "request": {
    "method": "GET",
    "path": "/x"
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
    expect(JSON.parse(textOf(exchange))).toEqual(exchange);
  });
});

describe('write', () => {
  it('leaves a small recording as text', () => {
    expect(write(out, 'plain', small)).toBe('plain.json');
    expect(readFileSync(join(out, 'plain.json'), 'utf8')).toBe(textOf(small));
  });
  it('gzips a large one to the same bytes each time, without a time or a system', () => {
    expect(write(out, 'plain', large)).toBe('plain.json.gz');
    const first = readFileSync(join(out, 'plain.json.gz'));
    write(out, 'plain', large);
    expect(readFileSync(join(out, 'plain.json.gz'))).toEqual(first);
    expect([...first.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    expect(gunzipSync(first).toString()).toBe(textOf(large));
  });
  it('makes the folder, and leaves nothing else in it', () => {
    write(join(out, 'a/b'), 'plain', small);
    expect(readdirSync(join(out, 'a/b'))).toEqual(['plain.json']);
  });
  it('takes the place of an earlier run in either spelling, and leaves what is not its own', () => {
    writeFileSync(join(out, 'README.md'), 'mine');
    writeFileSync(join(out, 'plain-old.json'), '{}');
    const left = [small, large, small].map((exchange) => {
      write(out, 'plain', exchange);
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
    expect(() => write(out, 'plain', small)).toThrow();
    expect(readdirSync(out)).toEqual(['plain.json']);
  });
});
