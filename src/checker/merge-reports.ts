import { realpathSync } from 'node:fs';
import { versionsFromOneEngine } from '../contract/contract-version.js';
import { computeCoverage } from '../contract/coverage.js';
import { InputError, readJsonFile, withFileErrors } from '../recordings/input-error.js';
import type { Report, ReportedFinding } from '../report/report.js';
import { parseMinorVersion } from '../values/api-version.js';
import { previewValue } from '../values/format-value.js';
import { getOwn } from '../values/pointer.js';
import { MAX_LISTED_FINDINGS } from './results.js';
import { findInvalidProperty, isReport, type ParsedReport } from './validate-report.js';

type ReportContract = Report['contract'];

/** A JSON report with its file. */
interface ReportFile {
  readonly file: string;
  readonly report: ParsedReport;
}

/**
 * Merges JSON reports, each about some files, into the report of one run over all files, in the order of the reports. No
 * file and no session may be in two of them.
 *
 * @param needsCoverage whether every report must have coverage
 * @throws InputError on anything but such a report, on one of another version, and on a report or file that occurs twice
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
    remarks: reports.flatMap(({ report }) => report.remarks),
    findings: limitFindings(reports.flatMap(({ report }) => report.findings)),
    exchanges: [],
    ...(hasCoverage && { coverage: computeCoverage(exercised) }),
  };
}

function readReport(file: string, { name, version }: ReportContract): ParsedReport {
  const report = readJsonFile(file, 'a report as --format json makes it');
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
  if (getOwn(reportContract, 'name') === name && isReport(report)) {
    rejectWrongCounts(file, report);
    return report;
  }
  const propertyName = findInvalidProperty(report) ?? 'contract';
  const location = propertyName === '' ? '' : `, found another JSON at \`${propertyName}\``;
  throw new InputError(`${file}: expected a report as --format json makes it${location}`);
}

/** Rejects a report whose summary counts other findings than it lists; those beyond the limit are counted only. */
function rejectWrongCounts(file: string, { summary, findings }: ParsedReport): void {
  const isComplete = findings.length < MAX_LISTED_FINDINGS;
  for (const severity of ['error', 'warning'] as const) {
    const name = `${severity}s` as const;
    const listed = findings.filter((finding) => finding.severity === severity).length;
    if (isComplete ? summary[name] !== listed : summary[name] < listed) {
      throw new InputError(
        `${file}: expected \`summary.${name}\` to be ${listed}, as its findings are, found ${summary[name]}: check its files again`,
      );
    }
  }
}

/** Rejects a report or file that occurs twice. Reports name only files with findings, so no other file is noticed. */
function rejectDuplicates(reports: readonly ReportFile[]): void {
  const filesByRealPath = new Map<string, string>();
  const reportsBySubject = new Map<string, string>();
  for (const { file, report } of reports) {
    const realPath = withFileErrors('read', file, () => realpathSync(file));
    if (filesByRealPath.has(realPath)) throw new InputError(`${file}: expected each report once, found it twice`);
    filesByRealPath.set(realPath, file);
    for (const subject of new Set(report.findings.map((finding) => finding.file))) {
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

function addSummaries(summaries: readonly ReportSummary[]): ReportSummary {
  const addUp = (name: keyof Omit<ReportSummary, 'apiVersions' | 'sessions'>): number =>
    summaries.reduce((sum, summary) => sum + summary[name], 0);
  const counts = new Map<string, number>();
  for (const [version, count] of summaries.flatMap(({ apiVersions }) => Object.entries(apiVersions))) {
    counts.set(version, (counts.get(version) ?? 0) + count);
  }
  return {
    exchanges: addUp('exchanges'),
    notChecked: addUp('notChecked'),
    skipped: addUp('skipped'),
    refused: addUp('refused'),
    failed: addUp('failed'),
    errors: addUp('errors'),
    warnings: addUp('warnings'),
    apiVersions: Object.fromEntries([...counts].sort((a, b) => parseMinorVersion(a[0]) - parseMinorVersion(b[0]))),
    sessions: {
      checked: summaries.reduce((sum, { sessions }) => sum + sessions.checked, 0),
      notChecked: summaries.reduce((sum, { sessions }) => sum + sessions.notChecked, 0),
    },
  };
}

/** Keeps as many findings as one run lists: those of exchanges first, then those of sessions, which it checks last. */
function limitFindings(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  if (findings.length <= MAX_LISTED_FINDINGS) return findings;
  const isOfSession = ({ rule }: ReportedFinding): number => Number(rule.startsWith('session/'));
  const kept = new Set(findings.toSorted((a, b) => isOfSession(a) - isOfSession(b)).slice(0, MAX_LISTED_FINDINGS));
  return findings.filter((finding) => kept.has(finding));
}
