import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findContract } from '../../src/contract/contract-version.js';
import type { Exchange } from '../../src/contract/index.js';
import { createImageFilter, type Expectation } from '../../src/engine/filter-images.js';
import type { AnyVersionImage } from '../../src/engine/image.js';
import { createImageSet, type ImageStore } from '../../src/engine/image-set.js';
import { interpretRequest, isFullListing } from '../../src/engine/interpreted-request.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { parseListRequest } from '../../src/request/parse-request.js';

const recordings = join(import.meta.dirname, '../recordings');
const versions = readdirSync(join(recordings, 'versions'))
  .filter((engine) => engine.startsWith('docker-'))
  .flatMap((engine) => readdirSync(join(recordings, 'versions', engine)).map((at) => `versions/${engine}/${at}`));
const sessions = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2', ...versions];
const head = `# What the model says of the images of all recorded engines

For each recorded question and image, by the filter keys of the question: whether an answer must, may or must not list
it. *May* is where engines that are both right differ, or where the list of all images does not tell. In no recording is
an image missing that must be listed, or listed that must not be.

| store | filter keys | must | may | must not | may, in percent |
|---|---|---|---|---|---|
`;

type Counts = Record<Expectation, number>;

/** What a recorded list says beside what the model says, counted by store and filter keys. */
function count(counts: Map<string, Counts>, exchanges: readonly Exchange[], store: ImageStore): void {
  const read = exchanges.flatMap(({ request, response }) => {
    const asked = parseListRequest(request);
    const contract = findContract(asked?.apiVersion);
    if (!asked?.apiVersion || !contract || response.status !== 200) return [];
    const images = response.body as AnyVersionImage[]; // a recorded list
    return { asked: interpretRequest(asked, asked.apiVersion, contract, String(response.headers?.server)), images };
  });
  const wholes = read.filter(({ asked }) => isFullListing(asked));
  const universe = createImageSet((wholes.find(({ asked }) => asked.manifests) ?? wholes[0])?.images ?? [], store);
  for (const { asked, images } of read) {
    const listed = createImageFilter(universe, asked);
    const ids = new Set(images.map(({ Id }) => Id));
    const key = `${store} | ${[...asked.filters.values.keys()].map((name) => `\`${name}\``).join(' ') || 'none'}`;
    const found = counts.get(key) ?? { required: 0, optional: 0, forbidden: 0 };
    counts.set(key, found);
    for (const image of universe.images) {
      const said = listed(image).expectation;
      found[said]++;
      const right = said === 'optional' || ids.has(image.image.Id) === (said === 'required');
      expect(right, `${asked.path} ${image.image.Id}: ${said}`).toBe(true);
    }
  }
}

const row = (key: string, { required, optional, forbidden }: Counts): string =>
  `| ${key} | ${required} | ${optional} | ${forbidden} | ${((100 * optional) / (required + optional + forbidden)).toFixed(1)} |`;

test('the shares of must, may and must not are those of shares.md', { timeout: 60_000 }, async () => {
  const counts = new Map<string, Counts>();
  const totals: Record<ImageStore, Counts> = {
    containerd: { required: 0, optional: 0, forbidden: 0 },
    graphdriver: { required: 0, optional: 0, forbidden: 0 },
  };
  for (const session of sessions) {
    const exchanges: Exchange[] = [];
    for await (const { exchange } of readPaths([join(recordings, session)])) exchanges.push(exchange);
    count(counts, exchanges, session.includes('containerd') ? 'containerd' : 'graphdriver');
  }
  for (const [key, found] of counts) {
    const total = totals[key.startsWith('containerd') ? 'containerd' : 'graphdriver'];
    for (const listed of ['required', 'optional', 'forbidden'] as const) total[listed] += found[listed];
  }
  const rows = [
    ...[...counts].sort().map(([key, found]) => row(key, found)),
    ...Object.entries(totals).map(([store, found]) => row(`${store} | all questions`, found)),
  ];
  await expect(`${head}${rows.join('\n')}\n`).toMatchFileSnapshot('shares.md');
});
