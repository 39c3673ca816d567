import { apiVersion } from '../contract/index.js';
import { weakly } from '../contract/version.js';
import { type Judged, type Report, reportOf } from '../report/report.js';
import { accept, baselineOf, readBaseline } from './baseline.js';
import { countFiles, judgeFiles } from './files.js';
import { bounded, type Notice } from './judged.js';
import { type CheckOptions, checkOptions } from './options.js';
import { remarks, statusFor, unjudged, writeTo } from './outcome.js';
import { packageVersion } from './package.js';
import { counting } from './progress.js';
import type { Terminal } from './terminal.js';

/** The command `check`; gives the exit status. */
export async function check(words: string[], terminal: Terminal): Promise<number> {
  const options = checkOptions(words);
  let problems = 0;
  const problem = (line: string): void => {
    problems++;
    terminal.problem(line);
  };
  const contract = { name: 'docker-images-contract', version: packageVersion(), apiVersion };
  const { report, found } = options.merge
    ? await putTogether(options, contract)
    : await judged(options, contract, problem, terminal);
  for (const { format, file } of options.reports) {
    const look = file === undefined ? terminal : { colour: false };
    const text = format(report, look);
    if (file === undefined) terminal.out(text);
    // Of several reports each is worth having.
    else writeTo(file, text, ({ message }) => problem(message));
  }
  for (const line of unjudged(report)) problem(line);
  for (const line of remarks(report)) terminal.problem(line, 'remark');
  if (problems > 0) return 2;
  // Only a whole one: what could not be read might have known findings.
  if (options.writeBaseline !== undefined) writeTo(options.writeBaseline, baselineOf(found));
  return statusOf(report, options);
}

/** A report, and what was found before a baseline took from it. */
interface Checked {
  readonly report: Report;
  readonly found: readonly Pick<Judged, 'file' | 'findings'>[];
}

/** The report about files or an engine. */
async function judged(
  options: CheckOptions,
  contract: Report['contract'],
  problem: (line: string) => void,
  terminal: Terminal,
): Promise<Checked> {
  let whole = true;
  const unread = (line: string): void => {
    whole = false;
    problem(line);
  };
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const covering = options.coverage ? (await import('../contract/coverage.js')).coverer() : undefined;
  const { engine, judging } = await subject(options, unread, terminal, covering?.add);
  const found = await bounded(judging, options.changed);
  const { left, said } = accept(found, baseline, whole);
  for (const line of said) terminal.problem(line, 'remark');
  const report = reportOf(contract, engine, left, weakly);
  return { report: { ...report, ...(covering && { coverage: covering.sum() }) }, found };
}

/** The report of which reports are the parts. */
async function putTogether({ paths, coverage }: CheckOptions, contract: Report['contract']): Promise<Checked> {
  const { merged } = await import('./merge.js');
  const report = merged(paths, contract, coverage);
  return { report, found: report.findings.map((finding) => ({ file: finding.file, findings: [finding] })) };
}

/** What is judged: what files hold, or without any the answers of an engine. */
async function subject(
  { paths, host, apiVersion, session, limits }: CheckOptions,
  problem: (line: string) => void,
  terminal: Terminal,
  notice?: Notice,
) {
  const remark = (line: string): void => terminal.problem(line, 'remark');
  const { progress } = terminal;
  if (paths.length > 0) {
    const judging = judgeFiles(paths, problem, notice, { apiVersion, session, remark });
    return {
      engine: undefined,
      judging: counting(judging, progress, progress.watched ? countFiles(paths) : undefined),
    };
  }
  // Files are judged without loading the client.
  const { interviewee, judgeEngine } = await import('./engines.js');
  const found = await interviewee(host, apiVersion, limits);
  return {
    engine: found.identity,
    judging: judgeEngine(found, problem, remark, notice, progress),
  };
}

function statusOf(report: Report, { minCoverage, writeBaseline, failOn }: CheckOptions): number {
  if (report.coverage && report.coverage.percent < minCoverage) return 1;
  return writeBaseline !== undefined ? 0 : statusFor(report, failOn);
}
