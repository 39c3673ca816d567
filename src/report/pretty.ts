import { styleText } from 'node:util';
import { rules } from '../contract/index.js';
import { visible } from '../contract/show.js';
import type { Format, PlacedFinding, Report } from './report.js';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** The report for people: findings by rule, what to do about each rule, and counts. */
export const pretty: Format = (report, { colour }) => {
  const paint: Paint = (style, text) => (colour ? styleText(style, text) : text);
  const groups = rules.flatMap(({ name, meaning, remedy }) => {
    const findings = report.findings.filter(({ rule }) => rule === name);
    const [first] = findings;
    if (!first) return [];
    const style = first.severity === 'error' ? 'red' : 'yellow';
    const head = `${paint(style, first.severity)} ${paint('bold', name)}: ${meaning} (${findings.length})`;
    return [[head, ...findings.map((finding) => line(finding, paint)), `  ${paint('cyan', 'what to do:')} ${remedy}`]];
  });
  return `${[...heading(report), ...groups.map((lines) => `${lines.join('\n')}\n`), counts(report)].join('\n')}\n`;
};

/** What the engine is that was asked, in its own words, fit for a terminal. */
function heading({ engine }: Report): string[] {
  if (!engine) return [];
  const { name, version, store, minApiVersion, apiVersion } = engine;
  return [`${visible(`${name} ${version}, image store ${store}, API ${minApiVersion} to ${apiVersion}`)}\n`];
}

function line({ file, exchange, line, column, pointer, message }: PlacedFinding, paint: Paint): string {
  const place = line > 0 ? `:${line}:${column}` : exchange > 0 ? `[${exchange}]` : '';
  return `  ${paint('dim', visible(`${file}${place}`))}${pointer && ` ${visible(pointer)}`}: ${message}`;
}

function counts({ contract, summary }: Report): string {
  const { exchanges, skipped, failed, errors, warnings } = summary;
  const number = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  const passed = `${number(exchanges, 'exchange')} judged by the contract of Docker Engine API v${contract.apiVersion}`;
  const over = skipped > 0 ? `, ${skipped} skipped (another path or method)` : '';
  return `${passed}${over}: ${failed} failed, ${number(errors, 'error')}, ${number(warnings, 'warning')}`;
}
