import { getEventListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createConnectionError } from '../../src/client/engine-error.js';
import { callWithLimits, type LimitedCall, type RequestLimits } from '../../src/client/request-limits.js';

/** Runs a call of the host `h`. */
const run = <T>(limits: RequestLimits, send: (call: LimitedCall) => Promise<T>, host = 'h') =>
  callWithLimits(host, limits, limits, send);

/** A step that takes no notice of the signal. */
const forever = () => new Promise<never>(() => {});

test.each([Number.NaN, -1, '5', null, {}])('a timeout of %s is wrong usage', async (timeout) => {
  await expect(run({ timeout }, forever)).rejects.toThrow(
    new TypeError(`timeout: expected milliseconds, 0 for none, found ${String(timeout)}`),
  );
});

test.each([0, Number.POSITIVE_INFINITY, 2 ** 31])('a timeout of %s does not end the call', async (timeout) => {
  await run({ timeout }, async ({ signal }) => {
    await pause(20);
    expect(signal.aborted).toBe(false);
  });
});

test('the clock and the caller end what ignores both', async () => {
  await expect(run({ timeout: 5 }, forever)).rejects.toThrow('no answer from h within 5 ms');
  const reason = { why: 'tired' };
  const caller = new AbortController();
  const broken = run({ timeout: 0, signal: caller.signal }, forever);
  caller.abort(reason);
  await expect(broken).rejects.toBe(reason);
});

test('the reason of the caller counts, not an error that is its consequence', async () => {
  const reason = { why: 'tired' };
  const caller = new AbortController();
  const broken = run({ timeout: 0, signal: caller.signal }, async () => {
    caller.abort(reason);
    throw new Error('a consequence');
  });
  await expect(broken).rejects.toBe(reason);
});

test('an ended call hears of nothing any more', async () => {
  const caller = new AbortController();
  const signal = await run({ timeout: 5, signal: caller.signal }, async ({ signal }) => signal);
  expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  caller.abort();
  await pause(20);
  expect(signal.aborted).toBe(false);
});

test('a failed call is broken off for whoever works on it', async () => {
  let signal: AbortSignal | undefined;
  const failed = run({ timeout: 0 }, async (call) => {
    signal = call.signal;
    throw new Error('boom');
  });
  const error = await failed.catch((error: unknown) => error);
  expect(error).toMatchObject({ name: 'EngineError', message: 'no answer from h: the request failed (boom)' });
  expect(signal?.reason).toBe(error);
});

test('a body may be as long as is said, and no longer: then the call is broken off', async () => {
  const chunk = new Uint8Array(1000);
  for (const [maxBody, taken] of [
    [5000, 5],
    [4999, 4],
    [1, 0],
  ] as const) {
    let read = 0;
    let signal: AbortSignal | undefined;
    const reading = run({ timeout: 0, maxBody }, async (call) => {
      signal = call.signal;
      call.status = 200;
      for (let sent = 0; sent < 5 && !signal.aborted; sent++) {
        call.countBytes(chunk);
        if (!signal.aborted) read++;
      }
    });
    if (taken === 5) await reading;
    else {
      const message = `the answer of h is longer than ${maxBody} bytes`;
      await expect(reading).rejects.toMatchObject({ name: 'EngineError', status: 200, message });
    }
    expect({ maxBody, read }).toEqual({ maxBody, read: taken });
    expect(signal?.aborted).toBe(taken < 5);
  }
});

/** The error of a call that is too slow, whose headers had come with `status`. */
const beLate = (limits: RequestLimits, status?: number, host?: string): Promise<unknown> => {
  const late = run(
    limits,
    (call) => {
      call.status = status;
      return forever();
    },
    host,
  );
  return late.catch((error: unknown) => error);
};

/** The error of a call whose body has ten bytes and may have nine. */
const beLong = (limits: RequestLimits): Promise<unknown> =>
  run({ ...limits, maxBody: 9 }, async ({ countBytes }) => countBytes(new Uint8Array(10))).catch(
    (error: unknown) => error,
  );

test('the status is there once the headers are', async () => {
  expect(await beLate({ timeout: 5 })).toMatchObject({ message: 'no answer from h within 5 ms', status: undefined });
  const late = await beLate({ timeout: 5 }, 200);
  expect(late).toMatchObject({ message: 'no complete answer from h within 5 ms', status: 200 });
  expect(createConnectionError(late, 'h', 200)).toBe(late);
});

test('hints name the option of the caller that allows more, where it has one', async () => {
  const slow = 'A containerd store with hundreds of images takes seconds: ';
  expect(await beLate({ timeout: 5 })).toMatchObject({ hint: `${slow}see whether the engine hangs.` });
  expect(await beLate({ timeout: 5, optionNames: { timeout: '--timeout SECONDS' } })).toMatchObject({
    hint: `${slow}allow more with --timeout SECONDS, or see whether the engine hangs.`,
  });
  expect(await beLong({})).toMatchObject({ hint: expect.not.stringContaining('Allow more') });
  expect(await beLong({ optionNames: { maxBody: '`maxBody` (bytes)' } })).toMatchObject({
    hint: expect.stringMatching(/ Allow more with `maxBody` \(bytes\)\.$/),
  });
});

test('a host from anywhere is one line, cut, and fit for a terminal', async () => {
  const error = await beLate({ timeout: 1 }, undefined, `host\u001b[2J\n##[x] ${'x'.repeat(2000)}`);
  if (!(error instanceof Error)) throw new Error('expected an Error');
  expect(error.message).toContain('host\\u001b[2J #\\u0023[x] xxx');
  expect(error.message.length).toBeLessThanOrEqual(1100);
});
