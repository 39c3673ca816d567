import { styleText } from 'node:util';
import { visible } from '../values/show.js';
import { type Alike, byRule, type RuleGroup, timesText } from './groups.js';
import type { Format, PlacedFinding, Report } from './report.js';
import { engineText, evidenceTexts, placeText, summaryText } from './text.js';
import { wrap } from './wrap.js';

type Style = Parameters<typeof styleText>[0];

/** How a report looks where it is read. */
interface Look {
  readonly paint: (style: Style, text: string) => string;
  readonly columns: number;
}

/** The report for people: findings by rule and place, what to do about each rule, and counts. */
export const pretty: Format = (report, { colour, columns = Number.POSITIVE_INFINITY }) => {
  // Whether colours are wanted has been decided; by itself styleText asks standard output.
  const paint: Look['paint'] = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const look = { paint, columns };
  const groups = byRule(report, true).map((group) => ofRule(group, look));
  const engine = engineText(report);
  const head = engine === undefined ? [] : [engine];
  const parts = [head, ...groups, evidenceTexts(report), uncovered(report, look)].filter(({ length }) => length > 0);
  return [...parts.map((lines) => `${lines.join('\n')}\n\n`), `${summaryText(report)}\n`].join('');
};

function ofRule({ rule, severity, findings, places, more }: RuleGroup, look: Look): string[] {
  const { paint, columns } = look;
  const head = [paint(severity === 'error' ? 'red' : 'yellow', severity), paint('bold', rule.name)].join(' ');
  const framed = places.find(({ shown }) => shown.frame);
  return [
    ...prose(`${severity} ${rule.name}`, head, `${rule.meaning} (${findings.length})`, columns),
    ...places.flatMap((one) => at(one, one === framed, look)),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
    ...prose('  what to do', paint('cyan', '  what to do'), rule.remedy, columns),
  ];
}

/** A text behind a word and a colon, broken into lines that fit. */
function prose(word: string, painted: string, text: string, columns: number): string[] {
  const lines = wrap(text, columns, `${word}: `, '    ').join('\n');
  return [painted + lines.slice(word.length)];
}

/** What is found at a place: the first in full, and how often it is found. */
function at(alike: Alike, withFrame: boolean, { paint }: Look): string[] {
  const { shown } = alike;
  const { pointer, message, request } = shown;
  const line = `${paint('dim', placeText(shown))}${visible(`${pointer && ` ${pointer}`}: ${message}`)}`;
  const beside = (text: string | undefined): string[] => (text === undefined ? [] : [`    ${paint('dim', text)}`]);
  return [
    `  ${line}`,
    ...beside(request && visible(request)),
    ...(withFrame ? frame(shown, paint) : []),
    ...beside(timesText(alike, visible)),
  ];
}

/** The lines around a finding, with a mark at its own and a caret under the place. */
function frame(finding: PlacedFinding, paint: Look['paint']): string[] {
  if (!finding.frame) return [];
  const { first, lines, caret } = finding.frame;
  const width = String(first + lines.length - 1).length;
  const shown = (text: string): string => visible(text.replaceAll('\t', ' '));
  return lines.flatMap((text, index) => {
    const number = first + index;
    const row = `${String(number).padStart(width)} | ${shown(text)}`.trimEnd();
    if (number !== finding.line) return [`      ${row}`];
    const under = ' '.repeat(width + 3 + shown(text.slice(0, caret)).length);
    return [`    ${paint('bold', '>')} ${row}`, `      ${under}${paint('bold', '^')}`];
  });
}

/** What no exchange covers, when it was asked for. */
function uncovered({ coverage }: Report, { paint }: Look): string[] {
  if (!coverage?.missing.length) return [];
  return [paint('bold', 'no exchange covers'), ...coverage.missing.map((item) => `  ${visible(item)}`)];
}
