import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import openapi from '../generated/openapi.json' with { type: 'json' };
import { root } from './cli/run.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const none = !existsSync(executablePath) && !process.env.REQUIRE_BROWSER;
const operation = openapi.paths['/images/json'].get;

test.skipIf(none)('Redoc’s page opens on the operation, and asks for nothing', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redoc-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'redoc.html');
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { status, stderr } = spawnSync(process.execPath, [tsx, 'scripts/redoc.ts', file], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const args = ['--no-sandbox', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath, headless: true, args });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url && !/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.getByText('List images').first().waitFor();
  const text = await page.locator('body').innerText();
  for (const { name } of operation.parameters) expect(text).toContain(name);
  for (const code of Object.keys(operation.responses)) expect(text).toContain(code);
  expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
});
