import { listTarget, type RequestLine } from '../request/target.js';
import { child, member, tokens } from '../values/pointer.js';
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
export type Verdict = Pick<Finding, 'rule' | 'message' | 'expected' | 'actual'> &
  Partial<Pick<Finding, 'pointer' | 'schema'>>;

/** How often more a rule is broken, where a judge has stopped to say each time how. */
export interface More {
  readonly rule: RuleName;
  readonly more: number;
}

/** The findings of an exchange, of each rule the first so many, and how many more there are. */
export interface Counted {
  readonly findings: readonly Finding[];
  readonly more: ReadonlyMap<RuleName, number>;
}

/** How many findings of one rule are kept: a few bytes of gzip stand for millions. */
export const MOST = 1000;

const severities = Object.fromEntries(rules.map(({ name, severity }) => [name, severity])) as Record<
  RuleName,
  Severity
>; // fromEntries forgets which keys went in

/**
 * What judges say of an exchange, as findings. A fingerprint tells what was asked and of which image, and nothing of how
 * that was written down: of a URL it knows the target alone.
 *
 * @param body the parsed JSON, wherever it stood
 */
export function collect(request: RequestLine, body: unknown, ...judges: readonly Iterable<Verdict | More>[]): Counted {
  // A target can be as long as all findings together.
  const asked = () => hash(JSON.stringify([request.method.toUpperCase(), listTarget(request)]));
  return gather<Verdict>(asked, ({ pointer = '' }) => lasting(body, pointer), ...judges);
}

/**
 * What judges say, as findings.
 *
 * @param name names the request; asked when there is a finding
 * @param place gives the pointer with ids in place of indices
 */
export function gather<Said extends Verdict>(
  name: () => string,
  place: (said: Said) => string,
  ...judges: readonly Iterable<Said | More>[]
): Counted {
  let asked: string | undefined;
  const findings: Finding[] = [];
  const counts = new Map<RuleName, number>();
  const more = new Map<RuleName, number>();
  for (const judge of judges) {
    for (const said of judge) {
      const { rule } = said;
      const kept = counts.get(rule) ?? 0;
      if ('more' in said) add(more, rule, said.more);
      else if (kept === MOST) add(more, rule, 1);
      else {
        counts.set(rule, kept + 1);
        asked ??= name();
        findings.push(findingOf(said, asked, place(said)));
      }
    }
  }
  return { findings, more };
}

const add = (counts: Map<RuleName, number>, rule: RuleName, more: number): void =>
  void counts.set(rule, (counts.get(rule) ?? 0) + more);

function findingOf(verdict: Verdict, asked: string, place: string): Finding {
  const { rule, message, pointer = '', schema = '', expected, actual } = verdict;
  const identity = [rule, asked, place, schema, expected];
  return {
    rule,
    severity: severities[rule],
    message,
    pointer,
    schema,
    expected,
    actual,
    fingerprint: hash(JSON.stringify(identity)),
  };
}

/** The pointer with the digest of an image or manifest in place of its index, which changes from answer to answer. */
function lasting(body: unknown, pointer: string): string {
  let value = body;
  let name = '';
  for (const token of tokens(pointer)) {
    const list = Array.isArray(value);
    value = child(value, token);
    const id = child(value, 'Id') ?? child(value, 'ID');
    name = member(name, list ? (typeof id === 'string' ? id : '*') : token);
  }
  return name;
}

/** Two FNV-1a hashes side by side: no secret, only a name; Web Crypto's digests would make judging asynchronous. */
export function hash(text: string): string {
  let left = 0x811c9dc5;
  let right = 0xc9dc5118;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    left = Math.imul(left ^ unit, 0x01000193);
    right = Math.imul(right ^ unit, 0x01000197);
  }
  return hex(left) + hex(right);
}

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
