import { escapeControlCharacters } from '../values/format-value.js';
import { formatFindingWithRequest, formatLocation, formatSummary, getFilePath } from './finding-text.js';
import type { ReportFormat } from './report.js';

/** Escapes what ends the message of a workflow command. */
const escapeMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Escapes what ends a property of a workflow command. */
const escapeProperty = (text: string): string =>
  escapeMessage(escapeControlCharacters(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The report for GitHub Actions: one workflow command per finding, which becomes an annotation. */
export const formatGithub: ReportFormat = (report) => {
  const commands = report.findings.map((finding) => {
    const { severity, rule, line, column } = finding;
    const path = getFilePath(report, finding);
    const filePosition = path === undefined ? {} : { file: path, ...(line > 0 && { line, col: column }) };
    const properties = Object.entries({ ...filePosition, title: rule }).map(
      ([name, value]) => `${name}=${escapeProperty(String(value))}`,
    );
    // Without a path the location goes into the message.
    const message = `${path === undefined ? `${formatLocation(finding)}: ` : ''}${formatFindingWithRequest(finding)}`;
    return `::${severity} ${properties.join(',')}::${escapeMessage(message)}`;
  });
  return `${[...commands, formatSummary(report)].join('\n')}\n`;
};
