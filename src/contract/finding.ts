import { getListTarget, type RequestLine } from '../request/parse-target.js';
import { previewValue } from '../values/format-value.js';
import { appendToken, getOwn, parsePointer } from '../values/pointer.js';
import { type RuleName, rules, type Severity } from './rules.js';

/**
 * One departure from the contract.
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
  /** JSON Pointer into the body; `""` when it is about status, headers, emptiness or the request. */
  readonly pointer: string;
  /** JSON Pointer into `openapi.json` to what was broken; `""` when no one place says it. */
  readonly schema: string;
  readonly expected: string;
  readonly actual: string;
  /** 16 hex digits that stay the same when images, manifests or files come in another order. */
  readonly fingerprint: string;
}

/** What a judge says; severity and fingerprint follow from it. */
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

/** The findings of an exchange, of each rule the first so many, and how many more there are. */
export interface CollectedFindings {
  readonly findings: readonly Finding[];
  readonly omitted: ReadonlyMap<RuleName, number>;
}

/** How many findings of one rule are kept: a few bytes of gzip stand for millions. */
export const MAX_FINDINGS_PER_RULE = 1000;

const severityByRule = Object.fromEntries(rules.map(({ name, severity }) => [name, severity])) as Record<
  RuleName,
  Severity
>; // fromEntries forgets which keys went in

/**
 * What judges say of an exchange, as findings. A fingerprint tells what was asked and of which image, and nothing of how
 * that was written down: of a URL it knows the target alone.
 *
 * @param body the parsed JSON, wherever it stood
 */
export function collectFindings(
  request: RequestLine,
  body: unknown,
  ...checks: readonly Iterable<FindingDraft | OmittedFindings>[]
): CollectedFindings {
  // A target can be as long as all findings together.
  const identifyRequest = () => hashString(JSON.stringify([request.method.toUpperCase(), getListTarget(request)]));
  return assembleFindings<FindingDraft>(
    identifyRequest,
    ({ pointer = '' }) => toStablePointer(body, pointer),
    ...checks,
  );
}

/**
 * What judges say, as findings.
 *
 * @param identifyRequest names the request; asked when there is a finding
 * @param locate gives the pointer with ids in place of indices
 */
export function assembleFindings<Draft extends FindingDraft>(
  identifyRequest: () => string,
  locate: (draft: Draft) => string,
  ...checks: readonly Iterable<Draft | OmittedFindings>[]
): CollectedFindings {
  let requestIdentity: string | undefined;
  const findings: Finding[] = [];
  const counts = new Map<RuleName, number>();
  const omitted = new Map<RuleName, number>();
  for (const drafts of checks) {
    for (const draft of drafts) {
      const { rule } = draft;
      const keptCount = counts.get(rule) ?? 0;
      if ('omitted' in draft) addToCount(omitted, rule, draft.omitted);
      else if (keptCount === MAX_FINDINGS_PER_RULE) addToCount(omitted, rule, 1);
      else {
        counts.set(rule, keptCount + 1);
        requestIdentity ??= identifyRequest();
        findings.push(createFinding(draft, requestIdentity, locate(draft)));
      }
    }
  }
  return { findings, omitted };
}

const addToCount = (counts: Map<RuleName, number>, rule: RuleName, amount: number): void =>
  void counts.set(rule, (counts.get(rule) ?? 0) + amount);

function createFinding(draft: FindingDraft, requestIdentity: string, stablePointer: string): Finding {
  const { rule, message, pointer = '', schema = '', expected, actual } = draft;
  const identity = [rule, requestIdentity, stablePointer, schema, expected];
  return {
    rule,
    severity: severityByRule[rule],
    message,
    pointer,
    schema,
    expected,
    actual,
    fingerprint: hashString(JSON.stringify(identity)),
  };
}

/** The pointer with the digest of an image or manifest in place of its index, which changes from answer to answer. */
function toStablePointer(body: unknown, pointer: string): string {
  let value = body;
  let stablePointer = '';
  for (const token of parsePointer(pointer)) {
    const isArray = Array.isArray(value);
    value = getOwn(value, token);
    const id = getOwn(value, 'Id') ?? getOwn(value, 'ID');
    stablePointer = appendToken(stablePointer, isArray ? (typeof id === 'string' ? id : '*') : token);
  }
  return stablePointer;
}

/** Two FNV-1a hashes side by side: no secret, only a name; Web Crypto's digests would make judging asynchronous. */
export function hashString(text: string): string {
  let left = 0x811c9dc5;
  let right = 0xc9dc5118;
  for (let index = 0; index < text.length; index++) {
    const codeUnit = text.charCodeAt(index);
    left = Math.imul(left ^ codeUnit, 0x01000193);
    right = Math.imul(right ^ codeUnit, 0x01000197);
  }
  return toHex(left) + toHex(right);
}

const toHex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
