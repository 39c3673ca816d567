import { MOST } from '../contract/finding.js';
import type { Severity } from '../contract/index.js';
import { raise, refused } from '../recordings/problem.js';
import type { Report } from '../report/report.js';
import { count } from '../values/show.js';
import { MOST_LISTED } from './judged.js';
import { writeOutput } from './output.js';
import { known } from './version.js';

/** Why a report is none: nothing was judged. */
export function nothingJudged({ summary: { exchanges, notJudged, skipped } }: Report): string[] {
  if (exchanges > 0) return [];
  const others = `${notJudged} at other API versions, ${skipped} with another path or method`;
  return [`nothing was judged: expected exchanges with GET /v1.NN/images/json, ${known}, found ${others}`];
}

/** The same of an engine that was asked, which has to answer and to list something. */
export function unjudged(report: Report): string[] {
  const { engine, summary, exchanges } = report;
  if (summary.exchanges === 0 || !engine || summary.errors > 0) return nothingJudged(report);
  const lists = exchanges.flatMap(({ images }) => images ?? []);
  if (lists.length === 0) return ['nothing could be judged: expected an answer with 200, found none'];
  return lists.some((images) => images > 0) ? [] : ['the engine lists no images: put one in, then ask again'];
}

/** What else is to be known of a report. */
export function remarks({ summary, findings }: Report): string[] {
  const { exchanges, notJudged, errors, warnings } = summary;
  const unlisted = errors + warnings - findings.length;
  return [
    ...(exchanges > 0 && notJudged > 0
      ? [`${count(notJudged, 'exchange')} not judged: contracts describe API ${known}`]
      : []),
    ...(unlisted > 0
      ? [
          `${count(unlisted, 'finding')} counted and not listed: of each rule an exchange lists ${MOST}, a report lists ${MOST_LISTED}`,
        ]
      : []),
  ];
}

/** The exit status for what was found. */
export const statusFor = ({ summary }: Report, failOn: Severity): number =>
  summary.errors > 0 || (failOn === 'warning' && summary.warnings > 0) ? 1 : 0;

/** Writes a report, or says why not. */
export function writeTo(file: string, text: string, refuse = raise): void {
  try {
    writeOutput(file, text);
  } catch (error) {
    refused(error, refuse);
  }
}
