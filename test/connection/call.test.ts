import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Call } from '../../src/connection/call.js';

test.each([Number.NaN, -1, '5', null, {}])('a timeout of %s is wrong usage', (timeout) => {
  expect(() => new Call('h', timeout)).toThrow(
    new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`),
  );
});

test.each([0, Number.POSITIVE_INFINITY, 2 ** 31])('a timeout of %s does not end the call', async (timeout) => {
  const call = new Call('h', timeout);
  await pause(20);
  expect(call.signal.aborted).toBe(false);
  call.end();
});

test('the clock and the caller end what ignores both', async () => {
  const forever = new Promise<never>(() => {});
  const slow = new Call('h', 5);
  await expect(slow.within(forever)).rejects.toThrow('no answer from h within 5 ms');
  slow.end();
  const reason = { why: 'tired' };
  const caller = new AbortController();
  const broken = new Call('h', 0, caller.signal);
  caller.abort(reason);
  await expect(broken.within(forever)).rejects.toBe(reason);
  expect(broken.fail(new Error('a consequence'))).toBe(reason);
});

test('an ended call hears of nothing any more', async () => {
  const caller = new AbortController();
  const call = new Call('h', 5, caller.signal);
  call.end();
  caller.abort();
  await pause(20);
  expect(call.signal.aborted).toBe(false);
});

test('a failed call is broken off for whoever works on it', () => {
  const call = new Call('h', 0);
  const error = call.fail(new Error('boom'));
  expect(call.signal.reason).toBe(error);
});
