import { rules } from '../contract/index.js';
import { child } from '../values/pointer.js';
import type { PlacedFinding, Report } from './report.js';

/** What the JSON report of a check of files says: all but the exchanges. */
export type Said = Omit<Report, 'engine' | 'exchanges'>;

type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isCount: Test = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isObject: Test = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const names: ReadonlySet<unknown> = new Set(rules.map(({ name }) => name));

/** A test of an object by its members. */
const withMembers =
  (members: Readonly<Record<string, Test>>): Test =>
  (value) =>
    isObject(value) && Object.entries(members).every(([name, test]) => test(child(value, name)));

const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);

const mapOf =
  (test: Test): Test =>
  (value) =>
    isObject(value) && Object.entries(Object(value)).every(([key, one]) => /^1\.\d+$/.test(key) && test(one));

const optional =
  (test: Test): Test =>
  (value) =>
    value === undefined || test(value);

const finding: Readonly<Record<keyof Omit<PlacedFinding, 'frame'>, Test>> = {
  rule: (value) => names.has(value),
  severity: (value) => value === 'error' || value === 'warning',
  message: isText,
  file: isText,
  exchange: isCount,
  request: optional(isText),
  line: isCount,
  column: isCount,
  pointer: isText,
  schema: isText,
  expected: isText,
  actual: isText,
  fingerprint: (value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value),
};

/** What a report has to say; an engine is not among it. */
const report: Readonly<Record<string, Test>> = {
  contract: withMembers({ name: isText, version: isText, apiVersion: isText, evidence: optional(mapOf(isText)) }),
  summary: withMembers({
    exchanges: isCount,
    notJudged: isCount,
    skipped: isCount,
    failed: isCount,
    errors: isCount,
    warnings: isCount,
    apiVersions: mapOf(isCount),
  }),
  findings: listOf(withMembers(finding)),
  coverage: optional(withMembers({ exercised: listOf(isText) })),
};

/** Whether a value is the JSON report of a check of files. */
export const isReport = (value: unknown): value is Said => whyNoReport(value) === undefined;

/** The member by which a value is no such report, `""` for the value itself; `undefined` of a report. */
export function whyNoReport(value: unknown): string | undefined {
  if (!isObject(value)) return '';
  return Object.entries(report).find(([name, test]) => !test(child(value, name)))?.[0];
}
