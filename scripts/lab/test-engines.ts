/**
 * `npm run test:engines -- [ENGINE...]`: starts real engines, one after another, fills each, checks it with `check --host`
 * at the first API version of each contract that it serves, and stops it. Engines that run already keep running. Docker
 * 28.5.2 gets random requests too; SEED and REQUESTS set which and how many. Exits 1 for errors of a Docker.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { contracts } from '../../generated/constants.js';
import { createImagesClient, listImages } from '../../src/client/index.js';
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

/** Checks a running engine, prints the reports, and returns whether there are errors. */
async function checkEngine(engine: Engine): Promise<boolean> {
  const host = hostOf(engine);
  await listImages({}, { client: createImagesClient({ host, apiVersion: 'negotiate' }) });
  let hasErrors = false;
  for (const version of versionsOf(engine)) {
    console.log(`\n# ${engine.name} at ${version}\n`);
    const args = [command, 'check', '--host', host, '--api-version', version];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0 && status !== 1) throw new Error(`${engine.name} at ${version}: exit ${status}`);
    hasErrors ||= status === 1;
  }
  if (engine.version !== '28.5.2') return hasErrors;
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const requests = Number(process.env.REQUESTS ?? (engine.store === 'containerd' ? 200 : 20_000));
  console.log(`${engine.name}: ${requests} random requests, seed ${seed}`);
  const found = await checkRandomSession(host, requests, seed);
  for (const line of found) console.log(`  ${line}`);
  return hasErrors || found.length > 0;
}

try {
  for (const engine of selectEngines(process.argv.slice(2))) {
    const wasRunning = await getVersion(engine);
    await startEngine(engine);
    try {
      if (!wasRunning) await fillEngine(engine);
      const hasErrors = await checkEngine(engine);
      if (hasErrors && engine.program === 'docker') process.exitCode = 1;
    } finally {
      if (!wasRunning) await wipeEngine(engine);
    }
  }
} catch (error) {
  console.error(`test:engines: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
