import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawn } from './draw.js';
import { machine, versions } from './machine.js';
import { type Measured, measure, type Result } from './measure.js';
import type { Part } from './part.js';
import { peers as installed, type Peers } from './peers.js';
import { root } from './program.js';
import { report, section } from './report.js';
import { table } from './table.js';

/** Where the command speaks. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly problem: (text: string) => void;
}

/** The command `bench`; gives the exit status. */
export async function bench(words: readonly string[], { out, problem }: Terminal): Promise<number> {
  const wrong = words.find((word) => !table.some(({ name }) => name === word));
  if (wrong !== undefined) {
    const names = table.map(({ name }) => name).join(', ');
    problem(`bench: unknown part ${JSON.stringify(wrong)}; it takes ${names}, or nothing for all\n`);
    return 2;
  }
  const peers = installed();
  const results: Result[] = [];
  for (const part of table) {
    if (words.length > 0 && !words.includes(part.name)) continue;
    const result = await resultOf(part, peers);
    out(`${section(result)}\n`);
    results.push(result);
  }
  if (words.length > 0) return 0;
  await write(results, peers);
  out('bench: wrote test/bench and README.md; now `npm run generate`, for the reference quotes them\n');
  return 0;
}

async function resultOf(part: Part, peers: Peers): Promise<Result> {
  const measured: Measured[] = [];
  for (const row of part.rows) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      measured.push(await measure(part, row, { folder, peers }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return { part, measured };
}

/** Writes the report and the curves, and says what the curves show where the README has them. */
async function write(results: readonly Result[], peers: Peers): Promise<void> {
  const folder = join(root, 'test/bench');
  const text = report(results, machine(), versions(peers));
  writeFileSync(join(folder, 'bench.md'), text);
  for (const result of results) {
    for (const curve of result.part.curves ?? []) {
      writeFileSync(join(folder, `${curve.file}.svg`), await drawn(curve, result, peers));
    }
  }
  const readme = join(root, 'README.md');
  writeFileSync(readme, quoted(readFileSync(readme, 'utf8'), text));
}

/** A text with the words of the curves that it shows as the report has them. */
export function quoted(text: string, report: string): string {
  const words = new Map([...report.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, label, file]) => [file, label]));
  return text.replace(/!\[[^\]]*\](\([^)]*\/test\/bench\/([^)]+)\))/g, (all, link, file) =>
    words.has(file) ? `![${words.get(file)}]${link}` : all,
  );
}
