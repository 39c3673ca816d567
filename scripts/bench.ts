/**
 * `npm run bench`: medians of several runs, each beside bare node or the same work without us, in turns, so that a busy
 * machine slows both alike. Nothing in the tests depends on these figures.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkExchange } from '../src/contract/index.js';

const root = join(import.meta.dirname, '..');
const recording = 'test/recordings/docker-28.5.2-containerd/manifests.json.gz';

const node =
  (...words: string[]) =>
  (): void => {
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${stderr}`);
  };

/** A list of so many images with their manifests, as text: a real answer repeated, newest first, each with an id of its own. */
function manyImages(count: number): string {
  const { response } = JSON.parse(gunzipSync(readFileSync(join(root, recording))).toString());
  const images = Array.from({ length: count }, (_, index) => {
    const image = response.body[Math.floor((index * response.body.length) / count)];
    const Id = `sha256:${String(index).padStart(64, '0')}`;
    return { ...image, Id, Descriptor: { ...image.Descriptor, digest: Id } };
  });
  return JSON.stringify(images);
}

const text = manyImages(10_000);
const judge = (body: unknown): void => {
  const request = { method: 'GET', path: '/v1.49/images/json?manifests=true' };
  const findings = checkExchange({ request, response: { status: 200, body } });
  if (findings.length > 0) throw new Error('a real answer is found fault with');
};

/** What is measured, and what beside it. */
const pairs: readonly (readonly [name: string, ours: () => void, beside: string, theirs: () => void, runs: number])[] =
  [
    ['generate', node('--import', 'tsx', 'scripts/generate.ts', '--check'), 'node -e 0', node('-e', '0'), 5],
    [
      'import of the validators',
      node('--input-type=module', '-e', "await import('./generated/validators.js')"),
      'of nothing',
      node('--input-type=module', '-e', '0'),
      21,
    ],
    ['check of one recording', node('dist/cli/main.js', 'check', recording), 'node -e 0', node('-e', '0'), 21],
    ['parse and judge 10,000 images', () => judge(JSON.parse(text)), 'parse them', () => void JSON.parse(text), 11],
  ];

const milliseconds = (act: () => void): number => {
  const start = performance.now();
  act();
  return performance.now() - start;
};
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

for (const [name, ours, beside, theirs, runs] of pairs) {
  for (const warm of [ours, theirs]) warm();
  const times = Array.from({ length: runs }, () => [milliseconds(ours), milliseconds(theirs)] as const);
  const [own, other] = [median(times.map(([time]) => time)), median(times.map(([, time]) => time))];
  const ratio = median(times.map(([a, b]) => a / b));
  console.log(
    `${name}: ${own.toFixed(0)} ms, ${beside}: ${other.toFixed(0)} ms, difference ${(own - other).toFixed(1)} ms, ratio ${ratio.toFixed(2)} (medians of ${runs})`,
  );
}
