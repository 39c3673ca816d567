import { type RunningProxy, startProxy } from '../../checker/proxy.js';
import { REDACTION_NOTICE } from '../../checker/recording-folder.js';
import { applySeverities, collectResults, type ExchangeResult, type SessionResult } from '../../checker/results.js';
import { versionsFromOneEngine } from '../../contract/contract-version.js';
import { formatSummary } from '../../report/finding-text.js';
import { formatJson, formatJsonLine } from '../../report/json.js';
import { formatPretty, formatPrettyLine } from '../../report/pretty.js';
import { createReport, type FindingLineFormat, type ReportFormat } from '../../report/report.js';
import { formatCount } from '../../values/format-value.js';
import { explainListenError, waitForStop } from '../listen.js';
import { commandSpecs, resolveReports } from '../options.js';
import { parseCommandArgs } from '../parse-args.js';
import {
  describeContract,
  describeError,
  explainNothingChecked,
  formatRemarks,
  getExitStatus,
  writeReports,
} from '../reports.js';
import type { Terminal } from '../terminal.js';

/** How many exchanges the report covers, so that it fits in memory. */
const MAX_REPORTED_EXCHANGES = 100_000;

/** @throws UsageError on unknown arguments */
function parseProxyOptions(args: readonly string[]) {
  const { values } = parseCommandArgs('proxy', commandSpecs.proxy, args);
  return {
    ...values,
    outFolder: values.out,
    redactPatterns: values.redact,
    reports: resolveReports('proxy', values),
    severities: new Map(values.rule),
  };
}

/**
 * The command `proxy`: forwards and checks until it is stopped. Returns the exit status.
 *
 * @param waitForEnd resolves when it is stopped
 */
export async function runProxy(args: string[], terminal: Terminal, waitForEnd = waitForStop): Promise<number> {
  const options = parseProxyOptions(args);
  const printRemark = (line: string): void => terminal.printError(line, 'remark');
  const starting = startProxy(options, {
    onError: (error) => terminal.printError(describeError(error)),
    onRemark: printRemark,
  });
  const proxy = await explainListenError(starting, options.listen);
  const ended = waitForEnd();
  printRemark(`passes on from ${proxy.host}; end with Ctrl-C`);
  if (proxy.isPortToSocket) {
    printRemark(
      'whoever reaches this port can do anything with the engine; unix://PATH has the permissions of its socket',
    );
  }
  const collected = collectResults(printFindings(proxy, options, terminal), options.severities);
  await ended;
  await proxy.close();
  const exchanges = await collected;
  const sessions = { checked: proxy.countSessions(), notChecked: 0, remarks: [] };
  const checkedReport = createReport(describeContract(), proxy.engine, exchanges, versionsFromOneEngine, sessions);
  const report = { ...checkedReport, summary: { ...checkedReport.summary, skipped: proxy.countSkipped() } };
  const endReports = options.reports.map(({ format, file }) => ({
    format: file === undefined ? (streamingFormats.get(format)?.formatEnd ?? format) : format,
    file,
  }));
  writeReports(report, endReports, terminal);
  if (options.outFolder !== undefined) {
    const notice = REDACTION_NOTICE.replace(/\s+/g, ' ').trim();
    printRemark(`${formatCount(proxy.countWritten(), 'recording')} in ${options.outFolder}. ${notice}`);
  }
  for (const line of explainNothingChecked(report)) terminal.printError(line);
  for (const line of formatRemarks(report)) printRemark(line);
  return terminal.hasErrors() ? 2 : getExitStatus(report, options.failOn);
}

/** The formats that print a finding when it is found, and what they print at the end. */
const streamingFormats = new Map<
  ReportFormat,
  { readonly formatFinding: FindingLineFormat; readonly formatEnd: ReportFormat }
>([
  [formatPretty, { formatFinding: formatPrettyLine, formatEnd: (report) => `${formatSummary(report)}\n` }],
  [formatJson, { formatFinding: formatJsonLine, formatEnd: () => '' }],
]);

/** Prints each finding when it is found, and passes on the results that the report covers. */
async function* printFindings(
  { results }: RunningProxy,
  { reports, severities }: ReturnType<typeof parseProxyOptions>,
  { print, colour, printError }: Terminal,
): AsyncGenerator<ExchangeResult | SessionResult> {
  const format = reports.find(({ file }) => file === undefined)?.format;
  const formatFinding = format && streamingFormats.get(format)?.formatFinding;
  let checkedCount = 0;
  for await (const result of results) {
    const { file, exchange } = result;
    const request = result.kind === 'session' || result.request === undefined ? {} : { request: result.request };
    for (const finding of applySeverities(result, severities, Number.POSITIVE_INFINITY).listed) {
      if (formatFinding) print(formatFinding({ ...finding, file, exchange, ...request }, { colour }));
    }
    if (result.kind !== 'session') checkedCount++;
    if (checkedCount <= MAX_REPORTED_EXCHANGES) yield result;
    else if (result.kind !== 'session' && checkedCount === MAX_REPORTED_EXCHANGES + 1) {
      printError(
        `the report is of the first ${MAX_REPORTED_EXCHANGES} exchanges; what is found in others is said as it comes`,
        'remark',
      );
    }
  }
}
