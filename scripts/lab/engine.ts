/** `npm run engine -- VERB [ENGINE]`: real engines to record from and to check, one of them or all. */

import { spawnSync } from 'node:child_process';
import { recordClients } from './engines/clients.js';
import { fillEngine, isSetName, sets } from './engines/fill.js';
import { engineVersion, insideEngine, startEngine, stopEngine, wipeEngine } from './engines/lifecycle.js';
import { dataRoot, hostOf, runRoot } from './engines/paths.js';
import { EngineProblem } from './engines/problem.js';
import { type Engine, engines } from './engines/table.js';

const usage = `npm run engine -- VERB [ENGINE]

  list                       the engines that there are, and where they are kept
  status [ENGINE]            which run, and as what
  start ENGINE               starts it, building its file system first if need be; prints its host
  fill ENGINE [--set NAME]   puts images into it: ${Object.keys(sets).join(', ')}
  clients ENGINE             writes down what the clients of this machine print of it, for the tests
  stop ENGINE                stops it; its images stay
  wipe ENGINE                stops it and deletes its images
  sh ENGINE [CMD...]         runs a command inside it, or a shell

ENGINE is a name from the list, or all. ENGINES_DATA and ENGINES_RUN move the folders.`;

type Verb = (engine: Engine, rest: readonly string[]) => Promise<void> | void;

const verbs: Readonly<Record<string, Verb>> = {
  list: ({ name, suite, apiVersion }) => console.log(`${name.padEnd(24)} API ${apiVersion}, from Debian ${suite}`),
  status: showStatus,
  start: async (engine) => console.log(await startEngine(engine)),
  fill,
  clients: async (engine) => console.log(`${engine.name}: ${await recordClients(engine)} outputs`),
  stop: stopEngine,
  wipe: wipeEngine,
  sh: runInside,
};
/** The verbs that mean all engines when they name none. */
const general = ['list', 'status'];

async function main([verb, name, ...rest]: readonly string[]): Promise<void> {
  if (verb === undefined) throw new EngineProblem(`a verb is missing\n\n${usage}`);
  if (['help', '--help', '-h'].includes(verb)) return console.log(usage);
  const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!act) throw new EngineProblem(`no verb "${verb}": expected one of ${Object.keys(verbs).join(', ')}`);
  for (const engine of enginesNamed(name ?? (general.includes(verb) ? 'all' : undefined))) await act(engine, rest);
  if (verb === 'list') console.log(`\ntrees and images: ${dataRoot}\nsockets and logs: ${runRoot}`);
}

function enginesNamed(name: string | undefined): readonly Engine[] {
  const found = name === 'all' ? engines : engines.filter((engine) => engine.name === name);
  if (found.length) return found;
  const names = ['all', ...engines.map((engine) => engine.name)].join(', ');
  throw new EngineProblem(`${name ? `no engine "${name}"` : 'which engine?'}: expected one of ${names}`);
}

async function showStatus(engine: Engine): Promise<void> {
  const found = await engineVersion(engine);
  const state = found ? `up    ${hostOf(engine)} (${found.version}, API ${found.apiVersion})` : 'down';
  console.log(`${engine.name.padEnd(24)} ${state}`);
}

async function fill(engine: Engine, [option, set = 'contract']: readonly string[]): Promise<void> {
  if (option !== undefined && option !== '--set') throw new EngineProblem(`fill takes --set NAME, found "${option}"`);
  if (!isSetName(set)) throw new EngineProblem(`no set "${set}": expected one of ${Object.keys(sets).join(', ')}`);
  const started = performance.now();
  const steps = await fillEngine(engine, set);
  console.log(`${engine.name}: ${steps} steps of "${set}" in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function runInside(engine: Engine, command: readonly string[]): void {
  const [program, ...args] = insideEngine(engine, command.length ? command : ['sh']);
  process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof EngineProblem)) throw error;
  console.error(`engine: ${error.message}`);
  process.exitCode = 2;
}
