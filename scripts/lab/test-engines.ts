/**
 * `npm run test:engines -- [ENGINE...]`: starts real engines, one after another, fills each, judges it with
 * `check --host` at the first API version of each contract that it serves, stops it, and prints what came of it.
 * Podman, which takes any version, is asked at 1.49. Engines that run already keep running.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { contracts } from '../../generated/constants.js';
import { createImagesClient, listImages } from '../../src/client/index.js';
import { apiVersion } from '../../src/contract/index.js';
import type { Report } from '../../src/report/report.js';
import { parseMinorVersion } from '../../src/values/api-version.js';
import { clientsTell } from './engines/clients.js';
import { disagreements, randomSession } from './engines/compare.js';
import { fillEngine } from './engines/fill.js';
import { engineVersion, startEngine, stopEngine, wipeEngine } from './engines/lifecycle.js';
import { hostOf } from './engines/paths.js';
import { EngineProblem } from './engines/problem.js';
import { type Engine, engines } from './engines/table.js';

const main = join(import.meta.dirname, '../../dist/cli/main.js');

/** How many answers of one engine were judged, and what was found. */
interface Row {
  readonly engine: Engine;
  readonly version: string;
  /** The API version that the client and the engine agreed on. */
  readonly agreed: string;
  /** What a stand-in with the engine's images answers otherwise, what clients print of it otherwise, and what the session rules find in random requests. */
  readonly others: readonly string[];
  readonly report: Report;
}

/** The API versions to ask an engine at. */
const versionsOf = ({ program, apiVersion: newest }: Engine): string[] =>
  program === 'podman'
    ? [apiVersion]
    : contracts
        .map(({ versions: [first] }) => first)
        .filter((first) => parseMinorVersion(first) <= parseMinorVersion(newest));

/** How the stand-in and the model do beside an engine of the version that they are made after. */
async function compared(engine: Engine): Promise<string[]> {
  const host = hostOf(engine);
  const store = engine.store === 'containerd' ? 'containerd' : 'graphdriver';
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const requests = Number(process.env.REQUESTS ?? (store === 'containerd' ? 200 : 20_000));
  console.error(`${engine.name}: ${requests} random requests, seed ${seed}`);
  return [
    ...(await disagreements(host, store)).map((line) => `stand-in: ${line}`),
    ...(await clientsTell(host)).map((line) => `client: ${line}`),
    ...(await randomSession(host, requests, seed)).map((line) => `random: ${line}`),
  ];
}

/** The API version that a client of this package speaks with an engine. */
async function agreedWith(host: string): Promise<string> {
  const client = createImagesClient({ host, apiVersion: 'negotiate' });
  let path = '';
  client.use({
    onRequest: ({ request }) => {
      path = new URL(request.url).pathname;
    },
  });
  await listImages({}, { client });
  return /\d+\.\d+/.exec(path)?.[0] ?? '?';
}

async function judge(engine: Engine): Promise<Row[]> {
  const running = await engineVersion(engine);
  await startEngine(engine);
  try {
    if (!running) await fillEngine(engine);
    const agreed = await agreedWith(hostOf(engine));
    const others = engine.version === '28.5.2' ? await compared(engine) : [];
    return versionsOf(engine).map((version) => {
      const words = [main, 'check', '--format', 'json', '--host', hostOf(engine), '--api-version', version];
      const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 2 ** 28 });
      if (status === 2) throw new EngineProblem(`${engine.name} at ${version}: ${stderr.trim()}`);
      // The command's own format.
      return { engine, version, agreed, others, report: JSON.parse(stdout) as Report };
    });
  } finally {
    if (!running) {
      await stopEngine(engine);
      await wipeEngine(engine);
    }
  }
}

const heads = ['engine', 'serves', 'agreed', 'asked', 'exchanges', 'errors', 'warnings'];

function line({ engine, version, agreed, report }: Row): string[] {
  const { minApiVersion = '?', apiVersion: newest = '?' } = report.engine ?? {};
  const { exchanges, errors, warnings } = report.summary;
  return [
    engine.name,
    `${minApiVersion}-${newest}`,
    agreed,
    version,
    String(exchanges),
    String(errors),
    String(warnings),
  ];
}

/** Columns as wide as their widest text. */
function table(lines: readonly (readonly string[])[]): string {
  const widths = heads.map((_, column) => Math.max(...lines.map((texts) => texts[column]?.length ?? 0)));
  return lines
    .map((texts) =>
      texts
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function byRule({ engine, version, report }: Row): string[] {
  const counts = new Map<string, number>();
  for (const { severity, rule } of report.findings) {
    const name = `${severity} ${rule}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [
    `${engine.name} at ${version}`,
    ...[...counts].sort().map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`),
  ];
}

function named(names: readonly string[]): readonly Engine[] {
  const known = engines.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new EngineProblem(`no engine ${unknown.join(', ')}: expected some of ${known.join(', ')}`);
  }
  return names.length === 0 ? engines : engines.filter(({ name }) => names.includes(name));
}

try {
  const rows: Row[] = [];
  for (const engine of named(process.argv.slice(2))) {
    console.error(`${engine.name} ...`);
    rows.push(...(await judge(engine)));
  }
  console.log(table([heads, ...rows.map(line)]));
  console.log(`\n${rows.flatMap(byRule).join('\n')}`);
  for (const { engine, others } of new Map(rows.map((row) => [row.engine, row])).values()) {
    for (const line of others) console.log(`${engine.name}: ${line}`);
  }
  // What podman does is for reading.
  process.exitCode =
    rows.some(({ engine, report }) => engine.program === 'docker' && report.summary.errors > 0) ||
    rows.some(({ others }) => others.some((line) => line.startsWith('random: ')))
      ? 1
      : 0;
} catch (error) {
  if (!(error instanceof EngineProblem)) throw error;
  console.error(`test:engines: ${error.message}`);
  process.exitCode = 2;
}
