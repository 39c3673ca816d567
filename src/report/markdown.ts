import { escapeControlCharacters } from '../values/format-value.js';
import { formatEngine, formatEvidenceLines, formatLocation, formatSummary } from './finding-text.js';
import { type FindingGroup, formatOccurrences, groupByRule, type RuleGroup } from './group-findings.js';
import type { Report, ReportFormat } from './report.js';

/** How long a report is at most, in bytes: of a summary over 1 MiB a runner of GitHub shows nothing. */
const MAX_REPORT_BYTES = 1_000_000;

/** How much of a text from outside is shown, in UTF-16 units. */
const MAX_SHOWN_LENGTH = 300;

/** The report as Markdown, such as for the summary of a job on GitHub. */
export const formatMarkdown: ReportFormat = (report) => {
  const groups = groupByRule(report);
  return takeFitting([
    formatOverview(report, groups),
    ...groups.map(formatRuleSection),
    ...formatEvidence(report),
    ...formatUncoveredSection(report),
  ]).join('\n');
};

/** What was judged, and how often each rule was broken. */
function formatOverview(report: Report, groups: readonly RuleGroup[]): string {
  const rows = groups.map(({ rule, severity, findings }) => `| \`${rule.name}\` | ${severity} | ${findings.length} |`);
  const engine = formatEngine(report);
  return joinLines([
    `## ${report.contract.name}`,
    '',
    `${formatSummary(report)}.`,
    ...(engine === undefined ? [] : ['', `Asked: ${toCodeSpan(engine)}`]),
    ...(rows.length > 0 ? ['', '| rule | severity | findings |', '|---|---|---|', ...rows] : []),
  ]);
}

function formatRuleSection({ rule, severity, groups, omitted }: RuleGroup): string {
  return joinLines([
    `### ${severity} \`${rule.name}\``,
    '',
    `A finding means that ${rule.meaning}.`,
    '',
    ...groups.flatMap(formatGroupItem),
    ...(omitted > 0 ? [`- ... and ${omitted} more`] : []),
    '',
    `**What to do:** ${rule.remedy}`,
  ]);
}

function formatGroupItem(group: FindingGroup): string[] {
  const { shown } = group;
  const occurrences = formatOccurrences(group, toCodeSpan);
  return [
    `- ${toCodeSpan(formatLocation(shown))}${shown.pointer && ` ${toCodeSpan(shown.pointer)}`}: ${toCodeSpan(shown.message)}`,
    ...(shown.request === undefined ? [] : [`  - ${toCodeSpan(shown.request)}`]),
    ...(occurrences === undefined ? [] : [`  - ${occurrences}`]),
  ];
}

const formatEvidence = (report: Report): string[] => {
  const known = formatEvidenceLines(report);
  return known.length > 0 ? [joinLines(known.map((text) => `- ${text}`))] : [];
};

function formatUncoveredSection({ coverage }: Report): string[] {
  if (!coverage?.missing.length) return [];
  return [joinLines(['### No exchange covers', '', ...coverage.missing.map((item) => `- ${toCodeSpan(item)}`)])];
}

const joinLines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;

/**
 * A text as a code span in one line: there nothing is a link, HTML or a mention. The fence is longer than any run of
 * backticks in the text, which a blank keeps apart from it.
 */
function toCodeSpan(text: string): string {
  const escaped = escapeControlCharacters(text);
  const shown = escaped.length > MAX_SHOWN_LENGTH ? `${escaped.slice(0, MAX_SHOWN_LENGTH)}...` : escaped;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^[ `]|[ `]$|^$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** The first parts, as many as fit, and a line where some do not. */
function takeFitting(parts: readonly string[]): string[] {
  const kept: string[] = [];
  let remainingBytes = MAX_REPORT_BYTES;
  for (const part of parts) {
    remainingBytes -= Buffer.byteLength(part) + 1;
    if (remainingBytes < 0) return [...kept, 'The rest is too long to be shown here; the other formats have it.\n'];
    kept.push(part);
  }
  return kept;
}
