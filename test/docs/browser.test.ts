import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { images } from '../../src/fixtures/index.js';
import { mockEngine } from '../../src/mock/index.js';
import { root } from '../cli/run.js';
import { makePages, writeSite } from './pages.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
const NAMES = ['index.html', 'checks.html'];
const SCHEMES = ['light', 'dark'] as const;

// CI installs a browser, and so does not skip.
const none = !existsSync(executablePath) && !process.env.REQUIRE_BROWSER;
describe.skipIf(none)(
  `in Chromium${none ? ` (skipped: there is no ${executablePath})` : ''}`,
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let place: ReturnType<typeof writeSite>;
    beforeAll(async () => {
      place = writeSite((await makePages()).pages);
      const args = ['--no-sandbox', '--disable-background-networking'];
      browser = await chromium.launch({ executablePath, headless: true, args });
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      place?.remove();
    });
    const urlOf = (name: string): string => pathToFileURL(join(place.folder, name)).href;

    interface Opened {
      readonly page: Page;
      /** What it asks for beside itself, and what it complains about. */
      readonly requests: string[];
      readonly complaints: string[];
    }

    /** Opens a page, does something with it, and closes it. */
    async function at<Result>(
      name: string,
      options: BrowserContextOptions,
      use: (opened: Opened) => Promise<Result>,
      url = urlOf(name),
    ): Promise<Result> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => {
        if (request.url().split('#')[0] !== url) requests.push(request.url());
      });
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(url, { waitUntil: 'load' });
      if (name === 'index.html' && options.javaScriptEnabled !== false)
        await page.locator('#list details').first().waitFor();
      const result = await use({ page, requests, complaints });
      await context.close();
      return result;
    }
    const width = (wide: number) => ({ viewport: { width: wide, height: 900 } });

    /** Everything open and laid out, as it is once a reader has been there. */
    const ALL = `for (const one of document.querySelectorAll('details')) one.open = true;
for (const one of document.querySelectorAll('.part, .entry')) one.style.contentVisibility = 'visible';`;

    /** What reaches beyond the window, or is cut off by what it stands in. */
    const STICKS_OUT = `[...document.querySelectorAll('body *')].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect();
  if (width === 0 || one.closest('.skip') || one.matches('textarea, select, option, input')) return false;
  const cut = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && getComputedStyle(one).display !== 'inline';
  return right > innerWidth + 1 || left < -1 || cut;
}).map((one) => one.tagName + '#' + one.id + '.' + one.className + ' ' + one.textContent.slice(0, 40))`;

    const WIDTHS = [320, 360, 768, 1024, 1280, 1600, 1920];
    const shown = NAMES.flatMap((name) => SCHEMES.map((scheme) => [name, scheme] as const));

    test.each(shown)('%s, %s: nothing sticks out or is cut off at any width', async (name, colorScheme) => {
      await at(name, { colorScheme }, async ({ page }) => {
        const found: Record<number, unknown> = {};
        for (const wide of WIDTHS) {
          await page.setViewportSize({ width: wide, height: 900 });
          await shoot(page, `${name.replace('.html', '')}-${wide}-${colorScheme}`);
        }
        await page.evaluate(ALL);
        for (const wide of WIDTHS) {
          await page.setViewportSize({ width: wide, height: 900 });
          found[wide] = await page.evaluate(STICKS_OUT);
        }
        expect(found).toEqual(Object.fromEntries(WIDTHS.map((wide) => [wide, []])));
      });
    });

    // A zoom of 200 % leaves half the pixels of CSS.
    test.each([200, 400])('nothing sticks out at a zoom of %i percent', async (zoom) => {
      const options = { viewport: { width: 128_000 / zoom, height: 80_000 / zoom }, deviceScaleFactor: zoom / 100 };
      for (const name of NAMES) {
        await at(name, options, async ({ page }) => {
          await page.evaluate(ALL);
          expect(await page.evaluate(STICKS_OUT)).toEqual([]);
        });
      }
    });

    test.each(NAMES)('%s: printed, nothing is cut off, and what is folded is there', async (name) => {
      // A4 within its margins.
      await at(name, width(700), async ({ page }) => {
        await page.emulateMedia({ media: 'print' });
        expect(await page.evaluate(STICKS_OUT)).toEqual([]);
        const folded = page.locator(name === 'index.html' ? '.erratum dd' : '.entry details li').first();
        expect((await folded.boundingBox())?.height).toBeGreaterThan(5);
        const pdf = await page.pdf({ format: 'A4' });
        expect(pdf.length).toBeGreaterThan(50_000);
        await shoot(page, `${name.replace('.html', '')}-print`);
      });
    });

    test.each(NAMES)('%s: asks for nothing and says nothing, from a file and under a sub-path', async (name) => {
      const server = createServer((_, response) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(readFileSync(join(place.folder, name))),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo; // it listens on TCP
      for (const url of [urlOf(name), `http://127.0.0.1:${port}/some/path/${name}`]) {
        await at(
          name,
          {},
          async ({ requests, complaints }) =>
            expect({ requests, complaints }).toEqual({ requests: [], complaints: [] }),
          url,
        );
      }
      server.close();
    });

    test('without script the page is complete, but for the builder', async () => {
      await at('index.html', { javaScriptEnabled: false }, async ({ page }) => {
        expect(await page.locator('#request pre').nth(1).innerText()).toContain('curl --unix-socket');
        for (const id of ['#try', '#choice']) expect(await page.locator(id).isVisible()).toBe(false);
        expect(await page.locator('.entry').count()).toBeGreaterThan(150);
      });
    });

    const COLOURS = { runOnly: ['color-contrast', 'link-in-text-block'] };
    const moreContrast = { contrast: 'more' } as const;
    const looks: readonly (readonly [name: string, look: string, options: BrowserContextOptions, run: object])[] = [
      ...shown.map(([name, colorScheme]) => [name, colorScheme, { colorScheme }, {}] as const),
      ['index.html', 'on a telephone', width(360), { rules: { 'color-contrast': { enabled: false } } }],
      ['index.html', 'dark with more contrast', { ...moreContrast, colorScheme: 'dark' }, COLOURS],
      ['index.html', 'light with more contrast', { ...moreContrast, reducedMotion: 'reduce' }, COLOURS],
      ['index.html', 'forced colours', { forcedColors: 'active' }, COLOURS],
    ];
    // A loaded machine takes long over a page of this size.
    const timeout = 300_000;
    test.each(looks)(
      '%s, %s: axe finds nothing, best practices included',
      { timeout },
      async (name, _, options, run) => {
        await at(name, options, async ({ page }) => {
          if (name === 'index.html') await page.selectOption('#version', '1.41');
          await page.evaluate(ALL);
          // As text: code that runs in the page has no types here.
          await page.evaluate(axe);
          const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(run)})`);
          const found = violations.map(({ id, nodes }) => [
            id,
            ...nodes.slice(0, 3).map(({ target }) => target.join(' ')),
          ]);
          expect(found).toEqual([]);
        });
      },
    );

    test('there is one landmark of each kind', async () => {
      await at('index.html', {}, async ({ page }) => {
        expect(await page.getByRole('main').count()).toBe(1);
        expect(await page.getByRole('navigation').count()).toBe(1);
        expect(await page.getByRole('region').count()).toBe(0);
        expect(await page.getByRole('complementary').count()).toBe(0);
      });
    });

    test('every control is reached by keyboard, in the order of the page, and its focus is seen', async () => {
      await at('index.html', {}, async ({ page }) => {
        const wanted = await page.evaluate<number>(
          `[...document.querySelectorAll('a[href], input, select, textarea, button, summary')].filter((one) => one.checkVisibility() && !one.disabled && !(one.type === 'radio' && !one.checked)).length`,
        );
        let last = -1;
        let seen = 0;
        for (let press = 0; press < wanted; press++) {
          await page.keyboard.press('Tab');
          const { index, outline } = await page.evaluate<{ index: number; outline: string }>(
            `({ index: [...document.querySelectorAll('*')].indexOf(document.activeElement), outline: getComputedStyle(document.activeElement).outlineStyle })`,
          );
          if (index <= last) break;
          expect(outline).not.toBe('none');
          last = index;
          seen++;
        }
        expect(seen).toBe(wanted);
      });
    });

    /** The status of the response that is shown, and the ids of the images that it lists. */
    async function readResponse(page: Page): Promise<{ status: number; ids: string[] }> {
      await page.locator('#try:not([aria-busy])').waitFor();
      await page.evaluate("for (const one of document.querySelectorAll('#list > details:not(.left)')) one.open = true");
      const status = Number(await page.locator('#outcome b').innerText());
      // A `toggle` comes a moment after.
      await expect
        .poll(() => page.evaluate("document.querySelectorAll('#list > details:not(.left):not(:has(pre))').length"))
        .toBe(0);
      const texts = await page.locator('#list > details:not(.left) pre').allInnerTexts();
      return { status, ids: texts.map((text): string => JSON.parse(text).Id) };
    }

    test('the builder composes a request, and shows the response of the mock engine', async () => {
      await at('index.html', {}, async ({ page }) => {
        const known = await page.evaluate<{ images: typeof images }>(
          "JSON.parse(document.getElementById('explorer').textContent)",
        );
        await page.getByLabel('manifests', { exact: true }).check();
        await page.getByLabel('reference', { exact: true }).fill('contract/kind-*\n*/attested*');
        await page.getByLabel('sets').check();
        const text = await page.locator('#snippet').innerText();
        const target = /'http:\/\/localhost([^']+)'/.exec(text)?.[1] ?? '';
        expect(decodeURIComponent(target)).toBe(
          '/v1.49/images/json?manifests=true&filters={"reference":{"contract/kind-*":true,"*/attested*":true}}',
        );
        for (const [index, store] of (['containerd', 'graphdriver'] as const).entries()) {
          await page.selectOption('#engine', String(index));
          const response = await mockEngine({ images: known.images[store], store })(
            new Request(`http://localhost${target}`),
          );
          const body = (await response.json()) as { Id: string }[]; // a list of images
          expect(body.length).toBeGreaterThan(2);
          expect(await readResponse(page)).toEqual({ status: 200, ids: body.map(({ Id }) => Id) });
        }
        await page.getByLabel('label!', { exact: true }).fill('com.example.kind');
        expect((await readResponse(page)).status).toBe(400);
        for (const [language, words] of Object.entries({
          TypeScript: 'listImages',
          Python: 'import docker',
          Go: 'client.ImageListOptions',
        })) {
          await page.getByLabel(language).check();
          expect(await page.locator('#snippet').innerText()).toContain(words);
        }
        await page.getByRole('button', { name: 'Start again' }).click();
        await expect.poll(() => page.locator('#snippet').innerText()).toMatch(/images\/json'$/);
      });
    });

    test('a property of the response leads to its block, and back', async () => {
      await at('index.html', {}, async ({ page }) => {
        const key = page.locator('#list a.key', { hasText: '"RepoTags"' }).first();
        await key.hover();
        expect(await page.locator('#peek').innerText()).toContain('list of string');
        expect(await page.locator('#imagesummary-repotags.lit').count()).toBe(1);
        await page.locator('#imagesummary-repotags h4').hover();
        expect(await page.locator('#list a.key.lit').first().innerText()).toBe('"RepoTags"');
        await key.click();
        expect(page.url()).toMatch(/#imagesummary-repotags$/);
      });
    });

    test('an API version leaves out what is not there, and says what differs', async () => {
      await at('index.html', {}, async ({ page }) => {
        await page.selectOption('#version', '1.41');
        expect(await page.locator('#parameter-manifests.gone .since').textContent()).toContain('Not at API 1.41');
        expect(await page.locator('#imagesummary-virtualsize.gone').count()).toBe(0);
        expect(await page.locator('#imagesummary-repotags .note.on').textContent()).toContain('API 1.24 to 1.42');
        expect(await page.getByLabel('manifests', { exact: true }).isVisible()).toBe(false);
        expect(await page.locator('#snippet').innerText()).toContain('/v1.41/images/json');
        await page.locator('#try:not([aria-busy])').waitFor();
        expect(await page.locator('#list pre').first().innerText()).toContain('VirtualSize');
      });
    });

    test('a message is found by its words, and the contents follow the reader', async () => {
      await at('index.html', {}, async ({ page }) => {
        await page.getByLabel('Find a message').fill('time duration yesterday');
        expect(await page.locator('.error-response:visible').count()).toBeGreaterThan(1);
        expect(await page.locator('#error-invalid-filter').isVisible()).toBe(false);
        await page.evaluate("location.hash = 'filter-label'");
        await page.locator('nav a[href="#filter-label"][aria-current="true"]').waitFor();
      });
    });

    test('on a processor slowed four times it is there in a second, and nothing keeps it busy for 100 ms', async () => {
      const measured: { paint: number; busy: number; hundred: number }[] = [];
      // The machine may be busy with something else: the best of the rounds counts, each beside its own measure.
      for (let round = 0; round < 5; round++)
        measured.push({ paint: await slowPaint(), busy: 4 * (await longestTask()), hundred: 4 * (await yardstick()) });
      if (process.env.SCREENSHOTS) console.info(measured);
      // On a machine that is slower than the yardstick's, a hundred milliseconds are as many more.
      const best = (name: 'paint' | 'busy'): number =>
        Math.min(...measured.map((one) => one[name] / Math.max(100, one.hundred)));
      expect(best('paint')).toBeLessThan(10);
      expect(best('busy')).toBeLessThan(1);
    });

    /** What a fixed work takes in Chromium, in milliseconds: 25 on a machine of two cores of 2024. */
    async function yardstick(): Promise<number> {
      const page = await browser.newPage();
      const text = `[${Array(4000).fill('{"Id":"sha256:0123","Size":[1,2,3]}')}]`;
      const took = await page.evaluate<number>(`(() => {
        const from = performance.now();
        for (let count = 0; count < 50; count++) JSON.stringify(JSON.parse(${JSON.stringify(text)}));
        return (performance.now() - from) / 4;
      })()`);
      await page.close();
      return took;
    }

    /** When the first is seen on a slowed processor, in milliseconds. */
    async function slowPaint(): Promise<number> {
      const context = await browser.newContext();
      const page = await context.newPage();
      await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 4 });
      await page.goto(urlOf('index.html'), { waitUntil: 'load' });
      const paint = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
      await context.close();
      return paint;
    }

    /** The longest task of the page until the answer is there, in milliseconds of the processor, whatever else is running. */
    async function longestTask(): Promise<number> {
      const context = await browser.newContext();
      const page = await context.newPage();
      await browser.startTracing(page, { categories: ['toplevel'] });
      await page.goto(urlOf('index.html'), { waitUntil: 'load' });
      await page.locator('#list details').first().waitFor();
      await page.waitForTimeout(300);
      const { traceEvents: events }: { traceEvents: TraceEvent[] } = JSON.parse(
        (await browser.stopTracing()).toString(),
      );
      await context.close();
      const main = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
      const tasks = events.filter(
        ({ name, pid, tid }) => /RunTask/.test(name) && main.some((one) => one.pid === pid && one.tid === tid),
      );
      expect(tasks.length).toBeGreaterThan(20);
      return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
    }
  },
);

/** An event of a trace of Chromium; durations are in microseconds of the thread. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Keeps a picture for people to look at, where one is asked for. */
async function shoot(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}
