import { formatBaseline } from '../../checker/baseline.js';
import { type CheckedReport, check } from '../../checker/check.js';
import { countFiles } from '../../checker/check-files.js';
import { formatJunit } from '../../report/junit.js';
import type { Report } from '../../report/report.js';
import { commandSpecs, resolveReports } from '../options.js';
import { writeOutput } from '../output.js';
import { type CommandArgs, parseCommandArgs, UsageError } from '../parse-args.js';
import { showProbes, withProgress } from '../progress.js';
import { describeContract, explainNotChecked, formatRemarks, getExitStatus, writeReports } from '../reports.js';
import type { Terminal } from '../terminal.js';

type CheckArgs = CommandArgs<typeof commandSpecs.check>;

type CheckOptions = ReturnType<typeof parseCheckOptions>;

/**
 * Reads the arguments after `check`.
 *
 * @throws UsageError on unknown arguments, and on both PATH and `--host`
 */
export function parseCheckOptions(words: readonly string[]) {
  const args: CheckArgs = parseCommandArgs('check', commandSpecs.check, words);
  const { values, paths } = args;
  if (values.merge) rejectWithMerge(args);
  if (paths.length > 0 && values.host !== undefined) {
    throw new UsageError('check: expected PATH or --host URL, found both');
  }
  return {
    ...values,
    paths,
    coverage: values.coverage || values.minCoverage !== undefined,
    limits: { timeout: values.timeout, maxBody: values.maxBody },
    reports: resolveReports('check', values),
    severities: new Map(values.rule),
  };
}

/** The options of the check itself, which `--merge` does not repeat. */
const CHECKING_OPTIONS = ['host', 'api-version', 'session', 'timeout', 'max-body', 'rule', 'baseline'];

/** @throws UsageError on arguments that a merge of reports has no use for */
function rejectWithMerge({ values, given, paths }: CheckArgs): void {
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
  const printRemark = (line: string): void => terminal.printError(line, 'remark');
  const { report, exchanges } = options.merge
    ? await mergeIntoReport(options)
    : await check(options, describeContract(), {
        onError: terminal.printError,
        onRemark: printRemark,
        onProbe: showProbes(progress),
        withProgress: (results) =>
          withProgress(results, progress, progress.isVisible ? countFiles(options.paths) : undefined),
      });
  writeReports(report, options.reports, terminal);
  for (const line of explainNotChecked(report, options.requireSession)) terminal.printError(line);
  for (const line of formatRemarks(report)) printRemark(line);
  if (terminal.hasErrors()) return 2;
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
