import { styleText } from 'node:util';
import { escapeControlCharacters } from '../values/format-value.js';
import {
  formatEngine,
  formatEvidenceLines,
  formatFindingWithRequest,
  formatLocation,
  formatSummary,
} from './finding-text.js';
import { type FindingGroup, formatOccurrences, groupByRule, type RuleGroup } from './group-findings.js';
import type { FindingLineFormat, ReportedFinding, ReportFormat } from './report.js';
import { wrapText } from './wrap-text.js';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** How text is styled. The caller decides whether to colour; styleText would ask standard output. */
const createPaint =
  (colour: boolean): Paint =>
  (style, text) =>
    colour ? styleText(style, text, { validateStream: false }) : text;

const severityStyles = { error: 'red', warning: 'yellow' } as const;

/** The report for people: findings by rule and place, what to do about each rule, and counts. */
export const formatPretty: ReportFormat = (report, { colour, columns = Number.POSITIVE_INFINITY }) => {
  const paint = createPaint(colour);
  const engine = formatEngine(report);
  const missing = report.coverage?.missing ?? [];
  const blocks = [
    engine === undefined ? [] : [engine],
    ...groupByRule(report, true).map((group) => formatRuleBlock(group, paint, columns)),
    formatEvidenceLines(report),
    missing.length > 0
      ? [paint('bold', 'no exchange covers'), ...missing.map((item) => `  ${escapeControlCharacters(item)}`)]
      : [],
  ].filter(({ length }) => length > 0);
  return [...blocks.map((lines) => `${lines.join('\n')}\n\n`), `${formatSummary(report)}\n`].join('');
};

/** A finding as one line, for people who see it when it occurs. */
export const formatPrettyLine: FindingLineFormat = (finding, { colour }) => {
  const { severity, rule } = finding;
  const paintedSeverity = createPaint(colour)(severityStyles[severity], severity);
  return `${paintedSeverity} ${rule} ${formatLocation(finding)} ${formatFindingWithRequest(finding)}\n`;
};

function formatRuleBlock(group: RuleGroup, paint: Paint, columns: number): string[] {
  const { rule, severity, findings, groups, omitted } = group;
  const heading = `${paint(severityStyles[severity], severity)} ${paint('bold', rule.name)}`;
  const firstFramed = groups.find(({ shown }) => shown.frame);
  return [
    ...wrapLabelled(`${severity} ${rule.name}`, heading, `${rule.meaning} (${findings.length})`, columns),
    ...groups.flatMap((group) => formatGroupLines(group, group === firstFramed, paint)),
    ...(omitted > 0 ? [`  ... and ${omitted} more`] : []),
    ...wrapLabelled('  what to do', paint('cyan', '  what to do'), rule.remedy, columns),
  ];
}

/** A label, a colon and a text, broken into lines that fit; styles do not count as columns. */
function wrapLabelled(label: string, paintedLabel: string, text: string, columns: number): string[] {
  const lines = wrapText(text, columns, `${label}: `, '    ').join('\n');
  return [paintedLabel + lines.slice(label.length)];
}

function formatGroupLines(group: FindingGroup, withFrame: boolean, paint: Paint): string[] {
  const { pointer, message, request } = group.shown;
  const indentDim = (text: string | undefined): string[] => (text === undefined ? [] : [`    ${paint('dim', text)}`]);
  return [
    `  ${paint('dim', formatLocation(group.shown))}${escapeControlCharacters(`${pointer && ` ${pointer}`}: ${message}`)}`,
    ...indentDim(request && escapeControlCharacters(request)),
    ...(withFrame ? formatCodeFrame(group.shown, paint) : []),
    ...indentDim(formatOccurrences(group, escapeControlCharacters)),
  ];
}

/** The lines around a finding, with `>` before its line and a caret under its column. */
function formatCodeFrame({ frame, line }: ReportedFinding, paint: Paint): string[] {
  if (!frame) return [];
  const { firstLine, lines, caret } = frame;
  const width = String(firstLine + lines.length - 1).length;
  const escapeLine = (text: string): string => escapeControlCharacters(text.replaceAll('\t', ' '));
  return lines.flatMap((text, index) => {
    const number = firstLine + index;
    const row = `${String(number).padStart(width)} | ${escapeLine(text)}`.trimEnd();
    if (number !== line) return [`      ${row}`];
    const caretIndent = ' '.repeat(width + 3 + escapeLine(text.slice(0, caret)).length);
    return [`    ${paint('bold', '>')} ${row}`, `      ${caretIndent}${paint('bold', '^')}`];
  });
}
