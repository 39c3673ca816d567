import { escapeControlCharacters } from '../values/format-value.js';
import { formatEngine, formatEvidenceLines, formatLocation, formatSummary } from './finding-text.js';
import { type FindingGroup, formatOccurrences, groupByRule, type RuleGroup } from './group-findings.js';
import type { Report, ReportFormat } from './report.js';

/** The most bytes of a report: GitHub shows nothing of a job summary over 1 MiB. */
const MAX_REPORT_BYTES = 1_000_000;

/** How much of a text from outside is shown, in UTF-16 units. */
const MAX_SHOWN_LENGTH = 300;

/** The report as Markdown, such as for the summary of a job on GitHub. */
export const formatMarkdown: ReportFormat = (report) => {
  const groups = groupByRule(report);
  const missing = report.coverage?.missing ?? [];
  const sections = [
    formatOverview(report, groups),
    ...groups.map(formatRuleSection),
    formatEvidenceLines(report).map((text) => `- ${text}`),
    missing.length > 0 ? ['### No exchange covers', '', ...missing.map((item) => `- ${toCodeSpan(item)}`)] : [],
  ];
  return takeFitting(sections.filter(({ length }) => length > 0).map((lines) => `${lines.join('\n')}\n`)).join('\n');
};

/** The counts of a report, and how many findings each rule has. */
function formatOverview(report: Report, groups: readonly RuleGroup[]): string[] {
  const rows = groups.map(({ rule, severity, findings }) => `| \`${rule.name}\` | ${severity} | ${findings.length} |`);
  const engine = formatEngine(report);
  return [
    `## ${report.contract.name}`,
    '',
    `${formatSummary(report)}.`,
    ...(engine === undefined ? [] : ['', `Asked: ${toCodeSpan(engine)}`]),
    ...(rows.length > 0 ? ['', '| rule | severity | findings |', '|---|---|---|', ...rows] : []),
  ];
}

const formatRuleSection = ({ rule, severity, groups, omitted }: RuleGroup): string[] => [
  `### ${severity} \`${rule.name}\``,
  '',
  `A finding means that ${rule.meaning}.`,
  '',
  ...groups.flatMap(formatGroupItem),
  ...(omitted > 0 ? [`- ... and ${omitted} more`] : []),
  '',
  `**What to do:** ${rule.remedy}`,
];

function formatGroupItem(group: FindingGroup): string[] {
  const { pointer, message, request } = group.shown;
  const occurrences = formatOccurrences(group, toCodeSpan);
  return [
    `- ${toCodeSpan(formatLocation(group.shown))}${pointer && ` ${toCodeSpan(pointer)}`}: ${toCodeSpan(message)}`,
    ...(request === undefined ? [] : [`  - ${toCodeSpan(request)}`]),
    ...(occurrences === undefined ? [] : [`  - ${occurrences}`]),
  ];
}

/**
 * A text as a code span in one line, where nothing becomes a link, HTML or a mention. The fence is longer than any run of
 * backticks in the text, and a space separates it from backticks at the ends.
 */
function toCodeSpan(text: string): string {
  const escaped = escapeControlCharacters(text);
  const shown = escaped.length > MAX_SHOWN_LENGTH ? `${escaped.slice(0, MAX_SHOWN_LENGTH)}...` : escaped;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^[ `]|[ `]$|^$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** The first sections that fit, and a note if some do not. */
function takeFitting(sections: readonly string[]): string[] {
  const kept: string[] = [];
  let remainingBytes = MAX_REPORT_BYTES;
  for (const section of sections) {
    remainingBytes -= Buffer.byteLength(section) + 1;
    if (remainingBytes < 0) return [...kept, 'The rest is too long to be shown here; the other formats have it.\n'];
    kept.push(section);
  }
  return kept;
}
