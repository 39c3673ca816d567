/**
 * `npm run test:engines -- [ENGINE...]`: starts real engines, one after another, fills each, judges it with
 * `check --host`, stops it, and prints what came of it. Engines that run already keep running.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../src/report/report.js';
import { engineVersion, startEngine, stopEngine, wipeEngine } from './engines/lifecycle.js';
import { hostOf } from './engines/places.js';
import { EngineProblem } from './engines/problem.js';
import { type Engine, engines } from './engines/table.js';
import { fillEngine } from './fill.js';

const main = join(import.meta.dirname, '../dist/cli/main.js');

/** How many answers of one engine were judged, and what was found. */
interface Row {
  readonly engine: Engine;
  readonly report: Report;
}

async function judge(engine: Engine): Promise<Row> {
  const running = await engineVersion(engine);
  await startEngine(engine);
  try {
    if (!running) await fillEngine(engine);
    const words = [main, 'check', '--format', 'json', '--host', hostOf(engine)];
    const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (status === 2) throw new EngineProblem(`${engine.name}: ${stderr.trim()}`);
    // The command's own format.
    return { engine, report: JSON.parse(stdout) as Report };
  } finally {
    if (!running) {
      await stopEngine(engine);
      await wipeEngine(engine);
    }
  }
}

const heads = ['engine', 'API', 'exchanges', 'errors', 'warnings'];

function line({ engine, report }: Row): string[] {
  const { minApiVersion = '?', apiVersion = '?' } = report.engine ?? {};
  const { exchanges, errors, warnings } = report.summary;
  return [engine.name, `${minApiVersion}-${apiVersion}`, String(exchanges), String(errors), String(warnings)];
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

function byRule({ engine, report }: Row): string[] {
  const counts = new Map<string, number>();
  for (const { severity, rule } of report.findings) {
    const name = `${severity} ${rule}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [engine.name, ...[...counts].sort().map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`)];
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
    rows.push(await judge(engine));
  }
  console.log(table([heads, ...rows.map(line)]));
  console.log(`\n${rows.flatMap(byRule).join('\n')}`);
  // Docker 28.5.2 is what the contract describes; what others do is for reading.
  process.exitCode = rows.some(({ engine, report }) => engine.version === '28.5.2' && report.summary.errors > 0)
    ? 1
    : 0;
} catch (error) {
  if (!(error instanceof EngineProblem)) throw error;
  console.error(`test:engines: ${error.message}`);
  process.exitCode = 2;
}
