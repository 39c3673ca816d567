import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import type { InputError } from '../../src/recordings/input-error.js';
import { readRecordings } from '../../src/recordings/read-file.js';

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
  for await (const recorded of readRecordings({ path, name: 'file' })) found.push(recorded);
  return found;
}

const har = (...entries: unknown[]) => ({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries } });
const entry = {
  startedDateTime: '2026-01-01T00:00:00Z',
  request: { method: 'GET', url: 'http://engine.example:2375/v1.49/images/json?all=1#x', headers: [] },
  response: {
    status: 200,
    headers: [
      { name: 'Content-Type', value: 'application/json' },
      { name: '__proto__', value: 'a' },
      { name: '__proto__', value: 'b' },
    ],
    content: { size: 2, mimeType: 'application/json', text: '[]' },
  },
};
const base64 = setAtPointer(entry, '/response/content', {
  size: 2,
  text: Buffer.from('[]').toString('base64'),
  encoding: 'base64',
});
const fromHar = {
  request: { method: 'GET', path: '/v1.49/images/json?all=1' },
  response: {
    status: 200,
    headers: Object.fromEntries([
      ['Content-Type', ['application/json']],
      ['__proto__', ['a', 'b']],
    ]),
    body: [],
  },
};
const list = { request: exchange.request, response: { status: 200, body: [] } };
const elsewhere = { request: { method: 'GET', path: '/v1.49/info' }, response: { status: 0 } };

describe('what can be read, told from its content', () => {
  const pretty = JSON.stringify(exchange, null, 2);
  const asText = setAtPointer(setAtPointer(exchange, '/response/body', undefined), '/response/bodyText', '[]');
  const table: [name: string, content: string | Buffer, exchanges: unknown[], lines: number[]][] = [
    ['a recording', text, [exchange], [1]],
    ['over many lines', `\r\n${pretty}\r\n`, [exchange], [1]],
    ['gzipped', gzipSync(text), [exchange], [1]],
    ['with a byte order mark', `\ufeff${text}`, [exchange], [1]],
    ['with a body as text', JSON.stringify(asText), [setAtPointer(asText, '/response/body', [])], [1]],
    [
      'with a member named log',
      JSON.stringify({ log: { level: 1 }, ...exchange }),
      [{ log: { level: 1 }, ...exchange }],
      [1],
    ],
    ['NDJSON with blank lines', `\n${text}\n \r\n${text}\r\n\n`, [exchange, exchange], [2, 4]],
    [
      'NDJSON gzipped in two members',
      Buffer.concat([gzipSync(`${text}\n`), gzipSync(text)]),
      [exchange, exchange],
      [1, 2],
    ],
    ['a HAR', JSON.stringify(har(entry, base64)), [fromHar, fromHar], [1, 1]],
    ['a HAR over many lines', JSON.stringify(har(entry, base64), null, 2), [fromHar, fromHar], [9, 39]],
    ['a HAR that begins otherwise', JSON.stringify({ _x: 1, ...har(entry) }), [fromHar], [1]],
    ['a HAR without entries', JSON.stringify(har()), [], []],
    [
      'a HAR about something else',
      JSON.stringify(har(setAtPointer(entry, '/request/url', '/v1.49/info'))),
      [elsewhere],
      [1],
    ],
    ['a bare list', '[]', [list], [1]],
    ['a bare list over many lines', '[\n]\n', [list], [1]],
  ];
  test.each(table)('%s', async (_name, content, exchanges, lines) => {
    const found = await exchangesIn(content);
    expect(found.map(({ exchange }) => exchange)).toEqual(exchanges);
    expect(found.map(({ start }) => start.line)).toEqual(lines);
    expect(found.map(({ index }) => index)).toEqual([...exchanges.keys()]);
  });
});

