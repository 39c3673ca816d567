import { expect, test } from 'vitest';
import { getAllowedStatuses } from '../../src/engine/allowed-statuses.js';
import { parseListRequest } from '../../src/request/parse-request.js';

const allowed = (query: string, message?: string) =>
  getAllowedStatuses(
    {
      faults: parseListRequest({ method: 'GET', path: `/v1.49/images/json?${query}` })?.faults ?? [],
      minor: 49,
      engineVersion: undefined,
      apiVersion: '1.49',
    },
    message,
  );

const hex = 'b'.repeat(64);

/** A query, what Docker 28.5.2 answers with a containerd and an overlay2 store, and what the contract expects. */
const cases: readonly [query: string, containerd: number, overlay2: number, expected: string][] = [
  ['', 200, 200, '200'],
  ['all=maybe&nope', 200, 200, '200'],
  ['filters=', 200, 200, '200'],
  ['filters=null', 200, 200, '200'],
  ['filters={"label":{"a":null}}', 200, 200, '200'],
  ['filters={"label":["%ff"]}', 200, 200, '200'],
  ['filters={"dangling":["true","maybe"]}', 200, 200, '200'],
  ['filters={"until":["2024-03-06"]}', 200, 200, '200'],
  ['filters={"reference":["[z-a]"]}', 200, 200, '200'],
  ['filters=%20', 400, 400, '400 (malformed filters " ")'],
  ['filters=%EF%BB%BF{}', 400, 400, '400 (malformed filters "\\ufeff{}")'],
  ['filters={"label":1,"label":["a"]}', 400, 400, '400 (malformed filters "{\\"label\\":1,\\"label\\":[\\"a\\"]}")'],
  ['filters={"nope":null}', 400, 400, '400 (unknown filter key "nope")'],
  ['filters={"dangling":{"true":false}}', 400, 400, '400 (bad dangling "true")'],
  ['all=1;digests=1', 400, 400, '400 (undecodable query "all=1;digests=1")'],
  ['a=%zz&filters={"nope":["x"]}', 400, 400, '400 (undecodable query "a=%zz")'],
  ['filters={"label!":["a"]}', 200, 400, '200 or 400 (filter key of containerd stores only "label!")'],
  ['filters={"before":["x:1"]}', 404, 404, '200 or 404 (image that may not be there "x:1")'],
  ['filters={"before":["Bad"]}', 400, 400, '400 (malformed image reference "Bad")'],
  [
    `filters={"since":["x@foo:${hex}"]}`,
    400,
    400,
    `200, 400 or 404 (image reference that not every engine takes "x@foo:${hex}")`,
  ],
  ['filters={"until":["-1"]}', 500, 500, '200, 400 or 500 (until that is not plainly a time "-1")'],
  ['filters={"until":["yesterday"]}', 500, 500, '400 or 500 (until that is no time "yesterday")'],
  ['filters={"until":[""]}', 500, 500, '400 or 500 (until that is no time "")'],
  ['filters={"until":["2024-13-45"]}', 500, 500, '400 or 500 (until that is no time "2024-13-45")'],
  ['filters={"until":["1709618828."]}', 500, 500, '200, 400 or 500 (until that is not plainly a time "1709618828.")'],
  ['filters={"reference":["["]}', 200, 500, '200 or 500 (malformed glob "[")'],
  [
    'filters={"nope":["x"],"since":["x:1"]}',
    400,
    400,
    '400 or 404 (unknown filter key "nope"; image that may not be there "x:1")',
  ],
];

test.each(cases)('%s', (query, containerd, overlay2, expected) => {
  const { statuses, expected: words } = allowed(query);
  expect(words).toBe(expected);
  for (const status of [containerd, overlay2, 403, 500, 503]) expect(statuses).toContain(status);
  const own = words.replace(/ \(.*/, '').split(/, | or /);
  expect([...statuses].sort()).toEqual([...new Set([...own.map(Number), 403, 500, 503])].sort());
});

test('names ten faults, and counts the rest', () => {
  const nopes = Array.from({ length: 100_000 }, (_, index) => [`nope${index}`, ['x']]);
  const { expected } = allowed(`filters=${JSON.stringify(Object.fromEntries(nopes))}`);
  expect(expected).toMatch(/^400 \(unknown filter key "nope0"; .*"nope9"; and 99990 more\)$/);
});

test('an API version that is newer than all engines is that of the newest', () => {
  const { statuses, expected } = getAllowedStatuses({
    faults: [],
    minor: 99,
    engineVersion: undefined,
    apiVersion: '1.99',
  });
  expect({ expected, has: statuses.has(200) }).toEqual({ expected: '200', has: true });
});

test('cuts a long label, which containerd stores refuse', () => {
  const { statuses, expected } = allowed(`filters={"label":["${'k'.repeat(4097)}"]}`);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
  expect(expected).toBe(`200 or 400 (label of more than 4096 bytes "${'k'.repeat(80)}...")`);
});

const tooNew = 'client version 1.49 is too new. Maximum supported API version is 1.45';
const tooOld = 'client version 1.49 is too old. Minimum supported API version is 1.52, please upgrade your client';
const noImage =
  'error walking manifest for docker.io/contract/target-text:1: descriptor is neither a manifest or index';

const deleted = `content digest sha256:${hex}: not found`;
test.each([
  [`rpc error: code = NotFound desc = ${deleted}`, true],
  [`NotFound: ${deleted}`, true],
  ['No such image: alpine:3', false],
])('a 404 to a plain list that says "%s" is allowed: %s', (message, expected) => {
  expect(allowed('', message).statuses.has(404)).toBe(expected);
});

test.each([
  ['', '', false],
  ['', "invalid filter 'x'", false],
  ['', tooNew, true],
  ['', tooOld, true],
  ['', tooOld.replace('1.49', '1.12'), false],
  ['filters={"before":["contract/target-text:1"]}', 'no', false],
  ['filters={"before":["contract/target-text:1"]}', noImage, true],
  ['', noImage, false],
])('a 400 to "%s" that says "%s" is allowed: %s', (query, message, expected) => {
  expect(allowed(query, message).statuses.has(400)).toBe(expected);
});

test.each([
  ['x:1', 'No such image: x:1', true],
  ['x', 'No such image: x:latest', true],
  ['docker.io/library/x', 'No such image: x:latest', true],
  [hex, `No such image: sha256:${hex}`, true],
  ['x:1', 'No such image: y:1', false],
  ['x:1', 'x: no such image', true],
])('a 404 to before %s that says "%s" is allowed: %s', (name, message, expected) => {
  expect(allowed(`filters={"before":["${name}"]}`, message).statuses.has(404)).toBe(expected);
});
