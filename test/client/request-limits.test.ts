import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LimitedRequest } from '../../src/client/request-limits.js';

test.each([Number.NaN, -1, '5', null, {}])('a timeout of %s is wrong usage', (timeout) => {
  expect(() => new LimitedRequest('h', { timeout })).toThrow(
    new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`),
  );
});

test.each([0, Number.POSITIVE_INFINITY, 2 ** 31])('a timeout of %s does not end the call', async (timeout) => {
  const call = new LimitedRequest('h', { timeout });
  await pause(20);
  expect(call.signal.aborted).toBe(false);
  call.end();
});

test('the clock and the caller end what ignores both', async () => {
  const forever = new Promise<never>(() => {});
  const slow = new LimitedRequest('h', { timeout: 5 });
  await expect(slow.waitFor(forever)).rejects.toThrow('no answer from h within 5 ms');
  slow.end();
  const reason = { why: 'tired' };
  const caller = new AbortController();
  const broken = new LimitedRequest('h', { timeout: 0, signal: caller.signal });
  caller.abort(reason);
  await expect(broken.waitFor(forever)).rejects.toBe(reason);
  expect(broken.fail(new Error('a consequence'))).toBe(reason);
});

test('an ended call hears of nothing any more', async () => {
  const caller = new AbortController();
  const call = new LimitedRequest('h', { timeout: 5, signal: caller.signal });
  call.end();
  caller.abort();
  await pause(20);
  expect(call.signal.aborted).toBe(false);
});

test('a failed call is broken off for whoever works on it', () => {
  const call = new LimitedRequest('h', { timeout: 0 });
  const error = call.fail(new Error('boom'));
  expect(call.signal.reason).toBe(error);
});

test('a body may be as long as is said, and no longer: then its source is given up', async () => {
  const chunk = new Uint8Array(1000);
  for (const [maxBody, taken] of [
    [5000, 5],
    [4999, 4],
    [1, 0],
  ] as const) {
    let [sent, given] = [0, ''];
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < 5 ? controller.enqueue(chunk) : controller.close()),
      cancel: (reason) => {
        given = String(reason);
      },
    });
    const reader = body.getReader();
    const source = { next: () => reader.read(), cancel: (reason: unknown) => reader.cancel(reason) };
    const call = new LimitedRequest('h', { timeout: 0, maxBody });
    call.status = 200;
    let read = 0;
    const reading = (async () => {
      for await (const _ of call.limitBody(source)) read++;
    })();
    if (taken === 5) await reading;
    else {
      const message = `the answer of h is longer than ${maxBody} bytes`;
      await expect(reading).rejects.toMatchObject({ name: 'EngineError', status: 200, message });
      // A source that has closed by then is not given up any more.
      if (taken === 0) expect(given).toBe(`EngineError: ${message}`);
    }
    expect({ maxBody, read }).toEqual({ maxBody, read: taken });
    expect(call.signal.aborted).toBe(taken < 5);
  }
});
