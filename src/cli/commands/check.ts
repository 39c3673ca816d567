import { formatBaseline } from '../../checker/baseline.js';
import { type CheckedReport, check } from '../../checker/check.js';
import { countFiles } from '../../checker/check-files.js';
import type { Report } from '../../report/report.js';
import { type CheckOptions, parseCheckOptions } from '../options.js';
import { writeOutput } from '../output.js';
import { showProbes, withProgress } from '../progress.js';
import {
  countErrors,
  describeContract,
  explainNotChecked,
  formatRemarks,
  getExitStatus,
  writeReports,
} from '../reports.js';
import type { Terminal } from '../terminal.js';

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
  for (const line of explainNotChecked(report)) errors.report(line);
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
  if (report.coverage && report.coverage.percent < minCoverage) return 1;
  return writeBaseline !== undefined ? 0 : getExitStatus(report, failOn);
}
