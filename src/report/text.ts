import { count, visible } from '../values/show.js';
import type { PlacedFinding, Report } from './report.js';

/** A JSON value as indented text; characters that are not seen stand in it as escapes, so that it parses to the same. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).split('\n').map(visible).join('\n')}\n`;

/** Where a finding is, for a person: file, line and column, or which exchange of the file. */
export function placeText({ file, exchange, line, column }: PlacedFinding): string {
  const place = line > 0 ? `:${line}:${column}` : exchange > 0 ? `[${exchange}]` : '';
  return visible(`${file}${place}`);
}

/** A finding in one line: where in the body it is, and what is wrong. */
export const findingText = ({ pointer, message }: Pick<PlacedFinding, 'pointer' | 'message'>): string =>
  visible(`${pointer && `${pointer}: `}${message}`);

/** The same with the request that got the answer, where it is known. */
export const findingWithRequest = (finding: PlacedFinding): string =>
  findingText(finding) + (finding.request === undefined ? '' : ` (${visible(finding.request)})`);

/** The path of the file of a finding; `undefined` when it has none, being standard input or a question to an engine. */
export const pathOf = ({ engine }: Report, { file }: Pick<PlacedFinding, 'file'>): string | undefined =>
  engine || file === '-' ? undefined : file.replace(/^(\.\/+)+/, '');

/** What the engine is that was asked, in its own words; `undefined` when none was. */
export function engineText({ engine }: Report): string | undefined {
  if (!engine) return undefined;
  const { name, version, store, minApiVersion, apiVersion } = engine;
  return visible(`${name} ${version}, image store ${store}, API ${minApiVersion} to ${apiVersion}`);
}

/** Which of the contracts that judged are known from one engine alone, a line each. */
export const evidenceTexts = ({ contract }: Report): string[] =>
  Object.entries(contract.evidence ?? {}).map(([version, words]) => `API ${version} is known from ${words}`);

/** What was judged, in one line. */
export function summaryText({ contract, summary, coverage, findings }: Report): string {
  const { exchanges, notJudged, skipped, failed, errors, warnings } = summary;
  const versions = Object.keys(summary.apiVersions);
  const span = versions.length > 1 ? `${versions[0]} to v${versions.at(-1)}` : (versions[0] ?? contract.apiVersion);
  const passed = `${count(exchanges, 'exchange')} judged by the contract of Docker Engine API v${span}`;
  const other = notJudged > 0 ? `, ${notJudged} not judged (no contract of their API version)` : '';
  const over = skipped > 0 ? `, ${skipped} skipped (another path or method)` : '';
  const counted = errors + warnings - findings.length;
  const more = counted > 0 ? ` (${counted} of them counted only)` : '';
  const share = coverage ? `; coverage ${coverage.percent} % (${coverage.covered} of ${coverage.total})` : '';
  return `${passed}${other}${over}: ${failed} failed, ${count(errors, 'error')}, ${count(warnings, 'warning')}${more}${share}`;
}
