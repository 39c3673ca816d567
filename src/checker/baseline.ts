import type { Finding } from '../contract/index.js';
import { InputError, readJsonFile } from '../recordings/input-error.js';
import { stringifyEscaped } from '../report/finding-text.js';
import type { ReportedExchange } from '../report/report.js';
import { getOwn } from '../values/pointer.js';

/** The most entries without a finding that are named. */
const MAX_NAMED_ENTRIES = 10;

/** An accepted finding in a baseline file. The fingerprint decides; the other properties are for people. */
type BaselineEntry = Pick<Finding, 'fingerprint'> & Partial<Record<'rule' | 'file' | 'pointer' | 'message', string>>;

/** Findings that are accepted. */
export interface Baseline {
  readonly file: string;
  readonly entries: ReadonlyMap<string, BaselineEntry>;
}

/**
 * Reads a baseline that `formatBaseline` made. A `--format json` report serves as well.
 *
 * @throws InputError when the file cannot be read or is no baseline
 */
export function readBaseline(file: string): Baseline {
  const findings = getOwn(readJsonFile(file, 'a baseline as --write-baseline makes it'), 'findings');
  if (!Array.isArray(findings))
    throw new InputError(`${file}: expected a baseline, an object with a list \`findings\`, found another JSON`);
  const invalidIndex = findings.findIndex((value) => !isBaselineEntry(value));
  if (invalidIndex >= 0) {
    throw new InputError(
      `${file}: expected findings[${invalidIndex}] with texts, and a \`fingerprint\` of 16 hex digits`,
    );
  }
  return { file, entries: new Map(findings.filter(isBaselineEntry).map((entry) => [entry.fingerprint, entry])) };
}

function isBaselineEntry(value: unknown): value is BaselineEntry {
  if (!(value instanceof Object)) return false;
  const { fingerprint, rule = '', file = '', pointer = '', message = '' } = value as Record<string, unknown>; // any JSON
  const areStrings = [rule, file, pointer, message].every((text) => typeof text === 'string');
  return areStrings && typeof fingerprint === 'string' && /^[0-9a-f]{16}$/.test(fingerprint);
}

/**
 * Formats findings as a baseline: one entry a fingerprint, sorted by rule and fingerprint. It names no line, so that it
 * changes only when the findings do.
 */
export function formatBaseline(exchanges: readonly Pick<ReportedExchange, 'file' | 'findings'>[]): string {
  const entries = new Map<string, Required<BaselineEntry>>();
  for (const { file, findings } of exchanges) {
    for (const { fingerprint, rule, pointer, message } of findings) {
      if (!entries.has(fingerprint)) entries.set(fingerprint, { fingerprint, rule, file, pointer, message });
    }
  }
  const getSortKey = ({ rule, fingerprint }: Required<BaselineEntry>): string => `${rule} ${fingerprint}`;
  const sorted = [...entries.values()].sort((a, b) => (getSortKey(a) < getSortKey(b) ? -1 : 1));
  return stringifyEscaped({ findings: sorted });
}

/**
 * Removes the accepted findings, also those that occur more often than when they were accepted.
 *
 * @param isComplete whether everything was read; otherwise no entry is called "no longer found"
 * @returns the exchanges with the remaining findings, and lines about the baseline
 */
export function applyBaseline(
  exchanges: readonly ReportedExchange[],
  baseline: Baseline | undefined,
  isComplete: boolean,
): { remaining: readonly ReportedExchange[]; lines: readonly string[] } {
  if (!baseline) return { remaining: exchanges, lines: [] };
  const { file, entries } = baseline;
  const fingerprints = exchanges.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint));
  const acceptedCount = fingerprints.filter((fingerprint) => entries.has(fingerprint)).length;
  const seen = new Set(fingerprints);
  const goneEntries = isComplete ? [...entries.values()].filter(({ fingerprint }) => !seen.has(fingerprint)) : [];
  return {
    remaining: exchanges.map((exchange) => ({
      ...exchange,
      findings: exchange.findings.filter(({ fingerprint }) => !entries.has(fingerprint)),
    })),
    lines: [
      `${acceptedCount} finding${acceptedCount === 1 ? '' : 's'} accepted`,
      ...formatGoneEntries(goneEntries),
    ].map((line) => `${file}: ${line}`),
  };
}

/** One line an entry. They change no exit status: a fixed fault is none, and often only some files are checked. */
function formatGoneEntries(goneEntries: readonly BaselineEntry[]): string[] {
  const lines = goneEntries
    .slice(0, MAX_NAMED_ENTRIES)
    .map(
      ({ fingerprint, rule, file, pointer, message }) =>
        `no longer found: ${[fingerprint, rule, file, pointer, message].filter(Boolean).join(' ')}`,
    );
  const restCount = goneEntries.length - lines.length;
  return restCount > 0 ? [...lines, `no longer found: ${restCount} more`] : lines;
}
