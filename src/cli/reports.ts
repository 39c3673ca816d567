import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_LISTED_FINDINGS } from '../checker/results.js';
import { MAX_FINDINGS_PER_RULE } from '../contract/collect-findings.js';
import { apiVersions } from '../contract/contract-version.js';
import { apiVersion, type Severity } from '../contract/index.js';
import { ESSENTIAL_PROBES } from '../probes/probes.js';
import { InputError } from '../recordings/input-error.js';
import type { Report, ReportFormat } from '../report/report.js';
import { formatCount } from '../values/format-value.js';
import { writeOutput } from './output.js';
import type { Terminal } from './terminal.js';

/** The API versions that contracts describe, in words. */
export const API_VERSION_RANGE = `${apiVersions[0]} to ${apiVersions.at(-1)}`;

/** What a report names as its contract. The package.json is two folders above this file and above the built one. */
export function describeContract(): Report['contract'] {
  const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  return { name: String(name), version: String(version), apiVersion };
}

/** An error as a line. An error that no input explains comes with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof InputError) return error.message;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `a fault of this command, please report it: ${stack}`;
}

/** Each report of a run with its format, and with its file unless it goes to standard output. */
export type ReportTargets = readonly { readonly format: ReportFormat; readonly file: string | undefined }[];

/** Writes all reports, also if one of them cannot be written. */
export function writeReports(report: Report, targets: ReportTargets, terminal: Terminal): void {
  for (const { format, file } of targets) {
    if (file === undefined) {
      terminal.print(format(report, terminal));
      continue;
    }
    const text = format(report, { colour: false });
    try {
      writeOutput(file, text);
    } catch (error) {
      terminal.printError(describeError(error));
    }
  }
}

/** An error line if a report covers no exchange. */
export function explainNothingChecked({ summary, exchanges }: Report): string[] {
  if (summary.exchanges > summary.refused) return [];
  const otherCount = countForReason(exchanges);
  const others = otherCount > 0 ? `, ${otherCount} for the reasons above` : '';
  const found = `${summary.notChecked - otherCount} at other API versions, ${summary.skipped} with another path or method${others}${summary.refused > 0 ? `, ${summary.refused} refused` : ''}`;
  return [`nothing was checked: expected exchanges with GET /v1.NN/images/json, ${API_VERSION_RANGE}, found ${found}`];
}

/**
 * Like `explainNothingChecked`. The report on an engine also needs the full listing, the plain list, one with an image, and
 * its session.
 */
export function explainNotChecked(report: Report, isSessionRequired = false): string[] {
  const { engine, summary, exchanges } = report;
  const { checked, notChecked } = summary.sessions;
  const isSessionLacking = notChecked > 0 || (!engine && checked === 0);
  const lines =
    isSessionLacking && (engine || isSessionRequired)
      ? [`expected checked sessions, found ${checked} checked and ${notChecked} not checked`]
      : [];
  if (!engine) return [...explainNothingChecked(report), ...lines];
  const refused = exchanges.filter(({ isRefused, file }) => isRefused && ESSENTIAL_PROBES.includes(file));
  lines.push(...refused.map(({ file }) => `${file}: expected a list of images, the engine refused it`));
  if (summary.exchanges === summary.refused) return [...explainNothingChecked(report), ...lines];
  const imageCounts = exchanges.flatMap(({ images }) => images ?? []);
  if (imageCounts.length === 0) return ['nothing could be checked: expected an answer with 200, found none', ...lines];
  if (imageCounts.some((images) => images > 0)) return lines;
  return ['the engine lists no images: put one in, then ask again', ...lines];
}

const countForReason = (exchanges: Report['exchanges']): number =>
  exchanges.filter(({ reason }) => reason !== undefined).length;

/** Remarks on what a report leaves out. */
export function formatRemarks({ summary, findings, exchanges: all }: Report): string[] {
  const { exchanges, notChecked, errors, warnings } = summary;
  const unlistedCount = errors + warnings - findings.length;
  const remarks: string[] = [];
  const atOtherVersions = notChecked - countForReason(all);
  if (exchanges > 0 && atOtherVersions > 0) {
    remarks.push(
      `${formatCount(atOtherVersions, 'exchange')} not checked: contracts describe API ${API_VERSION_RANGE}`,
    );
  }
  if (unlistedCount > 0) {
    const limits = `of each rule an exchange lists ${MAX_FINDINGS_PER_RULE}, a report lists ${MAX_LISTED_FINDINGS}`;
    remarks.push(`${formatCount(unlistedCount, 'finding')} counted and not listed: ${limits}`);
  }
  return remarks;
}

/** The exit status for the findings of a report. */
export const getExitStatus = ({ summary }: Report, failOn: Severity): number =>
  summary.errors > 0 || (failOn === 'warning' && summary.warnings > 0) ? 1 : 0;
