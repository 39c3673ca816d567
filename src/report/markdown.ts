import { visible } from '../values/show.js';
import { type Alike, byRule, type RuleGroup, timesText } from './groups.js';
import type { Format, Report } from './report.js';
import { engineText, evidenceTexts, placeText, summaryText } from './text.js';

/** How long a report is at most, in bytes: of a summary over 1 MiB a runner of GitHub shows nothing. */
const MOST_BYTES = 1_000_000;

/** How much of a text from outside is shown, in UTF-16 units. */
const MOST_SHOWN = 300;

/** The report as Markdown, such as for the summary of a job on GitHub. */
export const markdown: Format = (report) => {
  const groups = byRule(report);
  return fitting([overview(report, groups), ...groups.map(ofRule), ...evidence(report), ...uncovered(report)]).join(
    '\n',
  );
};

/** What was judged, and how often each rule was broken. */
function overview(report: Report, groups: readonly RuleGroup[]): string {
  const rows = groups.map(({ rule, severity, findings }) => `| \`${rule.name}\` | ${severity} | ${findings.length} |`);
  const engine = engineText(report);
  return lines([
    `## ${report.contract.name}`,
    '',
    `${summaryText(report)}.`,
    ...(engine === undefined ? [] : ['', `Asked: ${code(engine)}`]),
    ...(rows.length > 0 ? ['', '| rule | severity | findings |', '|---|---|---|', ...rows] : []),
  ]);
}

function ofRule({ rule, severity, places, more }: RuleGroup): string {
  return lines([
    `### ${severity} \`${rule.name}\``,
    '',
    `A finding means that ${rule.meaning}.`,
    '',
    ...places.flatMap(at),
    ...(more > 0 ? [`- ... and ${more} more`] : []),
    '',
    `**What to do:** ${rule.remedy}`,
  ]);
}

function at(alike: Alike): string[] {
  const { shown } = alike;
  const times = timesText(alike, code);
  return [
    `- ${code(placeText(shown))}${shown.pointer && ` ${code(shown.pointer)}`}: ${code(shown.message)}`,
    ...(shown.request === undefined ? [] : [`  - ${code(shown.request)}`]),
    ...(times === undefined ? [] : [`  - ${times}`]),
  ];
}

const evidence = (report: Report): string[] => {
  const known = evidenceTexts(report);
  return known.length > 0 ? [lines(known.map((text) => `- ${text}`))] : [];
};

function uncovered({ coverage }: Report): string[] {
  if (!coverage?.missing.length) return [];
  return [lines(['### No exchange covers', '', ...coverage.missing.map((item) => `- ${code(item)}`)])];
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

/**
 * A text as a code span in one line: there nothing is a link, HTML or a mention. The fence is longer than any run of
 * backticks in the text, which a blank keeps apart from it.
 */
function code(text: string): string {
  const seen = visible(text);
  const shown = seen.length > MOST_SHOWN ? `${seen.slice(0, MOST_SHOWN)}...` : seen;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const blank = /^[ `]|[ `]$|^$/.test(shown) ? ' ' : '';
  return `${fence}${blank}${shown}${blank}${fence}`;
}

/** The first parts, as many as fit, and a line where some do not. */
function fitting(parts: readonly string[]): string[] {
  const kept: string[] = [];
  let room = MOST_BYTES;
  for (const part of parts) {
    room -= Buffer.byteLength(part) + 1;
    if (room < 0) return [...kept, 'The rest is too long to be shown here; the other formats have it.\n'];
    kept.push(part);
  }
  return kept;
}
