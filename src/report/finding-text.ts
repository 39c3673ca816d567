import { escapeControlCharacters, formatCount } from '../values/format-value.js';
import type { Report, ReportedFinding } from './report.js';

/** Indented JSON in which invisible characters are escaped; it parses to the same value. */
export const stringifyEscaped = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).split('\n').map(escapeControlCharacters).join('\n')}\n`;

/** The location of a finding: file with line and column, or with the index of the exchange. */
export function formatLocation({ file, exchange, line, column }: ReportedFinding): string {
  const position = line > 0 ? `:${line}:${column}` : exchange > 0 ? `[${exchange}]` : '';
  return escapeControlCharacters(`${file}${position}`);
}

/** The pointer and message of a finding, in one line. */
export const formatFinding = ({ pointer, message }: Pick<ReportedFinding, 'pointer' | 'message'>): string =>
  escapeControlCharacters(`${pointer && `${pointer}: `}${message}`);

/** The pointer, message and, if known, request of a finding, in one line. */
export const formatFindingWithRequest = (finding: ReportedFinding): string =>
  formatFinding(finding) + (finding.request === undefined ? '' : ` (${escapeControlCharacters(finding.request)})`);

/** The path of a finding's file; `undefined` for standard input and for a response of a checked engine. */
export const getFilePath = ({ engine }: Report, { file }: Pick<ReportedFinding, 'file'>): string | undefined =>
  engine || file === '-' ? undefined : file.replace(/^(\.\/+)+/, '');

/** The checked engine as it describes itself; `undefined` if recordings were checked. */
export function formatEngine({ engine }: Report): string | undefined {
  if (!engine) return undefined;
  const { name, version, store, minApiVersion, apiVersion } = engine;
  return escapeControlCharacters(`${name} ${version}, image store ${store}, API ${minApiVersion} to ${apiVersion}`);
}

/** One line for each checked API version whose contract is known from one engine only. */
export const formatEvidenceLines = ({ contract }: Report): string[] =>
  Object.entries(contract.evidence ?? {}).map(([version, evidence]) => `API ${version} is known from ${evidence}`);

/** The counts of a report, in one line. */
export function formatSummary({ contract, summary, coverage, findings }: Report): string {
  const { exchanges, notChecked, skipped, failed, errors, warnings } = summary;
  const versions = Object.keys(summary.apiVersions);
  const span = versions.length > 1 ? `${versions[0]} to v${versions.at(-1)}` : (versions[0] ?? contract.apiVersion);
  const omitted = errors + warnings - findings.length;
  return [
    `${formatCount(exchanges, 'exchange')} checked by the contract of Docker Engine API v${span}`,
    notChecked > 0 ? `, ${notChecked} not checked (no contract of their API version)` : '',
    skipped > 0 ? `, ${skipped} skipped (another path or method)` : '',
    `: ${failed} failed, ${formatCount(errors, 'error')}, ${formatCount(warnings, 'warning')}`,
    omitted > 0 ? ` (${omitted} of them counted only)` : '',
    coverage ? `; coverage ${coverage.percent} % (${coverage.covered} of ${coverage.total})` : '',
  ].join('');
}
