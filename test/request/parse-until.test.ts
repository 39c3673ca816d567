import { expect, test } from 'vitest';
import { parseUntil } from '../../src/request/parse-until.js';

/** 2024-03-06T00:00:00Z. */
const day = 1709683200;

test.each<[text: string, time: number, hasFraction?: boolean]>([
  ['0', 0],
  ['1709683200', day],
  ['+5', 5],
  ['1709683200.0', day],
  ['1709683200.5', day, true],
  ['1709683200.000000001', day, true],
  ['1709683199.999999999', day - 1, true],
  ['2024-03-06Z', day],
  ['2024-03-06+02:00', day - 7200],
  ['2024-03-06-02:00', day + 7200],
  ['2024-03-06T10Z', day + 36_000],
  ['2024-03-06T10-02:00', day + 43_200],
  ['2024-03-06T10:30+02:00', day + 30_600],
  ['2024-03-06T01:02:03Z', day + 3723],
  ['2024-03-06T01:02:03.999999999+02:00', day - 3477, true],
  ['1969-12-31T23:59:59.5Z', -1, true],
  ['0000-01-01Z', -62167219200],
  ['9999-12-31T23:59:59Z', 253402300799],
])('%s is an exact time', (text, time, hasFraction = false) => {
  expect(parseUntil(text)).toMatchObject({
    accepted: 'always',
    possibleRange: [time, time],
    hasFraction,
  });
});

/** These depend on the engine's clock or time zone. */
test.each([
  ...['10m', '1h30m', '1.5h', '.5s', '1.s', '-5m', '+5m', '-0', '3us', '3µs', '3μs', '1ns', '999999h', '2555555h'],
  ...['2024-03-06', '2024-02-29', '2024-03-06T10', '2024-03-06T10:11', '2024-03-06T10:11:12', '2024-03-06T10:11:12.13'],
])('%s is a time', (text) => {
  expect(parseUntil(text)).toMatchObject({ accepted: 'always' });
});

/** Docker 28.5.2 responds with 500 to these. */
const rejected = [
  ...['', 'yesterday', '-1', '1.', '.5', '5x', '1h ', ' 1h', 'h', '99999999h', '1d', '0x10', '1_000', '1e3'],
  ...['2024-02-30', '2023-02-29', '2024-13-01', '2024-3-06', '24-03-06', '2024-03-06T', '2024-03-06T24:00:00Z', 'Z'],
  ...['2024-03-06T10:11:60Z', '2024-03-06t10:11:12z', '2024-03-06 10:11:12', '2024-03-06T10:1', '2024-03-06T10.5Z'],
];

/** It accepts these, but only because Go's parser is lenient. */
const lenient = ['2562047h', '1.1234567890', '1.+5', '2024-03-06T1:02:03Z', '2024-03-06T10:11:12,5Z'];

test.each([...rejected, ...lenient])('%j is not accepted by every engine', (text) => {
  const { accepted, possibleRange } = parseUntil(text);
  expect(accepted).not.toBe('always');
  expect(possibleRange).toBeUndefined();
});

test.each(['', ' ', 'yesterday', 'T', '2024-13-45', '2024-00-10', '2023-02-29', '2024-13-01T10:00Z'])(
  '%j is accepted by no engine',
  (text) => {
    expect(parseUntil(text).accepted).toBe('never');
  },
);

test.each(['1709618828.', '1.1234567890', '2562047h', '2024-1-1', '12-2024-13-45'])(
  '%j is accepted by some engines',
  (text) => {
    expect(parseUntil(text).accepted).toBe('sometimes');
  },
);

test('is fast for a long text', () => {
  expect(parseUntil(`${'1'.repeat(200_000)}x`).accepted).toBe('sometimes');
});

test.each([
  ['1h', undefined, undefined, undefined],
  ['1h30m', 10_000, [4600, 4600], 4600],
  ['-1h', 10_000, [13_600, 13_600], 13_600],
  ['100', 10_000, [100, 100], 100],
  ['1970-01-02', 10_000, [86_400 - 14 * 3600, 86_400 + 12 * 3600], 86_400],
  ['1970-01-02Z', undefined, [86_400, 86_400], 86_400],
  ['yesterday', 10_000, undefined, undefined],
])('%s at %s', (text, now, possibleRange, timeInUtc) => {
  expect(parseUntil(text, now)).toMatchObject({ possibleRange, timeInUtc });
});
