import { validate } from '../../generated/report-validator.js';
import type { Report } from '../report/report.js';

/** The JSON report of a check of files, which has no exchanges. */
export type ParsedReport = Omit<Report, 'engine' | 'exchanges'>;

/** Whether a value is the JSON report of a check of files. */
export const isReport = (value: unknown): value is ParsedReport => findInvalidProperty(value) === undefined;

/** The first property that no report has; `""` if the value is not an object or lacks one, `undefined` if it is a report. */
export function findInvalidProperty(value: unknown): string | undefined {
  return validate(value) ? undefined : (validate.errors?.[0]?.instancePath.split('/')[1] ?? '');
}
