import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { read } from '../../src/recordings/read.js';

const folder = mkdtempSync(join(tmpdir(), 'read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const exchange = {
  request: { method: 'GET', path: '/v1.49/images/json' },
  response: { status: 200, headers: { 'Content-Type': ['application/json'] }, body: [] },
  further: 'kept',
};
const text = JSON.stringify(exchange);

async function exchangesIn(content: string | Buffer) {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const found = [];
  for await (const recorded of read({ path, name: 'file' })) found.push(recorded);
  return found;
}

describe('what can be read, told from its content', () => {
  test.each([
    ['plain', text],
    ['gzipped', gzipSync(text)],
    ['with a byte order mark', `\ufeff${text}`],
  ])('%s', async (_name, content) => {
    expect(await exchangesIn(content)).toEqual([{ exchange, text }]);
  });
});

describe('what cannot be read, in one line', () => {
  const without = (...path: [string, string?]): string => {
    const copy = JSON.parse(text);
    if (path[1] === undefined) delete copy[path[0]];
    else delete copy[path[0]][path[1]];
    return JSON.stringify(copy);
  };
  test.each([
    ['malformed JSON', '{\n  "request": {,\n', 'file:2:15: expected a member name in double quotes, found ",\\n"'],
    ['JSON cut off', text.slice(0, -3), `file:1:${text.length - 6}: expected a well-formed string or number`],
    ['an empty file', '', 'file:1:1: expected a value, found the end'],
    ['truncated gzip', gzipSync(text).subarray(0, 30), 'file: expected gzip, but unexpected end of file'],
    ['no UTF-8', Buffer.from([0x7b, 0xff]), 'file: expected UTF-8, found bytes that are none'],
    ['a number', '5', 'file: expected a recording, but it is not an object with `request` and `response`'],
    ['another object', '{"name": "x"}', 'file: expected a recording, but `request` is not an object'],
    ['no path', without('request', 'path'), 'file: expected a recording, but `request.path` is not a string'],
    ['no response', without('response'), 'file: expected a recording, but `response` is not an object'],
    ['no status', without('response', 'status'), 'file: expected a recording, but `response.status` is not an integer'],
  ])('%s', async (_name, content, message) => {
    await expect(exchangesIn(content)).rejects.toThrow(message);
  });

  test('a file that has vanished', async () => {
    await expect(read({ path: join(folder, 'gone'), name: 'gone' }).next()).rejects.toThrow('no such file or folder');
  });
});
