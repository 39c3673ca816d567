import { rules } from '../contract/index.js';
import { getOwn } from '../values/pointer.js';
import type { Report, ReportedFinding } from './report.js';

/** What the JSON report of a check of files says: all but the exchanges. */
export type ParsedReport = Omit<Report, 'engine' | 'exchanges'>;

type ValueTest = (value: unknown) => boolean;

const isStringValue: ValueTest = (value) => typeof value === 'string';
const isCount: ValueTest = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isObject: ValueTest = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const ruleNames: ReadonlySet<unknown> = new Set(rules.map(({ name }) => name));

/** A test of an object by its members. */
const createObjectTest =
  (properties: Readonly<Record<string, ValueTest>>): ValueTest =>
  (value) =>
    isObject(value) && Object.entries(properties).every(([name, test]) => test(getOwn(value, name)));

const createArrayTest =
  (test: ValueTest): ValueTest =>
  (value) =>
    Array.isArray(value) && value.every(test);

const createVersionMapTest =
  (test: ValueTest): ValueTest =>
  (value) =>
    isObject(value) && Object.entries(Object(value)).every(([key, entry]) => /^1\.\d+$/.test(key) && test(entry));

const createOptionalTest =
  (test: ValueTest): ValueTest =>
  (value) =>
    value === undefined || test(value);

const findingTests: Readonly<Record<keyof Omit<ReportedFinding, 'frame'>, ValueTest>> = {
  rule: (value) => ruleNames.has(value),
  severity: (value) => value === 'error' || value === 'warning',
  message: isStringValue,
  file: isStringValue,
  exchange: isCount,
  request: createOptionalTest(isStringValue),
  line: isCount,
  column: isCount,
  pointer: isStringValue,
  schema: isStringValue,
  expected: isStringValue,
  actual: isStringValue,
  fingerprint: (value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value),
};

/** What a report has to say; an engine is not among it. */
const reportTests: Readonly<Record<string, ValueTest>> = {
  contract: createObjectTest({
    name: isStringValue,
    version: isStringValue,
    apiVersion: isStringValue,
    evidence: createOptionalTest(createVersionMapTest(isStringValue)),
  }),
  summary: createObjectTest({
    exchanges: isCount,
    notChecked: isCount,
    skipped: isCount,
    failed: isCount,
    errors: isCount,
    warnings: isCount,
    apiVersions: createVersionMapTest(isCount),
  }),
  findings: createArrayTest(createObjectTest(findingTests)),
  coverage: createOptionalTest(createObjectTest({ exercised: createArrayTest(isStringValue) })),
};

/** Whether a value is the JSON report of a check of files. */
export const isReport = (value: unknown): value is ParsedReport => findInvalidProperty(value) === undefined;

/** The member by which a value is no such report, `""` for the value itself; `undefined` of a report. */
export function findInvalidProperty(value: unknown): string | undefined {
  if (!isObject(value)) return '';
  return Object.entries(reportTests).find(([name, test]) => !test(getOwn(value, name)))?.[0];
}
