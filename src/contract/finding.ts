import { previewValue } from '../values/format-value.js';
import type { RuleName, Severity } from './rules.js';

/**
 * One difference from the contract.
 *
 * @example
 * import { type Finding } from 'docker-images-contract/contract';
 *
 * const line = ({ rule, pointer, message }: Finding) => `${rule} ${pointer}: ${message}`;
 */
export interface Finding {
  /** The rule that it broke, such as `response/schema`. */
  readonly rule: RuleName;
  readonly severity: Severity;
  /** What is wrong, in one line. */
  readonly message: string;
  /** JSON Pointer into the body; `""` if the finding is about the status, headers, an empty body or the request. */
  readonly pointer: string;
  /** JSON Pointer into `openapi.json` to the clause that is broken; `""` if there is no single one. */
  readonly schema: string;
  readonly expected: string;
  readonly actual: string;
  /** 16 hex digits that do not depend on the order of images, manifests or files. */
  readonly fingerprint: string;
}

/** A finding without what follows from its other properties: severity and fingerprint. */
export type FindingDraft = Pick<Finding, 'rule' | 'message' | 'expected' | 'actual'> &
  Partial<Pick<Finding, 'pointer' | 'schema'>>;

/** A finding about a value other than the expected one. */
export function draftUnexpectedValue(
  rule: RuleName,
  pointer: string,
  expected: string,
  value: unknown,
  schema = '',
): FindingDraft {
  const actual = previewValue(value);
  return { rule, pointer, schema, message: `expected ${expected}, found ${actual}`, expected, actual };
}

/** The number of further findings of a rule, which a check does not describe. */
export interface OmittedFindings {
  readonly rule: RuleName;
  readonly omitted: number;
}
