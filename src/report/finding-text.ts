import { escapeControlCharacters, formatCount } from '../values/format-value.js';
import type { Report, ReportedFinding } from './report.js';

/** A JSON value as indented text; characters that are not seen stand in it as escapes, so that it parses to the same. */
export const stringifyEscaped = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).split('\n').map(escapeControlCharacters).join('\n')}\n`;

/** Where a finding is, for a person: file, line and column, or which exchange of the file. */
export function formatLocation({ file, exchange, line, column }: ReportedFinding): string {
  const position = line > 0 ? `:${line}:${column}` : exchange > 0 ? `[${exchange}]` : '';
  return escapeControlCharacters(`${file}${position}`);
}

/** A finding in one line: where in the body it is, and what is wrong. */
export const formatFinding = ({ pointer, message }: Pick<ReportedFinding, 'pointer' | 'message'>): string =>
  escapeControlCharacters(`${pointer && `${pointer}: `}${message}`);

/** The same with the request that got the answer, where it is known. */
export const formatFindingWithRequest = (finding: ReportedFinding): string =>
  formatFinding(finding) + (finding.request === undefined ? '' : ` (${escapeControlCharacters(finding.request)})`);

/** The path of the file of a finding; `undefined` when it has none, being standard input or a question to an engine. */
export const getFilePath = ({ engine }: Report, { file }: Pick<ReportedFinding, 'file'>): string | undefined =>
  engine || file === '-' ? undefined : file.replace(/^(\.\/+)+/, '');

/** What the engine is that was asked, in its own words; `undefined` when none was. */
export function formatEngine({ engine }: Report): string | undefined {
  if (!engine) return undefined;
  const { name, version, store, minApiVersion, apiVersion } = engine;
  return escapeControlCharacters(`${name} ${version}, image store ${store}, API ${minApiVersion} to ${apiVersion}`);
}

/** Which of the contracts that judged are known from one engine alone, a line each. */
export const formatEvidenceLines = ({ contract }: Report): string[] =>
  Object.entries(contract.evidence ?? {}).map(([version, evidence]) => `API ${version} is known from ${evidence}`);

/** What was judged, in one line. */
export function formatSummary({ contract, summary, coverage, findings }: Report): string {
  const { exchanges, notChecked, skipped, failed, errors, warnings } = summary;
  const versions = Object.keys(summary.apiVersions);
  const span = versions.length > 1 ? `${versions[0]} to v${versions.at(-1)}` : (versions[0] ?? contract.apiVersion);
  const checkedText = `${formatCount(exchanges, 'exchange')} judged by the contract of Docker Engine API v${span}`;
  const notCheckedText = notChecked > 0 ? `, ${notChecked} not judged (no contract of their API version)` : '';
  const skippedText = skipped > 0 ? `, ${skipped} skipped (another path or method)` : '';
  const omittedCount = errors + warnings - findings.length;
  const omittedText = omittedCount > 0 ? ` (${omittedCount} of them counted only)` : '';
  const coverageText = coverage ? `; coverage ${coverage.percent} % (${coverage.covered} of ${coverage.total})` : '';
  return `${checkedText}${notCheckedText}${skippedText}: ${failed} failed, ${formatCount(errors, 'error')}, ${formatCount(warnings, 'warning')}${omittedText}${coverageText}`;
}
