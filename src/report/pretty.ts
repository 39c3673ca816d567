import { styleText } from 'node:util';
import { escapeControlCharacters } from '../values/format-value.js';
import { formatEngine, formatEvidenceLines, formatLocation, formatSummary } from './finding-text.js';
import { type FindingGroup, formatOccurrences, groupByRule, type RuleGroup } from './group-findings.js';
import type { Report, ReportedFinding, ReportFormat } from './report.js';
import { wrapText } from './wrap-text.js';

type Style = Parameters<typeof styleText>[0];

/** How a report looks where it is read. */
interface TerminalLook {
  readonly paint: (style: Style, text: string) => string;
  readonly columns: number;
}

/** The report for people: findings by rule and place, what to do about each rule, and counts. */
export const formatPretty: ReportFormat = (report, { colour, columns = Number.POSITIVE_INFINITY }) => {
  // Whether colours are wanted has been decided; by itself styleText asks standard output.
  const paint: TerminalLook['paint'] = (style, text) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const look = { paint, columns };
  const groups = groupByRule(report, true).map((group) => formatRuleBlock(group, look));
  const engine = formatEngine(report);
  const engineLines = engine === undefined ? [] : [engine];
  const parts = [engineLines, ...groups, formatEvidenceLines(report), formatUncoveredLines(report, look)].filter(
    ({ length }) => length > 0,
  );
  return [...parts.map((lines) => `${lines.join('\n')}\n\n`), `${formatSummary(report)}\n`].join('');
};

function formatRuleBlock({ rule, severity, findings, groups, omitted }: RuleGroup, look: TerminalLook): string[] {
  const { paint, columns } = look;
  const head = [paint(severity === 'error' ? 'red' : 'yellow', severity), paint('bold', rule.name)].join(' ');
  const firstFramed = groups.find(({ shown }) => shown.frame);
  return [
    ...wrapLabelled(`${severity} ${rule.name}`, head, `${rule.meaning} (${findings.length})`, columns),
    ...groups.flatMap((group) => formatGroupLines(group, group === firstFramed, look)),
    ...(omitted > 0 ? [`  ... and ${omitted} more`] : []),
    ...wrapLabelled('  what to do', paint('cyan', '  what to do'), rule.remedy, columns),
  ];
}

/** A text behind a word and a colon, broken into lines that fit. */
function wrapLabelled(label: string, paintedLabel: string, text: string, columns: number): string[] {
  const lines = wrapText(text, columns, `${label}: `, '    ').join('\n');
  return [paintedLabel + lines.slice(label.length)];
}

/** What is found at a place: the first in full, and how often it is found. */
function formatGroupLines(group: FindingGroup, withFrame: boolean, { paint }: TerminalLook): string[] {
  const { shown } = group;
  const { pointer, message, request } = shown;
  const line = `${paint('dim', formatLocation(shown))}${escapeControlCharacters(`${pointer && ` ${pointer}`}: ${message}`)}`;
  const indentDim = (text: string | undefined): string[] => (text === undefined ? [] : [`    ${paint('dim', text)}`]);
  return [
    `  ${line}`,
    ...indentDim(request && escapeControlCharacters(request)),
    ...(withFrame ? formatCodeFrame(shown, paint) : []),
    ...indentDim(formatOccurrences(group, escapeControlCharacters)),
  ];
}

/** The lines around a finding, with a mark at its own and a caret under the place. */
function formatCodeFrame(finding: ReportedFinding, paint: TerminalLook['paint']): string[] {
  if (!finding.frame) return [];
  const { firstLine, lines, caret } = finding.frame;
  const width = String(firstLine + lines.length - 1).length;
  const shown = (text: string): string => escapeControlCharacters(text.replaceAll('\t', ' '));
  return lines.flatMap((text, index) => {
    const number = firstLine + index;
    const row = `${String(number).padStart(width)} | ${shown(text)}`.trimEnd();
    if (number !== finding.line) return [`      ${row}`];
    const caretLine = ' '.repeat(width + 3 + shown(text.slice(0, caret)).length);
    return [`    ${paint('bold', '>')} ${row}`, `      ${caretLine}${paint('bold', '^')}`];
  });
}

/** What no exchange covers, when it was asked for. */
function formatUncoveredLines({ coverage }: Report, { paint }: TerminalLook): string[] {
  if (!coverage?.missing.length) return [];
  return [paint('bold', 'no exchange covers'), ...coverage.missing.map((item) => `  ${escapeControlCharacters(item)}`)];
}
