import { describe, expect, test } from 'vitest';
import { BodyBudget, ConnectionObserver, type TrafficListener } from '../../src/proxy/http-observer.js';

/** What one side sends at a time: the client, or the engine. */
type Said = readonly ['client' | 'engine', string];

/** What is overheard of bytes that come in pieces of so many. */
function overheard(all: readonly Said[], piece = Number.POSITIVE_INFINITY, maxBody = 1000) {
  const heard: string[] = [];
  const shared = new BodyBudget(maxBody);
  const listener: TrafficListener = (observed) => {
    if ('reason' in observed) {
      heard.push(`${observed.request?.path ?? '-'}: ${observed.reason}`);
      return;
    }
    const { request, status, body, incomplete } = observed;
    shared.release(body?.length ?? 0);
    const broken = incomplete === undefined || !body ? '' : ` (${incomplete})`;
    heard.push(`${request.method} ${request.path} ${status} ${body ?? 'not kept'}${broken}`);
  };
  const conversation = new ConnectionObserver(listener, shared);
  for (const [who, text] of all) {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; at += piece) {
      const some = bytes.subarray(at, Math.min(at + piece, bytes.length));
      if (who === 'client') conversation.receiveFromClient(some);
      else conversation.receiveFromEngine(some);
    }
  }
  conversation.endEngine('closed');
  // All room has been given back.
  expect(shared.reserve(maxBody)).toBe(true);
  return { heard, over: conversation.isFinished };
}

const LIST = '/v1.49/images/json';
const ask = (target = LIST, more = '', method = 'GET'): Said => [
  'client',
  `${method} ${target} HTTP/1.1\r\nHost: docker\r\n${more}\r\n`,
];
const answer = (more: string, status = '200 OK'): Said => ['engine', `HTTP/1.1 ${status}\r\n${more}`];
const list = answer('Content-Length: 2\r\n\r\n[]');
const heardList = `GET ${LIST} 200 []`;
const LF = 'a line does not end in CR LF, or has a CR elsewhere';
const broken = (why: string, status = 200): string => `GET ${LIST} ${status}  (${why})`;

