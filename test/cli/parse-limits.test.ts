import { constants } from 'node:buffer';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/cli/parse-args.js';
import { parseLimits } from '../../src/cli/parse-limits.js';

const most = constants.MAX_STRING_LENGTH;

test.each([
  [{}, {}],
  [{ timeout: '1.5' }, { timeout: 1500 }],
  [{ 'max-body': '1' }, { maxBody: 1 }],
  [
    { timeout: '60', 'max-body': String(most) },
    { timeout: 60_000, maxBody: most },
  ],
])('%j', (words, limits) => {
  expect(parseLimits('record', words)).toEqual({ timeout: undefined, maxBody: undefined, ...limits });
});

test.each([
  ...['', '0', '0.0', '-1', '1e3', 'x', ' 1', '1 ', '0x1', 'Infinity'].map((timeout) => ({ timeout })),
  ...['', '0', '-1', '1.5', '1e3', '1k', ' 1', `${most + 1}`, '9'.repeat(400)].map((text) => ({ 'max-body': text })),
])('%j is wrong usage', (words) => {
  const [[option, text] = []] = Object.entries(words);
  const expected = option === 'timeout' ? 'seconds, more than 0' : `bytes, from 1 to ${most}`;
  expect(() => parseLimits('record', words)).toThrow(
    new UsageError(`record: --${option}: expected ${expected}, found ${JSON.stringify(text)}`),
  );
});
