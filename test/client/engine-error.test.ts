import { expect, test } from 'vitest';
import {
  createConnectionError,
  createInvalidResponseError,
  createResponseError,
} from '../../src/client/engine-error.js';
import { EngineError } from '../../src/client/index.js';

const refusals = [
  {
    status: 400,
    body: { message: 'client version 1.99 is too new. Maximum supported API version is 1.51' },
    hint: "1.51 at most: set `apiVersion: '1.51'` or `apiVersion: 'negotiate'`",
  },
  {
    status: 400,
    body: 'client version 1.12 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n',
    hint: "1.24 at least: set `apiVersion: '1.24'`",
  },
  { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n', hint: 'The engine speaks TLS' },
  { status: 400, body: { message: "invalid filter 'nope'" }, hint: 'Filters are before, dangling, label, label!' },
  { status: 400, body: { message: "Invalid filter 'nope'" }, hint: 'Filters are' },
  { status: 400, body: { message: "invalid filter 'label!'" }, hint: 'containerd image store' },
  { status: 400, body: { message: 'invalid reference format' }, hint: 'Give `before` and `since`' },
  { status: 400, body: { message: 'invalid URL escape "%zz"' }, hint: 'Check the query' },
  { status: 401, body: 'Unauthorized', hint: 'who you are' },
  { status: 403, body: { message: 'authorization denied by plugin example: no' }, hint: 'authorization plugin' },
  { status: 404, body: { message: 'No such image: does-not-exist:1' }, hint: '`before` or `since`' },
  { status: 404, body: { message: 'page not found' }, hint: 'Something other than a Docker engine' },
  { status: 500, body: { message: 'failed to parse value as time or duration: "yesterday"' }, hint: 'Give `until`' },
  {
    status: 500,
    body: { message: 'parsing time "-1" as "2006-01-02": cannot parse "-1" as "2006"' },
    hint: 'Give `until`',
  },
  { status: 500, body: { message: 'syntax error in pattern' }, hint: '`reference`' },
  { status: 500, body: { message: 'write /var/lib/docker: no space left on device' }, hint: "engine's log" },
  { status: 502, body: 'Bad Gateway', hint: 'A proxy answers' },
  { status: 503, body: { message: 'connection error: containerd is not there' }, hint: 'cannot reach its containerd' },
  { status: 418, body: 'I am a teapot', hint: 'Something other than a Docker engine' },
];

test.each(refusals)('$status, $hint', ({ status, body, hint }) => {
  const error = createResponseError(status, body);
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({ status, hint: expect.stringContaining(hint) });
  expect(error.message).toBe(typeof body === 'string' ? body.trim() : body.message);
  expect(error.hint).not.toContain('$1');
});

/** Lists in lists, as a parser takes them and recursion does not. */
const nested: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));

const bodies = [
  { body: undefined, message: 'answered 500 with an empty body' },
  { body: '', message: 'answered 500 with an empty body' },
  { body: ' \n', message: 'answered 500 with an empty body' },
  { body: { error: 'x' }, message: '{"error":"x"}' },
  { body: { message: '' }, message: 'answered 500 with an empty body' },
  { body: { message: 1 }, message: '{"message":1}' },
  { body: null, message: 'null' },
  { body: 'two\n lines', message: 'two lines' },
  { body: '<html><style>b { x }</style><h1>Bad\nGateway</h1><hr>nginx</html>', message: 'Bad Gateway nginx' },
  { body: ' <p></p><hr>', message: 'answered 500 with a page without words' },
  { body: nested, message: `${'['.repeat(199)}…` },
  { body: { error: nested }, message: `{"error":${'['.repeat(190)}…` },
  { body: 'x'.repeat(300), message: `${'x'.repeat(199)}…` },
];

test.each(bodies)('the words: $message', ({ body, message }) => {
  expect(createResponseError(500, body).message).toBe(message);
});

