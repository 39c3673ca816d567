/**
 * `npm run bench [-- WORD...]`: measures this package beside its peers, on Node 20 and 24, and prints one Markdown table.
 * With words, only the rows that contain one of them are measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparisons } from './bench/comparisons.js';
import type { Measured } from './bench/measure.js';
import { installPeers, nodes, root } from './bench/peers.js';

/** Selects the rows that contain one of the words; all rows without words. */
export function selectRows(words: readonly string[]): number[] {
  const indexes = [...comparisons.keys()];
  if (words.length === 0) return indexes;
  return indexes.filter((index) => words.some((word) => titleOf(index).includes(word)));
}

const titleOf = (index: number): string => `${comparisons[index]?.ours} | ${comparisons[index]?.theirs}`;

/** Formats the table: of each row its index, and what was measured on each Node. */
export function formatTable(
  rows: readonly { readonly index: number; readonly measured: readonly Measured[] }[],
): string {
  const columns = nodes.flatMap(({ version }) => [`Node ${version}: ours, ms`, 'theirs, ms', 'ratio']);
  const lines = rows.map(({ index, measured }) => {
    const cells = measured.flatMap(({ ours, theirs, ratio }) => [formatMs(ours), formatMs(theirs), ratio.toFixed(2)]);
    return [titleOf(index), ...cells];
  });
  return [['ours | theirs', ...columns], ['--- | ---', ...columns.map(() => '--:')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

const formatMs = (ms: number): string =>
  ms.toLocaleString('en', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** Measures one row on one Node, in a process of its own. */
function measureApart(program: string, index: number): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const args = ['--import', 'tsx', 'scripts/lab/bench/worker.ts', String(index), folder];
    const { status, stdout } = spawnSync(program, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`bench: ${titleOf(index)} exits ${status} with ${program}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(words: readonly string[]): number {
  const selected = selectRows(words);
  if (selected.length === 0) {
    const titles = [...comparisons.keys()].map(titleOf);
    process.stderr.write(`bench: no row contains ${words.join(' or ')}; the rows are\n${titles.join('\n')}\n`);
    return 2;
  }
  installPeers();
  const rows = selected.map((index, done) => {
    process.stderr.write(`bench: ${done + 1} of ${selected.length}: ${titleOf(index)}\n`);
    return { index, measured: nodes.map(({ program }) => measureApart(program, index)) };
  });
  process.stdout.write(formatTable(rows));
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(process.argv.slice(2));
