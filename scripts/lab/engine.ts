/** `npm run engine -- VERB [ENGINE]`: runs real engines, to record from and to check. */

import { spawnSync } from 'node:child_process';
import { recordClients } from './engines/clients.js';
import { fillEngine, sets } from './engines/fill.js';
import { getVersion, startEngine, stopEngine, wipeEngine, wrapCommand } from './engines/lifecycle.js';
import { dataRoot, type Engine, hostOf, runRoot, selectEngines } from './engines/table.js';

const usage = `npm run engine -- VERB [ENGINE]

  list                       the engines, which of them run, and where they are kept
  start ENGINE               starts it, building its file system first if need be; prints its host
  fill ENGINE [SET]          puts images into it: ${Object.keys(sets).join(', ')}
  clients ENGINE [LINE...]   records again what the clients on this machine print of it, for the tests
  stop ENGINE                stops it; its images stay
  wipe ENGINE                stops it and deletes its images
  sh ENGINE [CMD...]         runs a command inside it, or a shell

ENGINE is a name from the list, or all. ENGINES_DATA and ENGINES_RUN move the folders.`;

const verbs: Readonly<Record<string, (engine: Engine, rest: readonly string[]) => Promise<void> | void>> = {
  list: async (engine) => {
    const found = await getVersion(engine);
    const state = found ? `runs at ${hostOf(engine)}` : 'down';
    console.log(`${engine.name.padEnd(24)} API ${engine.apiVersion}, from Debian ${engine.suite}, ${state}`);
  },
  start: async (engine) => console.log(await startEngine(engine)),
  fill: async (engine, [set]) => console.log(`${engine.name}: ${await fillEngine(engine, set)} steps`),
  clients: async (engine, lines) => console.log(`${engine.name}: ${await recordClients(engine, lines)} outputs`),
  stop: stopEngine,
  wipe: wipeEngine,
  sh: (engine, command) => {
    const [program, ...args] = wrapCommand(engine, command.length > 0 ? command : ['sh']);
    process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
  },
};

const [verb = 'help', name = verb === 'list' ? 'all' : '', ...rest] = process.argv.slice(2);
const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
try {
  if (!run) console.log(usage);
  else for (const engine of selectEngines(name === 'all' ? [] : [name])) await run(engine, rest);
  if (verb === 'list') console.log(`\ntrees and images: ${dataRoot}\nsockets and logs: ${runRoot}`);
} catch (error) {
  console.error(`engine: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
