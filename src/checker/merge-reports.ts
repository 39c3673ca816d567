import { readFileSync, realpathSync } from 'node:fs';
import { versionsFromOneEngine } from '../contract/contract-version.js';
import { computeCoverage } from '../contract/coverage.js';
import { InputError } from '../recordings/input-error.js';
import { withReadErrors } from '../recordings/list-files.js';
import type { Report, ReportedFinding } from '../report/report.js';
import { findInvalidProperty, isReport, type ParsedReport } from '../report/validate-report.js';
import { parseMinorVersion } from '../values/api-version.js';
import { previewValue } from '../values/format-value.js';
import { getOwn } from '../values/pointer.js';
import { MAX_LISTED_FINDINGS } from './results.js';

type ReportContract = Report['contract'];

/** What one JSON report says. */
interface ReportFile {
  readonly file: string;
  readonly report: ParsedReport;
}

/**
 * Of JSON reports, each about some files, the report of one run over all these files, in the order of the reports. A file
 * and a session each lie in one of them.
 *
 * @param needsCoverage whether there has to be coverage
 * @throws InputError on what is no such report, on one of another version, and on a report or a file that is there twice
 */
export function mergeReports(files: readonly string[], contract: ReportContract, needsCoverage: boolean): Report {
  const reports = files.map((file): ReportFile => ({ file, report: readReport(file, contract) }));
  rejectDuplicates(reports);
  const withoutCoverage = reports.find(({ report }) => !report.coverage);
  const hasCoverage = reports.some(({ report }) => report.coverage);
  if (withoutCoverage && (needsCoverage || hasCoverage)) {
    throw new InputError(`${withoutCoverage.file}: expected coverage, as of \`check --coverage\`, found none`);
  }
  const exercised = reports.flatMap(({ report }) => report.coverage?.exercised ?? []);
  const summary = addSummaries(reports.map(({ report }) => report.summary));
  const evidence = [...versionsFromOneEngine].filter(([version]) => version in summary.apiVersions);
  return {
    contract: { ...contract, ...(evidence.length > 0 && { evidence: Object.fromEntries(evidence) }) },
    engine: undefined,
    summary,
    findings: limitFindings(reports.flatMap(({ report }) => report.findings)),
    exchanges: [],
    ...(hasCoverage && { coverage: computeCoverage(exercised) }),
  };
}

function readReport(file: string, { name, version }: ReportContract): ParsedReport {
  const report = readJsonFile(file);
  const reportContract = getOwn(report, 'contract');
  if (getOwn(reportContract, 'name') === name && getOwn(reportContract, 'version') !== version) {
    const found = previewValue(getOwn(reportContract, 'version'));
    throw new InputError(
      `${file}: expected a report of version ${previewValue(version)}, found ${found}: check its files again`,
    );
  }
  if (getOwn(report, 'engine') !== undefined) {
    throw new InputError(`${file}: expected a report about files, found one about an engine: record its answers first`);
  }
  if (getOwn(reportContract, 'name') === name && isReport(report)) return report;
  const propertyName = findInvalidProperty(report) ?? 'contract';
  const location = propertyName === '' ? '' : `, found another JSON at \`${propertyName}\``;
  throw new InputError(`${file}: expected a report as --format json makes it${location}`);
}

function readJsonFile(file: string): unknown {
  const text = withReadErrors(file, () => readFileSync(file, 'utf8'));
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${file}: expected a report as --format json makes it, found no JSON`);
  }
}

/** Of two reports without a finding nobody can tell whether they are about the same files. */
function rejectDuplicates(reports: readonly ReportFile[]): void {
  const filesByRealPath = new Map<string, string>();
  const reportsBySubject = new Map<string, string>();
  for (const { file, report: said } of reports) {
    const realPath = withReadErrors(file, () => realpathSync(file));
    if (filesByRealPath.has(realPath)) throw new InputError(`${file}: expected each report once, found it twice`);
    filesByRealPath.set(realPath, file);
    for (const subject of new Set(said.findings.map((finding) => finding.file))) {
      const other = reportsBySubject.get(subject);
      if (other !== undefined) {
        throw new InputError(
          `${file}: expected each file in one report, found ${previewValue(subject)} in ${other} too`,
        );
      }
      reportsBySubject.set(subject, file);
    }
  }
}

type ReportSummary = Report['summary'];

/** The counts of all parts. */
function addSummaries(summaries: readonly ReportSummary[]): ReportSummary {
  const addUp = (name: keyof Omit<ReportSummary, 'apiVersions'>): number =>
    summaries.reduce((sum, summary) => sum + summary[name], 0);
  const counts = new Map<string, number>();
  for (const [version, count] of summaries.flatMap(({ apiVersions }) => Object.entries(apiVersions))) {
    counts.set(version, (counts.get(version) ?? 0) + count);
  }
  return {
    exchanges: addUp('exchanges'),
    notChecked: addUp('notChecked'),
    skipped: addUp('skipped'),
    failed: addUp('failed'),
    errors: addUp('errors'),
    warnings: addUp('warnings'),
    apiVersions: Object.fromEntries([...counts].sort((a, b) => parseMinorVersion(a[0]) - parseMinorVersion(b[0]))),
  };
}

/** No more than one run lists: first what exchanges are found to break, then sessions, which it judges at their end. */
function limitFindings(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  if (findings.length <= MAX_LISTED_FINDINGS) return findings;
  const isOfSession = ({ rule }: ReportedFinding): boolean => rule.startsWith('session/');
  const kept = new Set(
    [...findings.filter((finding) => !isOfSession(finding)), ...findings.filter(isOfSession)].slice(
      0,
      MAX_LISTED_FINDINGS,
    ),
  );
  return findings.filter((finding) => kept.has(finding));
}
