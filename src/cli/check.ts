import { MOST } from '../contract/finding.js';
import { apiVersion, type Severity } from '../contract/index.js';
import { weakly } from '../contract/version.js';
import { raise, refused } from '../recordings/problem.js';
import { type Judged, type Report, reportOf } from '../report/report.js';
import { count } from '../values/show.js';
import { accept, baselineOf, readBaseline } from './baseline.js';
import { countFiles, judgeFiles } from './files.js';
import { bounded, MOST_LISTED, type Notice } from './judged.js';
import { type CheckOptions, checkOptions } from './options.js';
import { writeOutput } from './output.js';
import { packageVersion } from './package.js';
import { counting } from './progress.js';
import type { Terminal } from './terminal.js';
import { known } from './version.js';

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
  const [{ interviewee }, { judgeEngine }] = await Promise.all([import('./ask.js'), import('./live.js')]);
  const found = await interviewee(host, apiVersion, limits);
  return {
    engine: found.identity,
    judging: judgeEngine(found, problem, remark, notice, progress),
  };
}

/** Why a report is none: nothing was judged. */
export function nothingJudged({ summary: { exchanges, notJudged, skipped } }: Report): string[] {
  if (exchanges > 0) return [];
  const others = `${notJudged} at other API versions, ${skipped} with another path or method`;
  return [`nothing was judged: expected exchanges with GET /v1.NN/images/json, ${known}, found ${others}`];
}

/** The same of an engine that was asked, which has to answer and to list something. */
function unjudged(report: Report): string[] {
  const { engine, summary, exchanges } = report;
  if (summary.exchanges === 0 || !engine || summary.errors > 0) return nothingJudged(report);
  const lists = exchanges.flatMap(({ images }) => images ?? []);
  if (lists.length === 0) return ['nothing could be judged: expected an answer with 200, found none'];
  return lists.some((images) => images > 0) ? [] : ['the engine lists no images: put one in, then ask again'];
}

/** What else is to be known of a report. */
export function remarks({ summary, findings }: Report): string[] {
  const { exchanges, notJudged, errors, warnings } = summary;
  const unlisted = errors + warnings - findings.length;
  return [
    ...(exchanges > 0 && notJudged > 0
      ? [`${count(notJudged, 'exchange')} not judged: contracts describe API ${known}`]
      : []),
    ...(unlisted > 0
      ? [
          `${count(unlisted, 'finding')} counted and not listed: of each rule an exchange lists ${MOST}, a report lists ${MOST_LISTED}`,
        ]
      : []),
  ];
}

function statusOf(report: Report, { minCoverage, writeBaseline, failOn }: CheckOptions): number {
  if (report.coverage && report.coverage.percent < minCoverage) return 1;
  return writeBaseline !== undefined ? 0 : statusFor(report, failOn);
}

/** The exit status for what was found. */
export const statusFor = ({ summary }: Report, failOn: Severity): number =>
  summary.errors > 0 || (failOn === 'warning' && summary.warnings > 0) ? 1 : 0;

/** Writes a report, or says why not. */
export function writeTo(file: string, text: string, refuse = raise): void {
  try {
    writeOutput(file, text);
  } catch (error) {
    refused(error, refuse);
  }
}
