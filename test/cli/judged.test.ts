import { expect, test } from 'vitest';
import { requestLine } from '../../src/cli/judged.js';

const long = `/images/json?${'x'.repeat(1000)}`;

test.each([
  ['get', '/v1.49/images/json?all=1', 'judged', 'GET /v1.49/images/json?all=1'],
  ['GET', 'http://user:secret@host:1/v1.49/images/json?all=1#x', 'judged', 'GET /v1.49/images/json?all=1'],
  ['GET', '/v1.12/images/json?all=1', 'not judged', 'GET /v1.12/images/json?all=1'],
  ['POST', 'https://host/login?token=secret', 'skipped', 'POST /login'],
  ['GET', long, 'judged', `GET ${long.slice(0, 296)}...`],
] as const)('%s %s that is %s', (method, path, kind, line) => {
  expect(requestLine({ request: { method, path }, response: { status: 200 } }, { kind })).toBe(line);
});
