import { expect, test } from 'vitest';
import { formatRequestLine } from '../../src/checker/results.js';

const long = `/images/json?${'x'.repeat(1000)}`;

test.each([
  ['get', '/v1.49/images/json?all=1', 'checked', 'GET /v1.49/images/json?all=1'],
  ['GET', 'http://user:secret@host:1/v1.49/images/json?all=1#x', 'checked', 'GET /v1.49/images/json?all=1'],
  ['GET', '/v1.12/images/json?all=1', 'notChecked', 'GET /v1.12/images/json?all=1'],
  ['POST', 'https://host/login?token=secret', 'skipped', 'POST /login'],
  ['GET', long, 'checked', `GET ${long.slice(0, 296)}...`],
] as const)('%s %s that is %s', (method, path, kind, line) => {
  expect(formatRequestLine({ request: { method, path } }, { kind })).toBe(line);
});
