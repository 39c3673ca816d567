import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Exchange } from '../../src/contract/index.js';
import { readAs } from '../../src/contract/read.js';
import { contractOf } from '../../src/contract/version.js';
import { isWhole } from '../../src/model/asked.js';
import type { AnyImage } from '../../src/model/image.js';
import { type Listed, listing } from '../../src/model/listed.js';
import { type Store, universeOf } from '../../src/model/universe.js';
import { recordingsIn } from '../../src/recordings/recordings.js';
import { readRequest } from '../../src/request/request.js';

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

type Counts = Record<Listed, number>;

/** What a recorded list says beside what the model says, counted by store and filter keys. */
function count(counts: Map<string, Counts>, exchanges: readonly Exchange[], store: Store): void {
  const read = exchanges.flatMap(({ request, response }) => {
    const asked = readRequest(request);
    const contract = contractOf(asked?.apiVersion);
    if (!asked?.apiVersion || !contract || response.status !== 200) return [];
    const images = response.body as AnyImage[]; // a recorded list
    return { asked: readAs(asked, asked.apiVersion, contract, String(response.headers?.server)), images };
  });
  const wholes = read.filter(({ asked }) => isWhole(asked));
  const universe = universeOf((wholes.find(({ asked }) => asked.manifests) ?? wholes[0])?.images ?? [], store);
  for (const { asked, images } of read) {
    const listed = listing(universe, asked);
    const ids = new Set(images.map(({ Id }) => Id));
    const key = `${store} | ${[...asked.filters.values.keys()].map((name) => `\`${name}\``).join(' ') || 'none'}`;
    const found = counts.get(key) ?? { must: 0, may: 0, 'must not': 0 };
    counts.set(key, found);
    for (const image of universe.images) {
      const said = listed(image).listed;
      found[said]++;
      const right = said === 'may' || ids.has(image.image.Id) === (said === 'must');
      expect(right, `${asked.path} ${image.image.Id}: ${said}`).toBe(true);
    }
  }
}

const row = (key: string, { must, may, 'must not': mustNot }: Counts): string =>
  `| ${key} | ${must} | ${may} | ${mustNot} | ${((100 * may) / (must + may + mustNot)).toFixed(1)} |`;

test('the shares of must, may and must not are those of shares.md', { timeout: 60_000 }, async () => {
  const counts = new Map<string, Counts>();
  const totals: Record<Store, Counts> = {
    containerd: { must: 0, may: 0, 'must not': 0 },
    graphdriver: { must: 0, may: 0, 'must not': 0 },
  };
  for (const session of sessions) {
    const exchanges: Exchange[] = [];
    for await (const { exchange } of recordingsIn([join(recordings, session)])) exchanges.push(exchange);
    count(counts, exchanges, session.includes('containerd') ? 'containerd' : 'graphdriver');
  }
  for (const [key, found] of counts) {
    const total = totals[key.startsWith('containerd') ? 'containerd' : 'graphdriver'];
    for (const listed of ['must', 'may', 'must not'] as const) total[listed] += found[listed];
  }
  const rows = [
    ...[...counts].sort().map(([key, found]) => row(key, found)),
    ...Object.entries(totals).map(([store, found]) => row(`${store} | all questions`, found)),
  ];
  await expect(`${head}${rows.join('\n')}\n`).toMatchFileSnapshot('shares.md');
});
