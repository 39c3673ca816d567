import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { InputError } from '../../src/recordings/input-error.js';
import { readRecordings } from '../../src/recordings/read-file.js';
import type { RecordedExchange } from '../../src/recordings/recorded-exchange.js';

const folder = mkdtempSync(join(tmpdir(), 'read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const exchange = {
  request: { method: 'GET', path: '/v1.49/images/json' },
  response: { status: 200, headers: { 'Content-Type': ['application/json'] }, body: [] },
  further: 'kept',
};
const text = JSON.stringify(exchange);

/** The exchanges in a file, and what is said of the rest. */
async function readAll(content: string | Buffer): Promise<{ found: RecordedExchange[]; said: string[] }> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const [found, said]: [RecordedExchange[], string[]] = [[], []];
  for await (const result of readRecordings({ path, name: 'file' })) {
    if (result instanceof InputError) said.push(result.message);
    else found.push(result);
  }
  return { found, said };
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
    [
      '`entries` twice, of which JSON.parse keeps the last',
      JSON.stringify(har(entry)).replace(/]}}$/, `],\n"entries":[${JSON.stringify(base64)}]}}`),
      [fromHar],
      [2],
    ],
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
    const { found, said } = await readAll(content);
    expect(said).toEqual([]);
    expect(found.map(({ exchange }) => exchange)).toEqual(exchanges);
    const slices = await Promise.all(found.map(({ getSlice }) => getSlice()));
    expect(slices.map(({ start }) => start.line)).toEqual(lines);
    expect(found.map(({ index }) => index)).toEqual([...exchanges.keys()]);
  });
});

describe('a part that cannot be read does not keep the rest from being read', () => {
  const noUrl = setAtPointer(entry, '/request/url', undefined);
  const table: [name: string, content: string | Buffer, indices: number[], problems: string[]][] = [
    ['a broken line', `${text}\n{"request" 1}\n${text}`, [0, 2], ['file:2:12: not JSON: expected ":", found "1}"']],
    [
      'a broken first line',
      `${text.slice(0, 40)}\n${text}`,
      [1],
      ['file:1:35: not JSON: expected a well-formed string or number'],
    ],
    ['a first line of no JSON', `hello\n${text}`, [1], ['file:1:1: not JSON: expected a value, found "hello"']],
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
      [],
      ['file:1:440: not JSON: expected a value, found "]}]}}"'],
    ],
    [
      'a HAR cut off',
      JSON.stringify(har(entry, entry)).slice(0, -100),
      [],
      ['file:1:699: not JSON: expected a property name in double quotes, found the end'],
    ],
    [
      'entries that are no objects',
      '{"log": {"entries": [1, "x, y" ,null,[{}]\n, {}]}}',
      [],
      [
        'file:1:22: expected a HAR entry, but it is not an object, found 1',
        'file:1:25: expected a HAR entry, but it is not an object, found "x, y"',
        'file:1:33: expected a HAR entry, but it is not an object, found null',
        'file:1:38: expected a HAR entry, but it is not an object, found a list of 1',
        'file:2:3: expected a HAR entry, but `request.method` is not an HTTP method',
      ],
    ],
    [
      'a comma after the last of many entries',
      '{"log": {"version": 1, "entries": [5,\n5 ,\n5,\n]}}',
      [],
      ['file:4:1: not JSON: expected a value, found "]}}"'],
    ],
    [
      'a HAR that goes on after its end',
      `${JSON.stringify(har(entry))}}}}{"log":{"entries":[1]}}`,
      [],
      ['file:1:437: not JSON: expected the end of the text, found "}}}{\\"log'],
    ],
    [
      'lines of what is no blank in JSON',
      `${text}\n\u00a0\n \t\r\n\ufeff\n\f\n${text}`,
      [0, 4],
      [
        'file:2:1: not JSON: expected a value, found "\u00a0"',
        'file:4:1: not JSON: expected a value, found "\\ufeff"',
        'file:5:1: not JSON: expected a value, found "\\f"',
      ],
    ],
    [
      'a HAR cut off between entries',
      JSON.stringify(har(entry)).slice(0, -3),
      [],
      ['not JSON: expected "," or "]", found the end'],
    ],
    [
      'gzip cut off',
      gzipSync(`${text}\n`.repeat(3)).subarray(0, -9),
      [0, 1, 2],
      ['file: expected gzip, but unexpected end of file'],
    ],
  ];
  test.each(table)('%s', async (_name, content, indices, problems) => {
    const { found, said } = await readAll(content);
    expect(found.map(({ index }) => index)).toEqual(indices);
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
    [
      'malformed JSON',
      '{\n  "request": {,\n',
      'file:2:15: not JSON: expected a property name in double quotes, found ",\\n"',
    ],
    ['JSON cut off', text.slice(0, -3), `file:1:${text.length - 6}: not JSON: expected a well-formed string or number`],
    ['an empty file', '', 'file:1:1: not JSON: expected a value, found the end'],
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
    expect(await readAll(content)).toEqual({ found: [], said: [expect.stringContaining(message)] });
  });

  test('a file that has vanished', async () => {
    const { value } = await readRecordings({ path: join(folder, 'gone'), name: 'gone' }).next();
    expect(value).toEqual(new InputError('gone: no such file or folder'));
  });
});
