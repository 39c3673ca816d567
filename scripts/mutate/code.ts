import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Score } from './score.js';

/*
 * StrykerJS changes the code of the pure rooms, one place at a time, and runs the tests that reach it. It takes a second or
 * two a change, so it is a report and no gate: MUTATE names the files, as globs with commas between, and what has not
 * changed since the last run is not tried again. It is no dependency (208 packages, 100 MB): npx keeps it.
 */

const root = join(import.meta.dirname, '../..');

/** The last that runs on the oldest Node that we do. */
const STRYKER = '9.6.1';

/** Where the last run is kept: with all that is built. */
const kept = join(root, 'dist/mutation');

const everything = 'src/{request,model,contract,recordings}/*.ts';
/** Without what takes its input by chance. */
const tests = ['test/{request,model,contract,recordings}/*.test.ts'];
const excluded = ['test/recordings/hostile.test.ts'];

/** Not the command: it changes the working directory, which threads cannot. */
const testNamePattern = '^(?!check --)';

/** What Stryker reports, as far as it is read (mutation-testing-report-schema). */
interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly mutants: readonly {
          readonly status: string;
          readonly mutatorName: string;
          readonly replacement?: string;
          readonly location: { readonly start: { readonly line: number; readonly column: number } };
        }[];
      }
    >
  >;
}

/** Changes code, and says of each file which changes no test noticed. */
export async function code(): Promise<Score[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mutate-'));
  mkdirSync(kept, { recursive: true });
  try {
    return scoresOf(run(folder, (process.env.MUTATE ?? everything).split(',')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(folder: string, mutate: readonly string[]): Report {
  const [config, vitest, report] = ['stryker.json', 'vitest.config.mjs', 'report.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string]; // one for each name
  const test = { include: tests, exclude: excluded, testNamePattern, maxWorkers: 1, testTimeout: 60_000 };
  writeFileSync(vitest, `export default ${JSON.stringify({ test })};\n`);
  const options = {
    ...{ mutate, testRunner: 'vitest', vitest: { configFile: vitest }, coverageAnalysis: 'perTest' },
    ...{ plugins: ['@stryker-mutator/vitest-runner'], concurrency: 1, checkers: [], tsconfigFile: 'none' },
    // What runs once for all tests, such as a table, has every test run again: nine tenths of the time.
    ...{ ignoreStatic: true, warnings: { slow: false } },
    ...{ reporters: ['json'], jsonReporter: { fileName: report }, tempDirName: join(folder, 'sandbox') },
    ...{ incremental: true, incrementalFile: join(kept, 'incremental.json'), ignorePatterns: ['dist'] },
  };
  writeFileSync(config, JSON.stringify(options));
  const own = JSON.parse(readFileSync(join(root, 'node_modules/vitest/package.json'), 'utf8')).version;
  const packages = [
    `@stryker-mutator/core@${STRYKER}`,
    `@stryker-mutator/vitest-runner@${STRYKER}`,
    `vitest@${own}`,
  ].map((name) => `--package=${name}`);
  const words = ['--yes', ...packages, '--', 'stryker', 'run', config];
  const { status } = spawnSync('npx', words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`mutate: Stryker ended with ${status}`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** The scores of a report; what a time limit ended was noticed, and what does not compile is no change. */
const scoresOf = ({ files }: Report): Score[] =>
  Object.entries(files).map(([name, { mutants }]) => {
    const tried = mutants.filter(({ status }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(status));
    const survivors = tried
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ mutatorName, replacement = '', location: { start } }) =>
        `${name}:${start.line}:${start.column} ${mutatorName} ${replacement.replace(/\s+/g, ' ').slice(0, 80)}`.trim(),
      );
    return { name, changed: tried.length, noticed: tried.length - survivors.length, survivors };
  });
