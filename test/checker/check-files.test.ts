import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { checkHere } from '../cli/here.js';
import { root } from '../cli/run.js';

/* What the check of one exchange throws is a problem of that exchange; the others are checked and reported. */
vi.mock(import('../../src/contract/check-exchange.js'), async (importOriginal) => {
  const original = await importOriginal();
  return {
    ...original,
    runExchangeCheck: (exchange, defaultVersion) => {
      if (exchange.engine === 'throws') throw new RangeError('Maximum call stack size exceeded');
      return original.runExchangeCheck(exchange, defaultVersion);
    },
  };
});

test('an exchange whose check throws is named with its file, and the others are reported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'throws-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, 'test/recordings/docker-28.5.2-containerd'), folder, { recursive: true });
  const good = await checkHere([folder, '--format', 'json']);
  const throwing = {
    engine: 'throws',
    request: { method: 'GET', path: '/v1.49/images/json' },
    response: { status: 200, body: [] },
  };
  writeFileSync(join(folder, '0.json'), JSON.stringify(throwing));
  const { status, out, problems } = await checkHere([folder, '--format', 'json']);
  expect(status).toBe(2);
  expect(JSON.parse(out).summary).toEqual(JSON.parse(good.out).summary);
  expect(problems).toEqual([expect.stringMatching(/0\.json: exchange 0 was not checked, a fault .*: Maximum call/)]);
});

test('with one unreadable file among 180, the report is about the others, and the exit status is 2', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unreadable-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, 'test/recordings/docker-28.5.2-containerd'), folder, { recursive: true });
  const { out: expected } = await checkHere([folder, '--format', 'json']);
  writeFileSync(join(folder, 'broken.json'), '{"request": {"method": "GET"');
  const { status, out, problems } = await checkHere([folder, '--format', 'json']);
  expect(JSON.parse(expected).summary.exchanges).toBeGreaterThan(150);
  expect({ status, summary: JSON.parse(out).summary }).toEqual({ status: 2, summary: JSON.parse(expected).summary });
  expect(problems).toEqual([expect.stringContaining('broken.json')]);
});
