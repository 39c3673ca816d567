import { MAX_LISTED_FINDINGS } from '../checker/results.js';
import { MAX_FINDINGS_PER_RULE } from '../contract/finding.js';
import type { Severity } from '../contract/index.js';
import { asInputError, type InputError } from '../recordings/input-error.js';
import type { Report } from '../report/report.js';
import { formatCount } from '../values/format-value.js';
import { writeOutput } from './output.js';
import { API_VERSION_RANGE } from './parse-api-version.js';

/** Why a report is none: nothing was judged. */
export function explainNothingChecked({ summary: { exchanges, notChecked, skipped } }: Report): string[] {
  if (exchanges > 0) return [];
  const found = `${notChecked} at other API versions, ${skipped} with another path or method`;
  return [`nothing was judged: expected exchanges with GET /v1.NN/images/json, ${API_VERSION_RANGE}, found ${found}`];
}

/** The same of an engine that was asked, which has to answer and to list something. */
export function explainNotChecked(report: Report): string[] {
  const { engine, summary, exchanges } = report;
  if (summary.exchanges === 0 || !engine || summary.errors > 0) return explainNothingChecked(report);
  const imageCounts = exchanges.flatMap(({ images }) => images ?? []);
  if (imageCounts.length === 0) return ['nothing could be judged: expected an answer with 200, found none'];
  return imageCounts.some((images) => images > 0) ? [] : ['the engine lists no images: put one in, then ask again'];
}

/** What else is to be known of a report. */
export function formatRemarks({ summary, findings }: Report): string[] {
  const { exchanges, notChecked, errors, warnings } = summary;
  const unlistedCount = errors + warnings - findings.length;
  return [
    ...(exchanges > 0 && notChecked > 0
      ? [`${formatCount(notChecked, 'exchange')} not judged: contracts describe API ${API_VERSION_RANGE}`]
      : []),
    ...(unlistedCount > 0
      ? [
          `${formatCount(unlistedCount, 'finding')} counted and not listed: of each rule an exchange lists ${MAX_FINDINGS_PER_RULE}, a report lists ${MAX_LISTED_FINDINGS}`,
        ]
      : []),
  ];
}

/** The exit status for what was found. */
export const getExitStatus = ({ summary }: Report, failOn: Severity): number =>
  summary.errors > 0 || (failOn === 'warning' && summary.warnings > 0) ? 1 : 0;

/** Writes a report, or says why not. */
export function tryWriteOutput(file: string, text: string, onError = throwError): void {
  try {
    writeOutput(file, text);
  } catch (error) {
    onError(asInputError(error));
  }
}

const throwError = (error: InputError): void => {
  throw error;
};
