/**
 * `npm run bench [-- WORD...]`: measures this package beside its peers, on the Node that runs it, and prints a Markdown
 * table. With words, only the rows that contain one of them are measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparisons } from './bench/comparisons.js';
import { type Measured, measure } from './bench/measure.js';

/** Selects the rows that contain one of the words; all rows without words. */
export function selectRows(words: readonly string[]): number[] {
  const indexes = [...comparisons.keys()];
  if (words.length === 0) return indexes;
  return indexes.filter((index) => words.some((word) => titleOf(index).includes(word)));
}

const titleOf = (index: number): string => `${comparisons[index]?.ours} | ${comparisons[index]?.theirs}`;

/** Formats the table: each row by its index, with what was measured. */
export function formatTable(rows: readonly (readonly [index: number, measured: Measured])[]): string {
  const lines = rows.map(([index, { ours, theirs, ratio }]) => [
    titleOf(index),
    ...[formatMs(ours), formatMs(theirs), ratio.toFixed(2)],
  ]);
  return [['ours | theirs', 'ours, ms', 'theirs, ms', 'ratio'], ['--- | ---', '--:', '--:', '--:'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

const formatMs = (ms: number): string =>
  ms.toLocaleString('en', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** Measures one row in a process of its own, so that no other row has warmed it up or filled its heap. */
function measureApart(index: number): Measured {
  const args = ['--import', 'tsx', import.meta.filename, '--row', String(index)];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`bench: ${titleOf(index)} exits ${status}`);
  return JSON.parse(stdout);
}

/** Measures one row in this process, and prints it as JSON. */
async function measureRow(index: number): Promise<void> {
  const comparison = comparisons[index];
  if (!comparison) throw new Error(`bench: no row ${index}`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const measured = await measure(await comparison.prepare(folder));
  // A connection that is kept alive would keep the process.
  process.stdout.write(JSON.stringify(measured), () => process.exit());
}

function main(words: readonly string[]): number {
  const selected = selectRows(words);
  if (selected.length === 0) {
    const titles = [...comparisons.keys()].map(titleOf);
    process.stderr.write(`bench: no row contains ${words.join(' or ')}; the rows are\n${titles.join('\n')}\n`);
    return 2;
  }
  const rows = selected.map((index, done) => {
    process.stderr.write(`bench: ${done + 1} of ${selected.length}: ${titleOf(index)}\n`);
    return [index, measureApart(index)] as const;
  });
  process.stdout.write(formatTable(rows));
  return 0;
}

if (process.argv[1] === import.meta.filename) {
  const [option, row, ...rest] = process.argv.slice(2);
  if (option === '--row') await measureRow(Number(row));
  else process.exitCode = main([option, row, ...rest].flatMap((word) => word ?? []));
}
