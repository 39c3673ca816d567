import { readdirSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { closed } from '../generated/validators.js';
import { checkExchange } from '../src/contract/index.js';
import { readPaths } from '../src/recordings/read-paths.js';

const folder = new URL('recordings/', import.meta.url).pathname;
const engines = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2'];

async function recordings(engine: string) {
  const found = [];
  for await (const { exchange, file } of readPaths([`${folder}${engine}`])) {
    found.push({ name: file.name.slice(folder.length + engine.length + 1), exchange });
  }
  return found;
}

describe.each(engines)('what %s answered', async (engine) => {
  const recorded = await recordings(engine);

  test.each(recorded)('$name has no error', ({ exchange }) => {
    expect(exchange.engine).toBe(engine.replaceAll('-', ' '));
    expect(checkExchange(exchange).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('every 200 passes the closed validator: the contract describes all that is sent', () => {
    const lists = recorded.filter(({ exchange }) => exchange.response.status === 200);
    expect(lists.length).toBeGreaterThan(100);
    expect(lists.filter(({ exchange }) => !closed[200](exchange.response.body)).map(({ name }) => name)).toEqual([]);
  });

  test('statuses are those that an honest engine can be brought to send', () => {
    const statuses = new Set(recorded.map(({ exchange }) => exchange.response.status));
    expect([...statuses].sort()).toEqual([200, 400, 404, 500]);
  });
});

test('the recordings stay small', () => {
  const sizes = engines.flatMap((engine) =>
    readdirSync(`${folder}${engine}`).map((name) => statSync(`${folder}${engine}/${name}`).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
});
