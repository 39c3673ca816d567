import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { root, run } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

const line = gunzipSync(
  readFileSync(join(root, 'test/recordings/docker-28.5.2-containerd/manifests.json.gz')),
).toString();
const { request, response } = JSON.parse(line);
const text = JSON.stringify({ request, response });

/** How often the text is repeated: about 40 MB, and twice as much. */
const COUNT = 2 + Math.floor((40 * 1024 * 1024) / text.length);

/** Writes a line many times, without holding it many times. */
function write(count: number): string {
  const path = join(folder, `${count}.ndjson`);
  const file = openSync(path, 'w');
  for (let written = 0; written < count; written++) writeSync(file, `${text}\n`);
  closeSync(file);
  return path;
}

function gzipped(path: string): string {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 1 }));
  return `${path}.gz`;
}

/** The exchanges that the command checks, and the most memory that it takes, in MB. */
function peakOf(path: string): { exchanges: number; peak: number } {
  // `resourceUsage` begins with the peak of the parent, which has held the whole file.
  const say = `import{readFileSync}from"node:fs";process.on("exit",()=>console.error("\\n"+/^VmHWM:\\s+(\\d+)/m.exec(readFileSync("/proc/self/status","utf8"))[1]))`;
  // In a small heap garbage is collected early, on any machine.
  const heap = '--max-old-space-size=48 --max-semi-space-size=2';
  const env = { NODE_OPTIONS: `${heap} --import data:text/javascript,${encodeURIComponent(say)}` };
  const { status, out, problems } = run(['check', '--format', 'json', path], { env });
  expect(status).toBe(0);
  return { exchanges: JSON.parse(out).summary.exchanges, peak: Number(problems.at(-1)) / 1024 };
}

// Other formats are one document, parsed whole up to a limit.
test.each([
  ['NDJSON', write],
  ['NDJSON, gzipped', (count: number) => gzipped(write(count))],
])('memory does not grow with the length of %s', (_, make) => {
  const [once, twice] = [COUNT, 2 * COUNT].map((count) => peakOf(make(count)));
  expect([once?.exchanges, twice?.exchanges]).toEqual([COUNT, 2 * COUNT]);
  // The second has 40 MB of text more, and more yet as objects; what is over is left to the garbage collector.
  expect(Number(twice?.peak) - Number(once?.peak)).toBeLessThan(20);
});
