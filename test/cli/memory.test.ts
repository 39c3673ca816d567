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
const entry = JSON.stringify({
  request: { method: request.method, url: `http://localhost${request.path}` },
  response: { status: 200, content: { mimeType: 'application/json', text: JSON.stringify(response.body) } },
});
/** How often the text is repeated: about 40 MB, and twice as much. */
const COUNT = 2 + Math.floor((40 * 1024 * 1024) / entry.length);

/** Writes a text `count` times, without holding it many times. */
function write(name: string, [before, text, between, after]: Parts, count: number): string {
  const path = join(folder, `${count}-${name}`);
  const file = openSync(path, 'w');
  writeSync(file, before + text);
  for (let written = 1; written < count; written++) writeSync(file, between + text);
  writeSync(file, after);
  closeSync(file);
  return path;
}
type Parts = readonly [before: string, text: string, between: string, after: string];

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

const ndjson: Parts = ['', JSON.stringify({ request, response }), '\n', '\n'];
const har: Parts = ['{"log":{"version":"1.2","entries":[', entry, ',', ']}}'];

test.each([
  ['NDJSON', (count: number) => write('x.ndjson', ndjson, count)],
  ['NDJSON, gzipped', (count: number) => gzipped(write('x.ndjson', ndjson, count))],
  ['a HAR', (count: number) => write('x.har', har, count)],
  ['a HAR, gzipped', (count: number) => gzipped(write('x.har', har, count))],
])('memory does not grow with the length of %s', (_, make) => {
  const [once, twice] = [COUNT, 2 * COUNT].map((count) => peakOf(make(count)));
  expect([once?.exchanges, twice?.exchanges]).toEqual([COUNT, 2 * COUNT]);
  // The second has 40 MB of text more, and more yet as objects; what is over is left to the garbage collector.
  expect(Number(twice?.peak) - Number(once?.peak)).toBeLessThan(20);
});
