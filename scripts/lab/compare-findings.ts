/**
 * `npm run compare-findings -- REVISION`: checks every recording with the command of another revision and with that of the
 * working tree, and says rule by rule which findings are new, gone or the same. Exits 1 when any is new or gone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const recordings = 'test/recordings';

interface Finding {
  readonly rule: string;
  readonly fingerprint: string;
}

/** Builds another revision in a folder of its own. */
function buildRevision(revision: string, folder: string): void {
  const run = (command: string, ...words: string[]): void =>
    void execFileSync(command, words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('git', ['worktree', 'add', '--detach', '--quiet', folder, revision], { cwd: root });
  run('npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts');
  run('npm', 'run', 'build');
}

/** Gives the findings of every folder of recordings, each as one line, by rule. */
function findingsBy(program: string): Map<string, string[]> {
  const { bin } = JSON.parse(readFileSync(join(program, 'package.json'), 'utf8'));
  const command = join(program, bin['docker-images-contract']);
  const byRule = new Map<string, string[]>();
  for (const folder of readdirSync(join(root, recordings), { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    const words = ['check', `${recordings}/${folder.name}`, '--format', 'json'];
    const { stdout } = spawnSync('node', [command, ...words], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
    const findings: readonly Finding[] = JSON.parse(stdout).findings;
    for (const { rule, fingerprint: _, ...rest } of findings) {
      byRule.set(rule, [...(byRule.get(rule) ?? []), JSON.stringify(rest)]);
    }
  }
  return byRule;
}

/** Prints what differs of one rule, and gives how many findings do. */
function compareRule(rule: string, before: readonly string[], now: readonly string[]): number {
  const gone = subtract(before, now);
  const added = subtract(now, before);
  console.log(`${rule}: ${now.length - added.length} the same, ${added.length} new, ${gone.length} gone`);
  for (const line of added.slice(0, 3)) console.log(`  new:  ${line}`);
  for (const line of gone.slice(0, 3)) console.log(`  gone: ${line}`);
  return added.length + gone.length;
}

function subtract(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

const [revision] = process.argv.slice(2);
if (revision === undefined) throw new Error('compare-findings: expected a revision, such as main~1, found none');
const folder = mkdtempSync(join(tmpdir(), 'revision-'));
try {
  buildRevision(revision, folder);
  const [before, now] = [findingsBy(folder), findingsBy(root)];
  const rules = [...new Set([...before.keys(), ...now.keys()])].sort();
  const differing = rules.map((rule) => compareRule(rule, before.get(rule) ?? [], now.get(rule) ?? []));
  process.exitCode = differing.some((count) => count > 0) ? 1 : 0;
} finally {
  execFileSync('git', ['worktree', 'remove', '--force', folder], { cwd: root });
  rmSync(folder, { recursive: true, force: true });
}
