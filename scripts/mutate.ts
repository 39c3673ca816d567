/**
 * `npm run mutate [-- PART...] [--check]`: changes answers or clauses of the contract, one at a time, and says
 * which changes nothing noticed. Without a PART it runs those that have a floor, answers and contract, side by side.
 *
 * A part is a file in scripts/mutate/ that exports a function of its name. What test/mutate/accepted.yaml gives a reason
 * for may go unnoticed; with anything else of a part that has a floor, or a reason that nothing needs, it exits 1. The
 * scores go to test/mutate/scores.json; `--check` compares them with what is there.
 */
import { fork } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Accepted, judged, scoresText, stale } from './mutate/accepted.js';
import type { Score } from './mutate/score.js';

const root = join(import.meta.dirname, '..');
/** What starts a part in a process of its own. */
const APART = 'apart';
const floored = ['answers', 'contract'];
const known = floored;
const committed = join(root, 'test/mutate/scores.json');

async function scoresOf(part: string): Promise<readonly Score[]> {
  const file = join(import.meta.dirname, 'mutate', `${part}.ts`);
  if (!existsSync(file)) throw new Error(`mutate: there is no part ${part}: expected scripts/mutate/${part}.ts`);
  const module: Readonly<Record<string, () => Promise<Score[]>>> = await import(file); // by what a part is
  const run = module[part];
  if (!run) throw new Error(`mutate: expected scripts/mutate/${part}.ts to export a function ${part}`);
  return run();
}

/** The same in a process of its own, so that two parts take two cores. */
const apart = (part: string): Promise<readonly Score[]> =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [APART, part], { execArgv: ['--import', 'tsx'] });
    child.once('message', (scores) => resolve(scores as Score[])); // as it is sent below
    child.once('exit', (status) => reject(new Error(`mutate: ${part} ended with ${status}`)));
  });
async function main(words: readonly string[]): Promise<number> {
  const check = words.includes('--check');
  const named = words.filter((word) => word !== '--check');
  const wrong = named.find((word) => !known.includes(word));
  if (wrong !== undefined) {
    console.error(`mutate: unknown word ${JSON.stringify(wrong)}; it takes ${known.join(', ')} and --check`);
    return 2;
  }
  const parts = named.length > 0 ? named : floored;
  const scores = await Promise.all(parts.map(parts.length > 1 ? apart : scoresOf));
  const accepted: Readonly<Record<string, readonly Accepted[]>> = parse(
    readFileSync(join(root, 'test/mutate/accepted.yaml'), 'utf8'),
  );
  const all: Record<string, unknown> = existsSync(committed) ? JSON.parse(readFileSync(committed, 'utf8')) : {};
  let status = 0;
  for (const [index, part] of parts.entries()) {
    const reasons = accepted[part] ?? [];
    const rows = judged(scores[index] ?? [], reasons);
    console.log(`# ${part}\n`);
    for (const { name, changed, noticed, accepted: some, survivors } of rows) {
      const reasoned = Object.values(some).flat();
      console.log(`${name}: ${noticed} of ${changed} noticed, ${reasoned.length} accepted, ${survivors.length} not`);
      for (const [why, lines] of Object.entries(some))
        for (const line of lines) console.log(`  accepted: ${line} (${why})`);
      for (const line of survivors) console.log(`  not noticed: ${line}`);
    }
    const unneeded = stale(scores[index] ?? [], reasons);
    for (const { survivor } of unneeded) console.log(`  not needed: ${survivor} in test/mutate/accepted.yaml`);
    const unnoticed = rows.some(({ survivors }) => survivors.length > 0);
    if (floored.includes(part) && (unnoticed || unneeded.length > 0)) status = 1;
    all[part] = rows.map(({ accepted: some, ...row }) => ({
      ...row,
      accepted: Object.fromEntries(Object.entries(some).map(([why, lines]) => [why, lines.length])),
    }));
  }
  const text = scoresText(all);
  if (!check) writeFileSync(committed, text);
  else if (readFileSync(committed, 'utf8') !== text) {
    console.error('mutate: test/mutate/scores.json is not what comes out now; run `npm run mutate` and commit it');
    status = 1;
  }
  return status;
}

const [first, part = ''] = process.argv.slice(2);
if (first === APART) process.send?.(await scoresOf(part));
else process.exitCode = await main(process.argv.slice(2));
