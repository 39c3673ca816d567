import { formatBaseline } from '../../checker/baseline.js';
import { type CheckedReport, check } from '../../checker/check.js';
import { countFiles } from '../../checker/check-files.js';
import { apiVersion } from '../../contract/index.js';
import type { Report } from '../../report/report.js';
import { explainNotChecked, formatRemarks, getExitStatus, tryWriteOutput } from '../exit-status.js';
import { type CheckOptions, parseCheckOptions } from '../options.js';
import { readPackageVersion } from '../package-version.js';
import { showProbes, withProgress } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** The command `check`; gives the exit status. */
export async function runCheck(args: string[], terminal: Terminal): Promise<number> {
  const options = parseCheckOptions(args);
  const { progress } = terminal;
  let errorCount = 0;
  const reportError = (line: string): void => {
    errorCount++;
    terminal.printError(line);
  };
  const contract = { name: 'docker-images-contract', version: readPackageVersion(), apiVersion };
  const { report, exchanges } = options.merge
    ? await mergeIntoReport(options, contract)
    : await check(options, contract, {
        onError: reportError,
        onRemark: (line) => terminal.printError(line, 'remark'),
        onProbe: showProbes(progress),
        withProgress: (results) =>
          withProgress(results, progress, progress.isVisible ? countFiles(options.paths) : undefined),
      });
  for (const { format, file } of options.reports) {
    const formatOptions = file === undefined ? terminal : { colour: false };
    const text = format(report, formatOptions);
    if (file === undefined) terminal.print(text);
    // Of several reports each is worth having.
    else tryWriteOutput(file, text, ({ message }) => reportError(message));
  }
  for (const line of explainNotChecked(report)) reportError(line);
  for (const line of formatRemarks(report)) terminal.printError(line, 'remark');
  if (errorCount > 0) return 2;
  // Only a whole one: what could not be read might have known findings.
  if (options.writeBaseline !== undefined) tryWriteOutput(options.writeBaseline, formatBaseline(exchanges));
  return getCheckStatus(report, options);
}

/** The report that several reports make. */
async function mergeIntoReport(
  { paths, coverage }: CheckOptions,
  contract: Report['contract'],
): Promise<CheckedReport> {
  const { mergeReports } = await import('../../checker/merge-reports.js');
  const report = mergeReports(paths, contract, coverage);
  return { report, exchanges: report.findings.map((finding) => ({ file: finding.file, findings: [finding] })) };
}

function getCheckStatus(report: Report, { minCoverage, writeBaseline, failOn }: CheckOptions): number {
  if (report.coverage && report.coverage.percent < minCoverage) return 1;
  return writeBaseline !== undefined ? 0 : getExitStatus(report, failOn);
}
