/**
 * `npm run test:engines -- [ENGINE...]`: starts real engines, one after another, fills each, checks it with `check --host`
 * at the first API version of each contract that it serves, and stops it. Engines that run already keep running. Docker
 * 28.5.2 gets random requests too; SEED and REQUESTS set which and how many. Exits 1 for errors of a Docker.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { contracts } from '../../generated/constants.js';
import { createImagesClient, listImages } from '../../src/client/index.js';
import type { Report } from '../../src/report/report.js';
import { parseMinorVersion } from '../../src/values/api-version.js';
import { fillEngine } from './engines/fill.js';
import { getVersion, startEngine, wipeEngine } from './engines/lifecycle.js';
import { checkRandomSession } from './engines/random-session.js';
import { type Engine, hostOf, selectEngines } from './engines/table.js';

const command = join(import.meta.dirname, '../../dist/cli/main.js');

/** Podman serves any API version and responds to all alike. */
const versionsOf = ({ program, apiVersion: newest }: Engine): string[] =>
  program === 'podman'
    ? ['1.49']
    : contracts
        .map(({ versions: [first] }) => first)
        .filter((first) => parseMinorVersion(first) <= parseMinorVersion(newest));

/** Checks a running engine, prints what is found, and returns how many errors those are. */
async function checkEngine(engine: Engine): Promise<number> {
  const host = hostOf(engine);
  await listImages({}, { client: createImagesClient({ host, apiVersion: 'negotiate' }) });
  let errors = 0;
  for (const version of versionsOf(engine)) {
    const args = [command, 'check', '--format', 'json', '--host', host, '--api-version', version];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status === 2) throw new Error(`${engine.name} at ${version}: ${stderr.trim()}`);
    const { summary, findings }: Report = JSON.parse(stdout);
    console.log(
      `${engine.name} at ${version}: ${summary.exchanges} exchanges, ${summary.errors} errors, ${summary.warnings} warnings`,
    );
    const counts = new Map<string, number>();
    for (const { severity, rule } of findings) {
      counts.set(`${severity} ${rule}`, (counts.get(`${severity} ${rule}`) ?? 0) + 1);
    }
    for (const [name, count] of [...counts].sort()) console.log(`  ${String(count).padStart(4)}  ${name}`);
    errors += summary.errors;
  }
  if (engine.version !== '28.5.2') return errors;
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const requests = Number(process.env.REQUESTS ?? (engine.store === 'containerd' ? 200 : 20_000));
  console.log(`${engine.name}: ${requests} random requests, seed ${seed}`);
  const found = await checkRandomSession(host, requests, seed);
  for (const line of found) console.log(`  ${line}`);
  return errors + found.length;
}

try {
  for (const engine of selectEngines(process.argv.slice(2))) {
    const wasRunning = await getVersion(engine);
    await startEngine(engine);
    try {
      if (!wasRunning) await fillEngine(engine);
      const errors = await checkEngine(engine);
      if (errors > 0 && engine.program === 'docker') process.exitCode = 1;
    } finally {
      if (!wasRunning) await wipeEngine(engine);
    }
  }
} catch (error) {
  console.error(`test:engines: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
