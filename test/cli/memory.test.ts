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
const COUNT = 2 + Math.floor((128 * 1024 * 1024) / entry.length);

/** Writes a text many times, without holding it many times. */
function write(name: string, [before, text, between, after]: readonly [string, string, string, string]): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, before + text);
  for (let count = 1; count < COUNT; count++) writeSync(file, between + text);
  writeSync(file, after);
  closeSync(file);
  return path;
}

function gzipped(path: string): string {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 1 }));
  return `${path}.gz`;
}

/** The exchanges that the command judges, and the most memory that it takes, in MB. */
function peakOf(path: string): { exchanges: number; peak: number } {
  // Of the process itself: what `resourceUsage` tells begins with what its parent had, which has held the whole file.
  const say = `import{readFileSync}from"node:fs";process.on("exit",()=>console.error("\\n"+/^VmHWM:\\s+(\\d+)/m.exec(readFileSync("/proc/self/status","utf8"))[1]))`;
  // A small heap: when garbage is collected is then no matter of the machine.
  const heap = '--max-old-space-size=48 --max-semi-space-size=2';
  const env = { NODE_OPTIONS: `${heap} --import data:text/javascript,${encodeURIComponent(say)}` };
  const { status, out, problems } = run(['check', '--format', 'json', path], { env });
  expect(status).toBe(0);
  return { exchanges: JSON.parse(out).summary.exchanges, peak: Number(problems.at(-1)) / 1024 };
}

const ndjson = write('x.ndjson', ['', JSON.stringify({ request, response }), '\n', '\n']);
const har = write('x.har', ['{"log":{"version":"1.2","entries":[', entry, ',', ']}}']);

test.each([
  ['NDJSON', ndjson],
  ['NDJSON, gzipped', gzipped(ndjson)],
  ['a HAR', har],
  ['a HAR, gzipped', gzipped(har)],
])('memory does not grow with the length of %s', (_, path) => {
  const one = peakOf('test/recordings/docker-28.5.2-containerd/manifests.json.gz');
  const { exchanges, peak } = peakOf(path);
  expect(exchanges).toBe(COUNT);
  // The text has 128 MB, and more as objects; what is over is left to the garbage collector.
  expect(peak - one.peak).toBeLessThan(64);
});
