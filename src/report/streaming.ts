import { styleText } from 'node:util';
import { escapeControlCharacters } from '../values/format-value.js';
import { formatFindingWithRequest, formatLocation } from './finding-text.js';
import { orderProperties } from './json.js';
import type { ReportedFinding, ReportFormatOptions } from './report.js';

/** A finding as one line, for who wants to see it when it is found. */
export type FindingLineFormat = (finding: ReportedFinding, options: Pick<ReportFormatOptions, 'colour'>) => string;

/** For people. */
export const formatPrettyLine: FindingLineFormat = (finding, { colour }) => {
  const { severity, rule } = finding;
  const style = severity === 'error' ? 'red' : 'yellow';
  const painted = colour ? styleText(style, severity, { validateStream: false }) : severity;
  return `${painted} ${rule} ${formatLocation(finding)} ${formatFindingWithRequest(finding)}\n`;
};

/** For machines: a line of NDJSON, as it stands among the `findings` of the report. */
export const formatJsonLine: FindingLineFormat = (finding) =>
  `${escapeControlCharacters(JSON.stringify(orderProperties(finding)))}\n`;
