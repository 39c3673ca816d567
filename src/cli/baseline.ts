import { readFileSync } from 'node:fs';
import type { Finding } from '../contract/index.js';
import { attempt } from '../recordings/files.js';
import { Problem } from '../recordings/problem.js';
import type { Judged } from '../report/report.js';
import { jsonText } from '../report/text.js';

/** How many entries that no longer occur are named. */
const MOST_NAMED = 10;

/** What a baseline file says of a finding: the fingerprint decides, the rest is for people. */
type Known = Pick<Finding, 'fingerprint'> & Partial<Record<'rule' | 'file' | 'pointer' | 'message', string>>;

/** Findings that are accepted. */
export interface Baseline {
  readonly file: string;
  readonly known: ReadonlyMap<string, Known>;
}

/**
 * Reads what `baselineOf` wrote; a saved `--format json` report serves as well.
 *
 * @throws Problem when it cannot be read or is no baseline
 */
export function readBaseline(file: string): Baseline {
  const text = attempt(file, () => readFileSync(file, 'utf8'));
  const findings = listOf(parsed(file, text));
  if (!findings)
    throw new Problem(`${file}: expected a baseline, an object with a list \`findings\`, found another JSON`);
  const stranger = findings.findIndex((one) => !isKnown(one));
  if (stranger >= 0) {
    throw new Problem(`${file}: expected findings[${stranger}] with texts, and a \`fingerprint\` of 16 hex digits`);
  }
  return { file, known: new Map(findings.filter(isKnown).map((known) => [known.fingerprint, known])) };
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(`${file}: expected a baseline as --write-baseline makes it, found no JSON`);
  }
}

const listOf = (value: unknown): readonly unknown[] | undefined =>
  value instanceof Object && 'findings' in value && Array.isArray(value.findings) ? value.findings : undefined;

function isKnown(value: unknown): value is Known {
  if (!(value instanceof Object)) return false;
  const { fingerprint, rule = '', file = '', pointer = '', message = '' } = value as Record<string, unknown>; // any JSON
  const texts = [rule, file, pointer, message].every((text) => typeof text === 'string');
  return texts && typeof fingerprint === 'string' && /^[0-9a-f]{16}$/.test(fingerprint);
}

/**
 * All findings as a baseline: one entry a fingerprint, sorted by rule and fingerprint. It names no line, so that it
 * changes only when the findings do.
 */
export function baselineOf(all: readonly Pick<Judged, 'file' | 'findings'>[]): string {
  const known = new Map<string, Required<Known>>();
  for (const { file, findings } of all) {
    for (const { fingerprint, rule, pointer, message } of findings) {
      if (!known.has(fingerprint)) known.set(fingerprint, { fingerprint, rule, file, pointer, message });
    }
  }
  const key = ({ rule, fingerprint }: Required<Known>): string => `${rule} ${fingerprint}`;
  const sorted = [...known.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return jsonText({ findings: sorted });
}

/**
 * Takes the known findings away, also where one occurs more often than when it was accepted.
 *
 * @param whole whether all was read; else nobody knows what no longer occurs
 * @returns what is left, and the lines to say of the baseline
 */
export function accept(
  all: readonly Judged[],
  baseline: Baseline | undefined,
  whole: boolean,
): { left: readonly Judged[]; said: readonly string[] } {
  if (!baseline) return { left: all, said: [] };
  const { file, known } = baseline;
  const found = all.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint));
  const count = found.filter((fingerprint) => known.has(fingerprint)).length;
  const seen = new Set(found);
  const gone = whole ? [...known.values()].filter(({ fingerprint }) => !seen.has(fingerprint)) : [];
  return {
    left: all.map((one) => ({ ...one, findings: one.findings.filter(({ fingerprint }) => !known.has(fingerprint)) })),
    said: [`${count} finding${count === 1 ? '' : 's'} accepted`, ...noLongerFound(gone)].map(
      (line) => `${file}: ${line}`,
    ),
  };
}

/** A line an entry; a mended fault is no fault, and often only a part is judged, so that it changes no exit status. */
function noLongerFound(gone: readonly Known[]): string[] {
  const named = gone
    .slice(0, MOST_NAMED)
    .map(
      ({ fingerprint, rule, file, pointer, message }) =>
        `no longer found: ${[fingerprint, rule, file, pointer, message].filter(Boolean).join(' ')}`,
    );
  const rest = gone.length - named.length;
  return rest > 0 ? [...named, `no longer found: ${rest} more`] : named;
}
