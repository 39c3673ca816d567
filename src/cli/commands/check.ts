import { formatBaseline } from '../../checker/baseline.js';
import { type CheckedReport, type CheckTask, check } from '../../checker/check.js';
import { countFiles } from '../../checker/check-files.js';
import type { Severity } from '../../contract/index.js';
import { formatJunit } from '../../report/junit.js';
import type { Report } from '../../report/report.js';
import { commandSpecs, resolveReports } from '../options.js';
import { writeOutput } from '../output.js';
import { type CommandArgs, parseCommandArgs, UsageError } from '../parse-args.js';
import { showProbes, withProgress } from '../progress.js';
import {
  countErrors,
  describeContract,
  explainNotChecked,
  formatRemarks,
  getExitStatus,
  type ReportTargets,
  writeReports,
} from '../reports.js';
import type { Terminal } from '../terminal.js';

/** What `check` is asked to do. */
interface CheckOptions extends CheckTask {
  /** Whether the paths are JSON reports, to be merged into one. */
  readonly merge: boolean;
  /** Whether a session that could not be checked is an error. */
  readonly requireSession: boolean;
  readonly reports: ReportTargets;
  /** The file that gets all findings as a baseline. */
  readonly writeBaseline: string | undefined;
  /** The least coverage, in percent. */
  readonly minCoverage: number | undefined;
  readonly failOn: Severity;
}

/**
 * Reads the arguments after `check`.
 *
 * @throws UsageError on unknown arguments, and on both PATH and `--host`
 */
export function parseCheckOptions(words: readonly string[]): CheckOptions {
  const args = parseCommandArgs('check', commandSpecs.check, words);
  const { values, paths } = args;
  if (values.merge) rejectWithMerge(args);
  if (paths.length > 0 && values.host !== undefined) {
    throw new UsageError('check: expected PATH or --host URL, found both');
  }
  return {
    paths,
    merge: values.merge,
    host: values.host,
    apiVersion: values['api-version'],
    session: values.session,
    requireSession: values['require-session'],
    reports: resolveReports('check', values.format, values.output),
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
    coverage: values.coverage || values['min-coverage'] !== undefined,
    minCoverage: values['min-coverage'],
    limits: { timeout: values.timeout, maxBody: values['max-body'] },
    failOn: values['fail-on'],
    severities: new Map(values.rule),
  };
}

/** The options of the check itself, which `--merge` does not repeat. */
const CHECKING_OPTIONS = ['host', 'api-version', 'session', 'timeout', 'max-body', 'rule', 'baseline'];

/** @throws UsageError on arguments that a merge of reports has no use for */
function rejectWithMerge({ values, given, paths }: CommandArgs<typeof commandSpecs.check>): void {
  if (paths.length === 0) throw new UsageError('check --merge: expected REPORT..., found none');
  const option = CHECKING_OPTIONS.find((name) => given.has(name));
  if (option !== undefined) {
    throw new UsageError(`check --merge: expected --${option} with the checks that made the reports, found it here`);
  }
  if (values.format.some(({ format }) => format === formatJunit)) {
    throw new UsageError(
      'check --merge: expected another --format than junit, whose cases a report in JSON does not have',
    );
  }
}

/** The command `check`. Returns the exit status. */
export async function runCheck(args: string[], terminal: Terminal): Promise<number> {
  const options = parseCheckOptions(args);
  const { progress } = terminal;
  const errors = countErrors(terminal);
  const printRemark = (line: string): void => terminal.printError(line, 'remark');
  const { report, exchanges } = options.merge
    ? await mergeIntoReport(options)
    : await check(options, describeContract(), {
        onError: errors.report,
        onRemark: printRemark,
        onProbe: showProbes(progress),
        withProgress: (results) =>
          withProgress(results, progress, progress.isVisible ? countFiles(options.paths) : undefined),
      });
  writeReports(report, options.reports, terminal, errors);
  for (const line of explainNotChecked(report, options.requireSession)) errors.report(line);
  for (const line of formatRemarks(report)) printRemark(line);
  if (errors.count() > 0) return 2;
  // A baseline of an incomplete report would lack findings.
  if (options.writeBaseline !== undefined) writeOutput(options.writeBaseline, formatBaseline(exchanges));
  return getCheckStatus(report, options);
}

/** Merges JSON reports into one. */
async function mergeIntoReport({ paths, coverage }: CheckOptions): Promise<CheckedReport> {
  const { mergeReports } = await import('../../checker/merge-reports.js');
  const report = mergeReports(paths, describeContract(), coverage);
  return { report, exchanges: report.findings.map((finding) => ({ file: finding.file, findings: [finding] })) };
}

function getCheckStatus(report: Report, { minCoverage, writeBaseline, failOn }: CheckOptions): number {
  if (report.coverage && minCoverage !== undefined && report.coverage.percent < minCoverage) return 1;
  return writeBaseline !== undefined ? 0 : getExitStatus(report, failOn);
}