const conversations: readonly (readonly [name: string, said: readonly Said[], heard: readonly string[]])[] = [
  ['a length', [ask(), list], [heardList]],
  [
    'chunks, with what follows them',
    [ask(), answer('Transfer-Encoding: chunked\r\n\r\n1;x=y\r\n[\r\n1\r\n]\r\n0\r\nA: b\r\n\r\n')],
    [heardList],
  ],
  ['until the connection ends', [ask(), answer('\r\n[]')], [heardList]],
  [
    'line feeds alone',
    [
      ['client', `GET ${LIST} HTTP/1.1\n\n`],
      ['engine', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n[]'],
    ],
    [`${heardList} (${LF})`],
  ],
  ['no body', [ask(), answer('Content-Length: 0\r\n\r\n')], [`GET ${LIST} 200 `]],
  ['a refusal', [ask(), answer('content-length: 2\r\n\r\n{}', '404 Not Found')], [`GET ${LIST} 404 {}`]],
  [
    'one after another',
    [ask(), list, ask('/_ping'), list, ask(), list],
    [heardList, 'GET /_ping 200 not kept', heardList],
  ],
  [
    'all at once',
    [
      ['client', ask()[1] + ask('/info')[1] + ask()[1]],
      ['engine', list[1].repeat(3)],
    ],
    [heardList, 'GET /info 200 not kept', heardList],
  ],
  [
    'a body with the request',
    [ask('/build', 'Content-Length: 3\r\n', 'POST'), ['client', 'a\nb'], list, ask(), list],
    ['POST /build 200 not kept', heardList],
  ],
  [
    'chunks with the request',
    [ask('/build', 'Transfer-Encoding: chunked\r\n', 'POST'), ['client', '3\r\na\nb\r\n0\r\n\r\n'], list, ask(), list],
    ['POST /build 200 not kept', heardList],
  ],
  [
    '100 Continue first',
    [
      ask('/load', 'Expect: 100-continue\r\nContent-Length: 2\r\n', 'POST'),
      answer('\r\n', '100 Continue'),
      ['client', 'ab'],
      list,
      ask(),
      list,
    ],
    ['POST /load 200 not kept', heardList],
  ],
  [
    'an answer before the body',
    [ask('/load', 'Content-Length: 2\r\n', 'POST'), list, ['client', 'ab'], ask(), list],
    ['POST /load 200 not kept', heardList],
  ],
  [
    'HEAD',
    [ask('/_ping', '', 'HEAD'), answer('Content-Length: 2\r\n\r\n'), ask(), list],
    ['HEAD /_ping 200 not kept', heardList],
  ],
  [
    '204 and 304',
    [ask('/x'), answer('\r\n', '204 No Content'), ask('/y'), answer('\r\n', '304 Not Modified'), ask(), list],
    ['GET /x 204 not kept', 'GET /y 304 not kept', heardList],
  ],
  ['a URL for a target', [ask(`http://docker${LIST}`), list], [`GET http://docker${LIST} 200 []`]],
  ['an upgrade refused', [ask(LIST, 'Connection: Upgrade\r\nUpgrade: h2c\r\n'), list], [heardList]],
  // From here on nothing more is heard, and what is no fault is not spoken of.
  [
    'an upgrade',
    [
      ask('/exec/x/start', 'Upgrade: tcp\r\n', 'POST'),
      answer('\r\n', '101 UPGRADED'),
      ['client', `${ask()[1]}\0`.repeat(2000)],
      list,
    ],
    [],
  ],
  [
    'a stream',
    [
      ask('/containers/x/attach', '', 'POST'),
      answer('Content-Type: application/vnd.docker.raw-stream\r\n\r\n'),
      ['client', 'x'.repeat(100_000)],
      list,
    ],
    [],
  ],
  ['a tunnel', [ask('x:1', '', 'CONNECT'), answer('\r\n'), ['client', 'x'.repeat(100_000)], list], []],
  [
    'HTTP/2',
    [
      ['client', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0'],
      ['engine', '\0\0'],
    ],
    ['-: it is no HTTP/1.1'],
  ],
  ['no HTTP', [['client', '\x16\x03\x01\n\n']], ['-: it is no HTTP/1.1']],
  ['an answer that is none', [ask(), ['engine', 'SSH-2.0\r\n\r\n']], [broken('the response is no HTTP/1.1', 0)]],
  ['an answer to nothing', [list], ['-: a response came to no request']],
  ['a line that never ends', [['client', 'x'.repeat(65_537)]], ['-: a line is longer than 65536 bytes']],
  [
    'a head that never ends',
    [['client', `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(20_000)}`]],
    ['-: a head is longer than 65536 bytes'],
  ],
  ['a folded header', [ask(), answer('a: b\r\n c\r\n\r\n')], [broken('a line is no header', 0)]],
  [
    'two lengths',
    [ask(), answer('Content-Length: 2\r\nContent-Length: 3\r\n\r\n[] ')],
    [broken('there is more than one length')],
  ],
  [
    'a chunk without a size',
    [ask(), answer('Transfer-Encoding: chunked\r\n\r\n[]\r\n')],
    [broken('the size of a chunk is no number')],
  ],
  [
    'a chunk beyond its size',
    [ask(), answer('Transfer-Encoding: chunked\r\n\r\n1\r\n[]\r\n')],
    [broken('a chunk is longer than its size')],
  ],
  ['half an answer', [ask(), answer('Content-Length: 2\r\n\r\n[')], [broken('a body was broken off')]],
  ['half a line', [ask(), ['engine', 'HTTP/1.1 2']], [broken('a line was broken off', 0)]],
  ['half a head', [ask(), answer('A: b\r\n')], [broken('a head was broken off', 0)]],
  ['another protocol', [ask(), answer('\r\n', '101 UPGRADED'), list], [`${LIST}: no complete response came`]],
  [
    'a head that is too long',
    [ask(), answer(`${'a: b\r\n'.repeat(20_000)}\r\n[]`)],
    [`${LIST}: a head is longer than 65536 bytes`],
  ],
  [
    'a last chunk that ends in a line feed, and what comes after it',
    [ask(), answer('Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\n\r\n'), ask(), list],
    [`${heardList} (${LF})`, heardList],
  ],
  [
    'a line feed in what is no list',
    [ask('/info'), answer('Content-Length: 0\n\r\n'), ask(), list],
    ['GET /info 200 not kept', heardList],
  ],
  [
    'too long, and broken off',
    [ask(), answer(`Content-Length: 2000\r\n\r\n${' '.repeat(1001)}`)],
    [`${LIST}: the response is longer than 1000 bytes; --max-body BYTES allows more`],
  ],
  ['no answer', [ask()], [`${LIST}: no complete response came`]],
  ['half an answer to something else', [ask('/info'), answer('\r\n'.slice(0, 1))], []],
  [
    'too long',
    [ask(), answer(`Content-Length: 1001\r\n\r\n${' '.repeat(1001)}`), ask(), list],
    [`${LIST}: the response is longer than 1000 bytes; --max-body BYTES allows more`, heardList],
  ],
  [
    'too much before an answer',
    [ask(), ['client', ask()[1].repeat(2000)], list],
    [`${LIST}: more than 65536 bytes came before a response`],
  ],
];

describe('a conversation', () => {
  test.each(conversations)('%s', (_, said, heard) => {
    expect(overheard(said).heard).toEqual(heard);
  });

  test.each(conversations)('%s, in pieces', (_, said, heard) => {
    for (const piece of [1, 2, 3, 7, 1000]) {
      const { heard: found, over } = overheard(said, piece);
      expect(found).toEqual(heard);
      expect(over).toBe(true);
    }
  });

  test('what comes byte by byte is put together', () => {
    const chunk = `400\r\n${' '.repeat(1024)}\r\n`;
    const body = `${chunk.repeat(128)}2\r\n[]\r\n0\r\n\r\n`;
    const { heard } = overheard([ask(), answer(`Transfer-Encoding: chunked\r\n\r\n${body}`)], 1, 2 ** 21);
    expect(heard).toEqual([`GET ${LIST} 200 ${' '.repeat(2 ** 17)}[]`]);
  });

  test('what all keep together is bounded', () => {
    const shared = new BodyBudget(10);
    const said: string[] = [];
    const listener: TrafficListener = (observed) => {
      said.push('reason' in observed ? observed.reason : 'answered');
    };
    const [first, second] = [new ConnectionObserver(listener, shared), new ConnectionObserver(listener, shared)];
    for (const one of [first, second]) {
      one.receiveFromClient(Buffer.from(ask()[1]));
      one.receiveFromEngine(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n[      '));
    }
    for (const one of [second, first]) one.receiveFromEngine(Buffer.from(']'));
    expect(said).toEqual(['more than 10 bytes came at a time; --max-body BYTES allows more', 'answered']);
  });
});
