import { child, member, tokens } from '../values/pointer.js';
import type { Exchange } from './exchange.js';
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

const severities = Object.fromEntries(rules.map(({ name, severity }) => [name, severity])) as Record<
  RuleName,
  Severity
>; // fromEntries forgets which keys went in

export function finding(exchange: Exchange, verdict: Verdict): Finding {
  const { rule, message, pointer = '', schema = '', expected, actual } = verdict;
  const { method, path } = exchange.request;
  const identity = [rule, method, path, lasting(exchange.response.body, pointer), schema, expected];
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
function hash(text: string): string {
  let left = 0x811c9dc5;
  let right = 0xc9dc5118;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    left = Math.imul(left ^ unit, 0x01000193);
    right = Math.imul(right ^ unit, 0x01000197);
  }
  return [left, right].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
