/** The check as an application, without arguments and terminal: of files, of an engine, of a proxy's traffic. */
/*
 * The check as an application, without arguments and terminal: the exchanges of files or of an engine become a report.
 */

import { versionsFromOneEngine } from '../contract/contract-version.js';
import type { CoverageCollector } from '../contract/coverage.js';
import type { Severity } from '../contract/index.js';
import { createReport, type Report, type ReportedExchange } from '../report/report.js';
import { applyBaseline, readBaseline } from './baseline.js';
import { checkFiles } from './check-files.js';
import type { ResponseLimits } from './connect-engine.js';
import { collectResults, type ExchangeResult, type SessionResult } from './results.js';

/** What is checked, and how. */
export interface CheckTask {
  /** Files and folders; none when an engine is checked. */
  readonly paths: readonly string[];
  /** The engine as `DOCKER_HOST` has it; that of the environment if `undefined`. */
  readonly host: string | undefined;
  /** The API version of probes, and of recorded exchanges that do not say theirs. */
  readonly apiVersion: string | undefined;
  /** Whether all exchanges are checked as one session. */
  readonly session: boolean;
  readonly limits: ResponseLimits;
  /** The file with accepted findings. */
  readonly baseline: string | undefined;
  /** Whether the report says how much of the contract the exchanges cover. */
  readonly coverage: boolean;
  /** The severities that `--rule` changes. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
}

/** Where a check reports what it does. */
export interface CheckObserver {
  /** Gets a line for each input that could not be read, and for each probe without a response. */
  readonly onError: (line: string) => void;
  readonly onRemark: (line: string) => void;
  readonly onProbe: (sentCount: number, total?: number) => void;
  /** Forwards the results of files. */
  readonly withProgress: (results: AsyncIterable<Result>) => AsyncIterable<Result>;
}

type Result = ExchangeResult | SessionResult;

/** A report, and the findings before the baseline was applied. */
export interface CheckedReport {
  readonly report: Report;
  readonly exchanges: readonly Pick<ReportedExchange, 'file' | 'findings'>[];
}

/**
 * Checks files or an engine.
 *
 * @throws InputError if the baseline cannot be read, or no engine responds
 */
export async function check(
  task: CheckTask,
  contract: Report['contract'],
  observer: CheckObserver,
): Promise<CheckedReport> {
  let isComplete = true;
  const onError = (line: string): void => {
    isComplete = false;
    observer.onError(line);
  };
  const baseline = task.baseline === undefined ? undefined : readBaseline(task.baseline);
  const collector = task.coverage ? (await import('../contract/coverage.js')).createCoverageCollector() : undefined;
  const sessions = { checked: 0, notChecked: 0, remarks: [] as string[] }; // literals would be `never[]`
  const onSession = (remark?: string): void => {
    sessions[remark === undefined ? 'checked' : 'notChecked']++;
    if (remark === undefined) return;
    sessions.remarks.push(remark);
    observer.onRemark(remark);
  };
  const { engine, results } = await openResults(task, { ...observer, onError, onSession }, collector);
  const exchanges = await collectResults(results, task.severities);
  const { remaining, lines } = applyBaseline(exchanges, baseline, isComplete);
  for (const line of lines) observer.onRemark(line);
  const report = createReport(contract, engine, remaining, versionsFromOneEngine, sessions);
  return { report: { ...report, ...(collector && { coverage: collector.getCoverage() }) }, exchanges };
}

async function openResults(
  { paths, host, apiVersion, session, limits }: CheckTask,
  {
    onError,
    onRemark,
    onSession,
    onProbe,
    withProgress,
  }: CheckObserver & { readonly onSession: (remark?: string) => void },
  collector: CoverageCollector | undefined,
) {
  if (paths.length > 0) {
    const results = checkFiles(paths, onError, collector?.add, { apiVersion, session, onRemark, onSession });
    return { engine: undefined, results: withProgress(results) };
  }
  // The client is loaded only for an engine.
  const [{ checkEngine }, { connectEngine }] = await Promise.all([
    import('./check-engine.js'),
    import('./connect-engine.js'),
  ]);
  const engine = await connectEngine(host, apiVersion, limits);
  return {
    engine: engine.identity,
    results: checkEngine(engine, { onError, onSession, onProbe, onChecked: collector?.add }),
  };
}
