import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openapi from '../generated/openapi.json' with { type: 'json' };
import { rules } from '../src/contract/rules.js';
import { root } from './cli/run.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

let folder = '';
let browser: Browser;
const make = (name: string): void => {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { status, stderr } = spawnSync(process.execPath, [tsx, 'scripts/docs.ts', join(folder, name)], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  make('a');
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const pageFile = (name: string): string => join(folder, 'a', name);

test('the plain page is small and has no script', () => {
  const text = readFileSync(pageFile('reference.html'), 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThan(90_000);
  expect(text).not.toMatch(/<script|\bon\w+=|https?:\/\/(?!localhost)[^"' <]*\.(js|css|png)/);
});

test('the same bytes at every run', { timeout: 60_000 }, () => {
  make('b');
  for (const name of ['index.html', 'reference.html']) {
    expect(readFileSync(join(folder, 'b', name)).equals(readFileSync(pageFile(name))), name).toBe(true);
  }
});

/** All that a reader must find: parameters, filter keys, members, statuses, rules. */
const operation = openapi.paths['/images/json'].get;
const anchors = [
  ...operation.parameters.map(({ name }) => `parameter-${name}`),
  ...Object.keys(openapi.components.schemas.ImageListFiltersAsLists.properties).map(
    (key) => `filter-${key.replace('!', '-not')}`,
  ),
  ...Object.keys(operation.responses).map((status) => `status-${status}`),
  'schema-imagesummary',
  'schema-ocidescriptor',
  'rules',
  'errata',
  'podman',
  'versions',
];

// CI installs a browser, and so does not skip.
const none = !existsSync(executablePath) && !process.env.REQUIRE_BROWSER;
describe.skipIf(none)(
  `in Chromium${none ? ` (skipped: there is no ${executablePath})` : ''}`,
  { timeout: 60_000 },
  () => {
    beforeAll(async () => {
      const args = ['--no-sandbox', '--disable-background-networking'];
      browser = await chromium.launch({ executablePath, headless: true, args });
    }, 60_000);

    /** Opens a page and takes note of what it asks for beside itself, and of what it complains about. */
    async function open(url: string, colorScheme: 'light' | 'dark' = 'light') {
      const page = await browser.newPage({ colorScheme, bypassCSP: false });
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => {
        const own = request.url().split('#')[0] === url || /^(data|blob):/.test(request.url());
        if (!own) requests.push(request.url());
      });
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(url, { waitUntil: 'load' });
      return { page, requests, complaints };
    }
    const urlOf = (name: string): string => pathToFileURL(pageFile(name)).href;

    test.each(['reference.html', 'index.html'])('%s asks for nothing and complains of nothing', async (name) => {
      const { page, requests, complaints } = await open(urlOf(name));
      await page.getByText('List images').first().waitFor();
      expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
      await page.close();
    });

    test('the Redoc page opens on the operation, under a sub-path too', async () => {
      const server = createServer((_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(readFileSync(pageFile('index.html'))),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo; // it listens on TCP
      for (const url of [urlOf('index.html'), `http://127.0.0.1:${port}/some/path/`]) {
        const { page, requests } = await open(url);
        const text = await page.locator('body').innerText();
        for (const { name } of operation.parameters) expect(text).toContain(name);
        for (const status of Object.keys(operation.responses)) expect(text).toContain(status);
        expect(requests.filter((request) => !request.endsWith('/favicon.ico'))).toEqual([]);
        await page.close();
      }
      server.close();
    });

    test('every link of the plain page lands, and all that a reader must find is there', async () => {
      const { page } = await open(urlOf('reference.html'));
      // As texts: what runs in the page is no code of ours, and has no types here.
      const links = await page.evaluate<string[]>(
        `[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))`,
      );
      const ids = await page.evaluate<string[]>(`[...document.querySelectorAll('[id]')].map(({ id }) => id)`);
      expect(links.filter((link) => !link.startsWith('#') || !ids.includes(link.slice(1)))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(anchors));
      const text = await page.locator('body').innerText();
      for (const { name } of rules) expect(text).toContain(name);
      await page.close();
    });

    test('the plain page is walked by keyboard', async () => {
      const { page } = await open(urlOf('reference.html'));
      const wanted = await page.locator('a, [tabindex="0"]').count();
      const seen = new Set<number>();
      for (let press = 0; press < wanted; press++) {
        await page.keyboard.press('Tab');
        seen.add(
          await page.evaluate<number>(
            `[...document.querySelectorAll('a, [tabindex="0"]')].indexOf(document.activeElement)`,
          ),
        );
      }
      expect(seen.size).toBe(wanted);
      await page.close();
    });

    async function violations(page: Page): Promise<string[]> {
      await page.evaluate(axe);
      const found = await page.evaluate<AxeResults>('axe.run()');
      return found.violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ target }) => target.join(' '))
            .slice(0, 3)
            .join(', ')}`,
      );
    }

    test.each(['light', 'dark'] as const)('axe finds nothing on the plain page, %s', async (scheme) => {
      const { page } = await open(urlOf('reference.html'), scheme);
      expect(await violations(page)).toEqual([]);
      await page.close();
    });

    test('axe finds on the Redoc page only what is inside Redoc', async () => {
      const { page } = await open(urlOf('index.html'));
      await page.getByText('List images').first().waitFor();
      const found = (await violations(page)).map((line) => line.split(':')[0]);
      expect(found.sort()).toEqual(REDOC);
      await page.close();
    });

    test.each([360, 1600])('nothing sticks out at %i px', async (width) => {
      const { page } = await open(urlOf('reference.html'));
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      if (process.env.SCREENSHOTS) {
        mkdirSync(process.env.SCREENSHOTS, { recursive: true });
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `${width}.png`), fullPage: false });
      }
      await page.close();
    });
  },
);

/** What axe finds in Redoc's own elements, which no option or template reaches. */
const REDOC = ['color-contrast', 'heading-order', 'label-content-name-mismatch', 'page-has-heading-one', 'region'];