describe('a part that cannot be read does not keep the rest from being read', () => {
  const noUrl = setAtPointer(entry, '/request/url', undefined);
  const table: [name: string, content: string | Buffer, indices: number[], problems: string[]][] = [
    ['a broken line', `${text}\n{"request" 1}\n${text}`, [0, 2], ['file:2:12: expected ":", found "1}"']],
    [
      'a broken first line',
      `${text.slice(0, 40)}\n${text}`,
      [1],
      ['file:1:35: expected a well-formed string or number'],
    ],
    ['a first line of no JSON', `hello\n${text}`, [1], ['file:1:1: expected a value, found "hello"']],
    [
      'a line of something else',
      `${text}\n5\n${text}`,
      [0, 2],
      ['file:2: expected a recording, but it is not an object'],
    ],
    [
      'a line of no UTF-8',
      Buffer.concat([Buffer.from(`${text}\n\ufffd`), Buffer.from([0xff]), Buffer.from(`\n${text}`)]),
      [0, 2],
      [`file:2: expected UTF-8, found the byte 0xff at offset ${text.length + 4}`],
    ],
    [
      'an entry without a URL',
      JSON.stringify(har(noUrl, entry)),
      [1],
      ['file:1:73: expected a HAR entry, but `request.url`'],
    ],
    [
      'a HAR saved without contents',
      JSON.stringify(har(setAtPointer(entry, '/response/content/text', undefined))),
      [],
      ['`response.content.text` is not there'],
    ],
    [
      'entries that follow a broken place',
      JSON.stringify(har(entry, 1)).replace('1]}}', '{"a":]}]}}'),
      [0],
      ['file:1:440: expected a value, found "]"'],
    ],
    ['a HAR cut off', JSON.stringify(har(entry, entry)).slice(0, -100), [0], ['found']],
    [
      'entries that are no objects',
      '{"log": {"entries": [1, "x, y" ,null,[{}]\n, {}, nul]}}',
      [],
      [
        'file:1:22: expected a HAR entry, but it is not an object, found 1',
        'file:1:25: expected a HAR entry, but it is not an object, found "x, y"',
        'file:1:33: expected a HAR entry, but it is not an object, found null',
        'file:1:38: expected a HAR entry, but it is not an object, found a list of 1',
        'file:2:3: expected a HAR entry, but `request.method` is not an HTTP method',
        'file:2:7: expected a value, found "nul"',
      ],
    ],
    [
      'a comma after the last of many entries',
      '{"log": {"version": 1, "entries": [5,\n5 ,\n5,\n]}}',
      [],
      [
        ...['1:36', '2:1', '3:1'].map(
          (place) => `file:${place}: expected a HAR entry, but it is not an object, found 5`,
        ),
        'file:4:1: expected a value, found "]}}"',
      ],
    ],
    [
      'a HAR that goes on after its end',
      `${JSON.stringify(har(entry))}}}}{"log":{"entries":[1]}}`,
      [0],
      ['file:1:437: expected the end of the text, found "}}}{\\"log'],
    ],
    [
      '`entries` twice',
      JSON.stringify(har(entry)).replace(/]}}$/, '],"entries":[{}]}}'),
      [0],
      ['file: expected one `log.entries`, found a second: of the two JSON.parse keeps the last; leave one of them'],
    ],
    [
      '`log` twice, once by escapes',
      `${JSON.stringify(har(entry)).slice(0, -1)},"\\u006cog":{"entries":[{}]}}`,
      [0],
      ['file: expected one `log`, found a second: of the two JSON.parse keeps the last; leave one of them'],
    ],
    [
      'lines of what is no blank in JSON',
      `${text}\n\u00a0\n \t\r\n\ufeff\n\f\n${text}`,
      [0, 4],
      [
        'file:2:1: expected a value, found "\u00a0"',
        'file:4:1: expected a value, found "\\ufeff"',
        'file:5:1: expected a value, found "\\f"',
      ],
    ],
    [
      'a HAR cut off between entries',
      JSON.stringify(har(entry)).slice(0, -3),
      [0],
      ['expected "," or "]", found the end'],
    ],
    [
      'gzip cut off',
      gzipSync(`${text}\n`.repeat(3)).subarray(0, -9),
      [0, 1, 2],
      ['file: expected gzip, but unexpected end of file'],
    ],
  ];
  test.each(table)('%s', async (_name, content, indices, problems) => {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    const [found, said]: [number[], string[]] = [[], []];
    const judging = readRecordings({ path, name: 'file' }, (problem) => said.push(problem.message));
    try {
      for await (const { index } of judging) found.push(index);
    } catch (error) {
      said.push((error as InputError).message); // anything else fails below
    }
    expect(found).toEqual(indices);
    expect(said).toEqual(problems.map((problem) => expect.stringContaining(problem)));
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
    ['no UTF-8', Buffer.from([0x7b, 0xff]), 'file: expected UTF-8, found the byte 0xff at offset 1'],
    [
      'a list of recordings',
      `[${text}]`,
      'file: expected a list of images, found a list of recordings: write one a line',
    ],
    ['a number', '5', 'file: expected a recording, but it is not an object with `request` and `response`'],
    ['another object', '{"name": "x"}', 'file: expected a recording, but `request` is not an object'],
    ['no path', without('request', 'path'), 'file: expected a recording, but `request.path` is not a path'],
    ['no response', without('response'), 'file: expected a recording, but `response` is not an object'],
    ['no status', without('response', 'status'), 'file: expected a recording, but `response.status` is not an integer'],
  ])('%s', async (_name, content, message) => {
    await expect(exchangesIn(content)).rejects.toThrow(message);
  });

  test('a file that has vanished', async () => {
    await expect(readRecordings({ path: join(folder, 'gone'), name: 'gone' }).next()).rejects.toThrow(
      'no such file or folder',
    );
  });
});
