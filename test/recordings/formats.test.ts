import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkExchange, type Exchange } from '../../src/contract/index.js';
import { InputError } from '../../src/recordings/input-error.js';
import { locateFindings } from '../../src/recordings/locate-findings.js';
import { readPaths, tryReadPaths } from '../../src/recordings/read-paths.js';
import { formats, type Written } from '../formats.js';

const recordings = new URL('.', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read of files. */
async function readOf(path: string) {
  const [found, said]: [Awaited<ReturnType<typeof first>>[], string[]] = [[], []];
  for await (const one of tryReadPaths([path])) {
    if (one instanceof InputError) said.push(one.message);
    else found.push(one);
  }
  return { found, said };
}
const first = async (path: string) => {
  for await (const one of readPaths([path])) return one;
  throw new Error(`${path} holds nothing`);
};

function write(name: string, files: Written): string {
  const root = join(folder, name.replaceAll(/\W/g, '-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (path !== '.') writeFileSync(join(root, path), content);
  }
  return join(root, Object.keys(files)[0] ?? '');
}

/** An exchange as far as the formats know of one, each header as a list. */
const known = ({ request: { method, path }, response: { status, headers = {}, body, bodyText } }: Exchange): string =>
  JSON.stringify([
    [method.toUpperCase(), path, status],
    Object.entries(headers)
      .filter(([name]) => name !== 'content-encoding')
      .map(([name, values]) => [name, [values].flat()]),
    body ?? bodyText ?? '',
  ]);

/** Of the answers each format gets so many, and all together all; `FORMATS=all` gives all to each. */
const SHARE = process.env.FORMATS === 'all' ? 1 : Object.keys(formats).length;

describe('all recorded answers, each once, are read as they were recorded', async () => {
  const all = new Map<string, Exchange>();
  const engines = [
    'docker-28.5.2-containerd',
    'docker-28.5.2-overlay2',
    'versions',
    'podman-4.3.1',
    'podman-5.8.6',
    'podman-6.1.1',
  ];
  for await (const { exchange } of readPaths(engines.map((engine) => recordings + engine))) {
    // No other format says that a request was a probe.
    const { purpose: _, ...request } = exchange.request;
    all.set(known(exchange), { ...exchange, request });
  }

  test('there are many', () => {
    expect(all.size).toBeGreaterThan(1700);
  });

  test.each(Object.entries(formats).map(([name, written], index) => ({ name, written, index })))(
    '$name',
    async ({ name, written, index }) => {
      const share = [...all].filter((_, answer) => answer % SHARE === index % SHARE);
      const { found, said } = await readOf(write(name, written(share.map(([, exchange]) => exchange))));
      expect(said).toEqual([]);
      expect(found.length).toBe(share.length);
      for (const [answer, { exchange }] of found.entries()) {
        const [wanted, original] = share[answer] ?? [];
        expect(known(exchange)).toBe(wanted);
        if (original) expect(checkExchange(exchange)).toEqual(checkExchange(original));
      }
    },
  );
});

/** The recorded exchanges that were sent again for the tools to write down. */
const sent = [
  'podman-5.8.6/filters-label-list',
  'podman-5.8.6/filters-dangling-maybe-list',
  'docker-28.5.2-overlay2/filters-before-two',
];

describe('what the tools themselves wrote has the findings of what was sent', async () => {
  const expected: ReturnType<typeof checkExchange>[] = [];
  for (const name of sent) expected.push(checkExchange((await first(`${recordings}${name}.json`)).exchange));

  test.each<[file: string]>([
    ['curl.txt'],
    ['curl-v.txt'],
    ['mitmproxy.har'],
    ['playwright.har'],
    ['polly.har'],
    ['polly-gzip.har'],
  ])('%s', async (file) => {
    const { found, said } = await readOf(`${recordings}formats/${file}`);
    expect(said).toEqual([]);
    expect(found.map(({ exchange }) => checkExchange(exchange))).toEqual(expected);
  });

  test('flows of mitmproxy are refused by their name', async () => {
    expect((await readOf(`${recordings}formats/mitmproxy.flow`)).said).toEqual([
      expect.stringContaining('found flows of mitmproxy: `mitmdump'),
    ]);
  });
});

describe('findings are placed where the tools have written what they are about', () => {
  test.each<[file: string, pointsAt: string]>([
    ['curl.txt', '0,"Digest":"sha256'],
    ['curl-v.txt', '0,"Digest":"sha256'],
    ['mitmproxy.har', '0,\\"Digest\\":\\"sha'],
    ['playwright.har', '0,\\"Digest\\":\\"sha'],
    ['polly-gzip.har', '"[\\"H4sIAAAAAAAAA6'],
  ])('%s', async (file, pointsAt) => {
    const { found } = await readOf(`${recordings}formats/${file}`);
    const text = readFileSync(`${recordings}formats/${file}`, 'utf8');
    const all = [];
    for (const one of found) all.push(...(await locateFindings(one, checkExchange(one.exchange))));
    const [{ line, column } = { line: 0, column: 0 }] = all.filter(({ pointer }) => pointer === '/0/Containers');
    expect(text.split('\n')[line - 1]?.slice(column - 1, column + 17)).toBe(pointsAt);
  });
});

describe('a text of curl that does not tell what was asked', () => {
  const list = 'HTTP/1.1 200 OK\ncontent-type: application/json\n\n[]\n';
  const fault = 'HTTP/1.1 400 Bad Request\n\n{"message":"x"}\n';

  test('is a bare list when it is a 200', async () => {
    const { found } = await readOf(write('unasked', { 'a.txt': list }));
    expect(found).toMatchObject([{ isImageList: true, exchange: { response: { status: 200, body: [] } } }]);
  });

  test('is refused otherwise, and the rest is read', async () => {
    const { found, said } = await readOf(write('unasked', { 'a.txt': list + fault + list }));
    expect(found.map(({ index }) => index)).toEqual([0, 2]);
    expect(said).toEqual([
      expect.stringContaining(
        'a.txt:5:1: expected a response that curl wrote, but nothing tells what was asked with the 400: put the command',
      ),
    ]);
  });

  test.each<[command: string, request: Exchange['request']]>([
    ["curl -i 'http://localhost/v1.49/images/json?all=1'", { method: 'GET', path: '/v1.49/images/json?all=1' }],
    ['% curl -si localhost:2375/images/json', { method: 'GET', path: '/images/json' }],
    [
      '$ curl -i -G --data-urlencode \'filters={"dangling":["true"]}\' -d all=1 http://localhost/images/json',
      { method: 'GET', path: '/images/json?all=1&filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D' },
    ],
    ['curl -i -X POST http://localhost/images/create', { method: 'POST', path: '/images/create' }],
  ])('unless the command does: %s', async (command, request) => {
    const { found } = await readOf(write('asked', { 'a.txt': `${command}\n${list}` }));
    expect(found).toMatchObject([{ exchange: { request } }]);
  });
});
