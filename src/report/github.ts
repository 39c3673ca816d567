import { visible } from '../values/show.js';
import type { Format } from './report.js';
import { findingWithRequest, pathOf, placeText, summaryText } from './text.js';

/** What a runner reads as the end of a message, and beside it as the end of a property. */
const inMessage = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const inProperty = (text: string): string => inMessage(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The report for GitHub Actions: each finding a workflow command, which becomes an annotation. */
export const github: Format = (report) => {
  const commands = report.findings.map((finding) => {
    const { severity, rule, line, column } = finding;
    const path = pathOf(report, finding);
    const place = path === undefined ? {} : { file: path, ...(line > 0 && { line, col: column }) };
    const properties = Object.entries({ ...place, title: rule }).map(
      ([name, value]) => `${name}=${inProperty(String(value))}`,
    );
    // Without a path the annotation says itself where it belongs.
    const message = `${path === undefined ? `${placeText(finding)}: ` : ''}${findingWithRequest(finding)}`;
    return `::${severity} ${properties.join(',')}::${inMessage(message)}`;
  });
  return `${[...commands, summaryText(report)].join('\n')}\n`;
};
