/**
 * `npm run demo`: records and checks a mock engine, then the same engine with one fault. It needs no Docker.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { image } from 'docker-images-contract/fixtures';
import { type MockEngine, mockEngine, serve } from 'docker-images-contract/mock';

const command = join(import.meta.dirname, '../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'demo-'));

const engine = mockEngine({
  images: [
    image({ RepoTags: ['alpine:3.20'] }),
    image({ RepoTags: ['shop:1', 'shop:latest'], Labels: { 'com.example.team': 'web' } }),
    image({ Labels: { 'com.example.team': 'db' } }),
  ],
});

/** The same engine with one fault: it ignores the filter `label`. */
const faultyEngine: MockEngine = async (request) => {
  const response = await engine(request);
  const url = new URL(request.url);
  const filters = url.searchParams.get('filters');
  if (!response.ok || !filters?.includes('"label"')) return response;
  const { label: _, ...others } = JSON.parse(filters);
  url.searchParams.set('filters', JSON.stringify(others));
  return engine(new Request(url, request));
};

console.log('A mock engine with three images, recorded and checked:\n');
await recordAndCheck(engine, 'good');
console.log('\nThe same engine, but it ignores the filter "label":\n');
await recordAndCheck(faultyEngine, 'faulty');
rmSync(folder, { recursive: true });

async function recordAndCheck(handler: MockEngine, name: string): Promise<void> {
  const { host, close } = await serve(handler, 'tcp://127.0.0.1:0');
  await run('record', '--out', name, '--host', host);
  await run('check', name);
  await close();
}

/** Shows a command line and runs it; the engine goes on responding meanwhile. */
function run(...words: readonly string[]): Promise<unknown> {
  console.log(`$ docker-images-contract ${words.join(' ')}`);
  const child = spawn(process.execPath, [command, ...words], { cwd: folder, stdio: 'inherit' });
  return new Promise((resolve) => child.on('close', resolve));
}
