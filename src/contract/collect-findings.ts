import { getListTarget, type RequestLine } from '../request/parse-target.js';
import { hashString } from '../values/hash-string.js';
import { appendToken, getOwn, parsePointer } from '../values/pointer.js';
import type { Finding, FindingDraft, OmittedFindings } from './finding.js';
import { type RuleName, rules, type Severity } from './rules.js';

/** The findings of an exchange, up to a limit for each rule, and the number of further ones. */
export interface CollectedFindings {
  readonly findings: readonly Finding[];
  readonly omitted: ReadonlyMap<RuleName, number>;
}

/** The most findings of one rule that are kept: a few bytes of gzip can hold millions. */
export const MAX_FINDINGS_PER_RULE = 1000;

const severityByRule = Object.fromEntries(rules.map(({ name, severity }) => [name, severity])) as Record<
  RuleName,
  Severity
>; // fromEntries forgets which keys went in

/**
 * Collects the findings about an exchange. A fingerprint depends on the request and the image, not on how the recording
 * writes them: of a URL, only the target counts.
 *
 * @param body the parsed JSON body
 */
export function collectFindings(
  request: RequestLine,
  body: unknown,
  ...checks: readonly Iterable<FindingDraft | OmittedFindings>[]
): CollectedFindings {
  // A target can be very long.
  const identifyRequest = () => hashString(JSON.stringify([request.method.toUpperCase(), getListTarget(request)]));
  return assembleFindings<FindingDraft>(
    identifyRequest,
    ({ pointer = '' }) => toStablePointer(body, pointer),
    ...checks,
  );
}

/**
 * Completes drafts to findings.
 *
 * @param identifyRequest gives a string for the request; called if there is a finding
 * @param locate gives the pointer of a draft with ids in place of indices
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
        const { message, pointer = '', schema = '', expected, actual } = draft;
        counts.set(rule, keptCount + 1);
        requestIdentity ??= identifyRequest();
        const fingerprint = hashString(JSON.stringify([rule, requestIdentity, locate(draft), schema, expected]));
        const severity = severityByRule[rule];
        findings.push({ rule, severity, message, pointer, schema, expected, actual, fingerprint });
      }
    }
  }
  return { findings, omitted };
}

const addToCount = (counts: Map<RuleName, number>, rule: RuleName, amount: number): void =>
  void counts.set(rule, (counts.get(rule) ?? 0) + amount);

/** Replaces the index of an image or manifest in a pointer by its digest: the index differs between responses. */
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
