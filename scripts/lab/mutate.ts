/**
 * `npm run mutate [-- PART...] [--check]` measures how strong the contract is. The part `answers` corrupts recorded
 * responses in one place each, the part `contract` changes clauses of the OpenAPI documents one at a time; each change
 * must be noticed, or have a reason in test/scripts/lab/mutate/accepted.yaml. The scores go to test/scripts/lab/mutate/scores.json; `--check`
 * compares them with that file instead.
 *
 * It exits with 1 if a change goes unnoticed without a reason, if a reason is no longer needed, or if scores differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { changeContract } from './mutate/contract.js';
import { corruptResponses } from './mutate/responses.js';
import { type AcceptedChange, findUnneeded, type Outcome, type Score, scoreOutcomes } from './mutate/scores.js';

const root = join(import.meta.dirname, '../..');
const scoresFile = join(root, 'test/scripts/lab/mutate/scores.json');
const acceptedFile = join(root, 'test/scripts/lab/mutate/accepted.yaml');

const parts: Readonly<Record<string, (root: string) => Outcome[] | Promise<Outcome[]>>> = {
  answers: corruptResponses,
  contract: changeContract,
};

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== '--check');
  const unknown = names.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) {
    console.error(`mutate: unknown argument ${unknown}; expected ${Object.keys(parts).join(', ')} or --check`);
    return 2;
  }
  const committed = readFileSync(scoresFile, 'utf8');
  const scores: Record<string, readonly Score[]> = JSON.parse(committed);
  const accepted: Readonly<Record<string, readonly AcceptedChange[]>> = parse(readFileSync(acceptedFile, 'utf8'));
  let status = 0;
  for (const [part, run] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(part)) continue;
    const outcomes = await run(root);
    const reasons = accepted[part] ?? [];
    const rows = scoreOutcomes(outcomes, reasons);
    const unneeded = findUnneeded(outcomes, reasons);
    scores[part] = rows;
    console.log(`# ${part}\n`);
    for (const { name, changed, noticed, survivors } of rows) {
      console.log(`${name}: ${noticed} of ${changed} noticed, ${changed - noticed - survivors.length} accepted`);
      for (const change of survivors) console.log(`  not noticed: ${change}`);
    }
    for (const { survivor } of unneeded)
      console.log(`  not needed: ${survivor} in test/scripts/lab/mutate/accepted.yaml`);
    if (unneeded.length > 0 || rows.some(({ survivors }) => survivors.length > 0)) status = 1;
  }
  const text = `${JSON.stringify(scores, null, 2)}\n`;
  if (!args.includes('--check')) writeFileSync(scoresFile, text);
  else if (text !== committed) {
    console.error('mutate: test/scripts/lab/mutate/scores.json differs; run `npm run mutate` and commit it');
    status = 1;
  }
  return status;
}

process.exitCode = await main(process.argv.slice(2));