test('message and hint are a line each, cut, and fit for a terminal, wherever they come from', () => {
  const strange = (of: string): string => `${of}\u001b[2J\n##[x] ${'x'.repeat(2000)}`;
  const shown = (of: string): string => `${of}\\u001b[2J #\\u0023[x] xxx`;
  for (const error of [
    new EngineError(strange('message'), { hint: strange('hint') }),
    createConnectionError(new Error('x'), strange('message'), undefined),
    createResponseError(500, { message: strange('message') }),
  ]) {
    expect(error.message).toContain(shown('message'));
    expect(error.message.length).toBeLessThanOrEqual(1100);
    expect(error.hint.length).toBeLessThanOrEqual(1100);
  }
  expect(new EngineError('', { hint: strange('hint') }).hint).toContain(shown('hint'));
});

const faults = [
  { code: 'EACCES', what: 'no permission on the socket', hint: 'group of the socket' },
  { code: 'EPERM', what: 'no permission on the socket', hint: 'rootless' },
  { code: 'ENOENT', what: 'no engine there', hint: 'DOCKER_HOST' },
  { code: 'ECONNREFUSED', what: 'no engine there', hint: 'Start the engine' },
  { code: 'ENOTFOUND', what: 'no such host name', hint: 'Check the name' },
  { code: 'EHOSTUNREACH', what: 'not reachable', hint: 'firewall' },
  { code: 'EPROTO', what: 'no TLS there', hint: 'http://' },
  { code: 'SELF_SIGNED_CERT_IN_CHAIN', what: 'TLS failed', hint: 'ca.pem' },
  { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', what: 'TLS failed', hint: 'ca.pem' },
  { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', what: 'TLS failed', hint: 'cert.pem' },
  { code: 'ERR_TLS_CERT_ALTNAME_INVALID', what: 'its certificate is for another name', hint: 'certificate holds' },
  { code: 'HPE_HEADER_OVERFLOW', what: 'its headers are too long', hint: 'Something other' },
  { code: 'HPE_INVALID_CONSTANT', what: 'no HTTP there, or broken HTTP', hint: 'speaks TLS' },
  { code: 'ECONNRESET', what: 'the connection was closed', hint: 'log' },
  { code: 'UND_ERR_SOCKET', what: 'the connection was closed', hint: 'log' },
  { code: 'EWHATEVER', what: 'the request failed', hint: 'Something other' },
];

test.each(faults)('$code: $what', ({ code, what, hint }) => {
  const cause = Object.assign(new Error('boom'), { code });
  const plain = { message: `no answer from unix:///s: ${what} (${code})`, hint: expect.stringContaining(hint) };
  expect(createConnectionError(cause, 'unix:///s', undefined)).toMatchObject({ ...plain, status: undefined, cause });
  // As `fetch` reports it.
  const outer = new TypeError('fetch failed', { cause });
  expect(createConnectionError(outer, 'unix:///s', undefined)).toMatchObject({ ...plain, cause: outer });
  const late = { message: `the answer of unix:///s broke off: ${what} (${code})`, status: 200 };
  expect(createConnectionError(cause, 'unix:///s', 200)).toMatchObject(late);
});

test('a failure without a code, one that is no Error, and one that is explained already', () => {
  expect(createConnectionError(new Error('a\nb'), 'h', undefined).message).toBe(
    'no answer from h: the request failed (a b)',
  );
  expect(createConnectionError('boom', 'h', undefined).message).toBe('no answer from h: the request failed (boom)');
  const known = createInvalidResponseError('an empty body');
  expect(createConnectionError(known, 'h', 200)).toBe(known);
});

test('a 200 without a list', () => {
  expect(createInvalidResponseError('an empty body')).toMatchObject({
    message: 'answered 200 with an empty body',
    status: 200,
  });
  expect(String(createInvalidResponseError('an empty body'))).toBe('EngineError: answered 200 with an empty body');
});

test.each([
  ['tags that do not end', '<'.repeat(300_000)],
  ['tags that do not begin', '<a'.repeat(150_000)],
  ['styles that do not end', '<style>'.repeat(50_000)],
])('a page of %s does not hold the process up', (_name, page) => {
  expect(createResponseError(502, page).message.length).toBeLessThanOrEqual(200);
});
