import { styleText } from 'node:util';
import { type Rule, rules } from '../contract/index.js';
import { visible } from '../values/show.js';
import type { Format, PlacedFinding, Report } from './report.js';
import { placeText, summaryText } from './text.js';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** How many findings of a rule are listed. */
const MOST = 20;

/** The report for people: findings by rule, what to do about each rule, and counts. */
export const pretty: Format = (report, { colour }) => {
  // Whether colours are wanted has been decided; by itself styleText asks standard output.
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const groups = rules.flatMap((rule) => {
    const findings = report.findings.filter((finding) => finding.rule === rule.name);
    return findings.length === 0 ? [] : [group(rule, findings, paint)];
  });
  const parts = [...heading(report), ...groups, ...evidence(report), ...uncovered(report, paint)];
  return [...parts.map((lines) => `${lines.join('\n')}\n\n`), `${summaryText(report)}\n`].join('');
};

/** What the engine is that was asked, in its own words, fit for a terminal. */
function heading({ engine }: Report): string[][] {
  if (!engine) return [];
  const { name, version, store, minApiVersion, apiVersion } = engine;
  return [[visible(`${name} ${version}, image store ${store}, API ${minApiVersion} to ${apiVersion}`)]];
}

/** Which of the contracts that judged are known from one engine alone. */
function evidence({ contract }: Report): string[][] {
  const known = Object.entries(contract.evidence ?? {});
  return known.length > 0 ? [known.map(([version, words]) => `API ${version} is known from ${words}`)] : [];
}

function group({ name, meaning, remedy }: Rule, findings: readonly PlacedFinding[], paint: Paint): string[] {
  const severity = findings[0]?.severity ?? 'error';
  const style = severity === 'error' ? 'red' : 'yellow';
  // The first of all may have lost its frame to a baseline or to another exchange without text.
  const framed = findings.find(({ frame }) => frame);
  const listed = findings
    .slice(0, MOST)
    .flatMap((finding) => [line(finding, paint), ...(finding === framed ? frame(finding, paint) : [])]);
  return [
    `${paint(style, severity)} ${paint('bold', name)}: ${meaning} (${findings.length})`,
    ...listed,
    ...(findings.length > MOST ? [`  ... and ${findings.length - MOST} more`] : []),
    `  ${paint('cyan', 'what to do:')} ${remedy}`,
  ];
}

function line(finding: PlacedFinding, paint: Paint): string {
  const { pointer, message } = finding;
  return `  ${paint('dim', placeText(finding))}${visible(`${pointer && ` ${pointer}`}: ${message}`)}`;
}

/** The lines around a finding, with a mark at its own and a caret under the place. */
function frame(finding: PlacedFinding, paint: Paint): string[] {
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
function uncovered({ coverage }: Report, paint: Paint): string[][] {
  if (!coverage?.missing.length) return [];
  return [[paint('bold', 'no exchange covers'), ...coverage.missing.map((item) => `  ${visible(item)}`)]];
}
