import { type Rule, rules } from '../contract/index.js';
import { formatCount } from '../values/format-value.js';
import { formatLocation } from './finding-text.js';
import type { Report, ReportedFinding } from './report.js';

/** How many groups of a rule are listed. */
const MAX_LISTED_GROUPS = 20;

/** How many other exchanges with a group's findings are listed. */
const MAX_OTHER_EXCHANGES = 3;

/** The findings of one rule at one place of a body, in any image and exchange. */
export interface FindingGroup {
  /** The finding to show in full. */
  readonly shown: ReportedFinding;
  readonly findingCount: number;
  readonly exchangeCount: number;
  /** The first finding of each of the first few exchanges, without the exchange of `shown`. */
  readonly otherExchanges: readonly ReportedFinding[];
  /** The pointer with `*` for each index; `""` if the findings are not about the body. */
  readonly pointerPattern: string;
}

/** The findings of one rule. */
export interface RuleGroup {
  readonly rule: Rule;
  readonly severity: ReportedFinding['severity'];
  readonly findings: readonly ReportedFinding[];
  /** The first groups. */
  readonly groups: readonly FindingGroup[];
  /** How many findings are in none of `groups`. */
  readonly omitted: number;
}

/**
 * Groups the findings of a report by rule, in the order of the table of rules, and those of a rule by place.
 *
 * @param preferFramed whether a group shows its first finding with a code frame, if it has one
 */
export function groupByRule({ findings }: Report, preferFramed = false): RuleGroup[] {
  const findingsByRule = groupBy(findings, ({ rule }) => rule);
  return rules.flatMap((rule) => {
    const findings = findingsByRule.get(rule.name);
    if (!findings) return [];
    const groups = [...groupBy(findings, getGroupKey).values()];
    const listed = groups.slice(0, MAX_LISTED_GROUPS);
    return {
      rule,
      severity: findings[0]?.severity ?? rule.severity,
      findings,
      groups: listed.map((group) => createFindingGroup(group, preferFramed)),
      omitted: groups.slice(MAX_LISTED_GROUPS).flat().length,
    };
  });
}

/** Findings in the body are grouped by place, clause and, since it names a missing property, `expected`; others by message. */
const getGroupKey = ({ pointer, schema, expected, message }: ReportedFinding): string =>
  JSON.stringify(pointer === '' ? [message] : [toPointerPattern(pointer), schema, schema && expected]);

const toPointerPattern = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

function createFindingGroup(findings: readonly ReportedFinding[], preferFramed: boolean): FindingGroup {
  const [first] = findings as readonly [ReportedFinding, ...ReportedFinding[]]; // groupBy makes no empty group
  const shown = (preferFramed && findings.find(({ frame }) => frame)) || first;
  const exchanges = groupBy(findings, getExchangeKey);
  exchanges.delete(getExchangeKey(shown));
  return {
    shown,
    findingCount: findings.length,
    exchangeCount: exchanges.size + 1,
    otherExchanges: [...exchanges.values()].slice(0, MAX_OTHER_EXCHANGES).flatMap((group) => group.slice(0, 1)),
    pointerPattern: toPointerPattern(shown.pointer),
  };
}

const getExchangeKey = ({ file, exchange }: ReportedFinding): string => `${file}\0${exchange}`;

/** How often and where the findings of a group occur, with locations escaped by `escapeText`; `undefined` for a single one. */
export function formatOccurrences(group: FindingGroup, escapeText: (text: string) => string): string | undefined {
  const { findingCount, exchangeCount, otherExchanges, pointerPattern } = group;
  if (findingCount === 1) return undefined;
  const place = pointerPattern && ` at ${escapeText(pointerPattern)}`;
  const others = otherExchanges.map((finding) => escapeText(formatLocation(finding))).join(', ');
  const ellipsis = exchangeCount > otherExchanges.length + 1 ? ', ...' : '';
  return `${findingCount} times${place}, in ${formatCount(exchangeCount, 'exchange')}${others && `: also ${others}${ellipsis}`}`;
}

/** Groups items by a key, in the order in which the keys first occur. */
export function groupBy<T>(items: readonly T[], getKey: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(getKey(item));
    if (group) group.push(item);
    else groups.set(getKey(item), [item]);
  }
  return groups;
}
