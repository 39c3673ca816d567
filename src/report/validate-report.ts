import { rules } from '../contract/index.js';
import { getOwn } from '../values/pointer.js';
import type { Report, ReportedFinding } from './report.js';

/** The JSON report of a check of files, which has no exchanges. */
export type ParsedReport = Omit<Report, 'engine' | 'exchanges'>;

type ValueTest = (value: unknown) => boolean;

const isStringValue: ValueTest = (value) => typeof value === 'string';
const isCount: ValueTest = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isObject: ValueTest = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const ruleNames: ReadonlySet<unknown> = new Set(rules.map(({ name }) => name));

function isOptional(test: ValueTest): ValueTest {
  return (value) => value === undefined || test(value);
}

function isArrayOf(test: ValueTest): ValueTest {
  return (value) => Array.isArray(value) && value.every(test);
}

function isVersionMapOf(test: ValueTest): ValueTest {
  return (value) =>
    isObject(value) && Object.entries(Object(value)).every(([key, entry]) => /^1\.\d+$/.test(key) && test(entry));
}

function isObjectWith(properties: Readonly<Record<string, ValueTest>>): ValueTest {
  return (value) => isObject(value) && Object.entries(properties).every(([name, test]) => test(getOwn(value, name)));
}

const findingTests: Readonly<Record<keyof Omit<ReportedFinding, 'frame'>, ValueTest>> = {
  rule: (value) => ruleNames.has(value),
  severity: (value) => value === 'error' || value === 'warning',
  message: isStringValue,
  file: isStringValue,
  exchange: isCount,
  request: isOptional(isStringValue),
  line: isCount,
  column: isCount,
  pointer: isStringValue,
  schema: isStringValue,
  expected: isStringValue,
  actual: isStringValue,
  fingerprint: (value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value),
};

const summaryTests: Readonly<Record<keyof Report['summary'], ValueTest>> = {
  exchanges: isCount,
  notChecked: isCount,
  skipped: isCount,
  refused: isCount,
  failed: isCount,
  errors: isCount,
  warnings: isCount,
  apiVersions: isVersionMapOf(isCount),
  sessions: isObjectWith({ checked: isCount, notChecked: isCount }),
};

const contractTests: Readonly<Record<keyof Report['contract'], ValueTest>> = {
  name: isStringValue,
  version: isStringValue,
  apiVersion: isStringValue,
  evidence: isOptional(isVersionMapOf(isStringValue)),
};

const reportTests: Readonly<Record<keyof ParsedReport, ValueTest>> = {
  contract: isObjectWith(contractTests),
  summary: isObjectWith(summaryTests),
  remarks: isArrayOf(isStringValue),
  findings: isArrayOf(isObjectWith(findingTests)),
  coverage: isOptional(isObjectWith({ exercised: isArrayOf(isStringValue) })),
};

/** Whether a value is the JSON report of a check of files. */
export const isReport = (value: unknown): value is ParsedReport => findInvalidProperty(value) === undefined;

/** The first property that no such report has; `""` if the value is not an object, `undefined` if it is a report. */
export function findInvalidProperty(value: unknown): string | undefined {
  if (!isObject(value)) return '';
  return Object.entries(reportTests).find(([name, test]) => !test(getOwn(value, name)))?.[0];
}
