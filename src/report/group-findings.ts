import { type Rule, rules } from '../contract/index.js';
import { formatCount } from '../values/format-value.js';
import { formatLocation } from './finding-text.js';
import type { Report, ReportedFinding } from './report.js';

/** How many places of a rule are listed. */
const MAX_LISTED_PLACES = 20;

/** In how many other exchanges a finding is said to be. */
const MAX_OTHER_EXCHANGES = 3;

/** Findings of one rule at one place of a body, in whichever image and exchange. */
export interface FindingGroup {
  /** The one to show: the first, or where texts are shown the first whose text is there. */
  readonly shown: ReportedFinding;
  readonly findingCount: number;
  /** In how many exchanges they are, and the first of a few others than that of the one shown. */
  readonly exchangeCount: number;
  readonly otherExchanges: readonly ReportedFinding[];
  /** The pointer with `*` for each index; `""` when it is not in the body. */
  readonly pointerPattern: string;
}

/** The findings of a rule, those that are alike together. */
export interface RuleGroup {
  readonly rule: Rule;
  readonly severity: ReportedFinding['severity'];
  readonly findings: readonly ReportedFinding[];
  /** The first places. */
  readonly groups: readonly FindingGroup[];
  /** How many findings are at other places. */
  readonly omitted: number;
}

/**
 * The findings of a report by rule, in the order of the rules, and of each rule by place.
 *
 * @param preferFramed whether of those that are alike one with its text is to be shown
 */
export function groupByRule({ findings }: Report, preferFramed = false): RuleGroup[] {
  const findingsByRule = groupBy(findings, ({ rule }) => rule);
  return rules.flatMap((rule) => {
    const findings = findingsByRule.get(rule.name);
    return findings ? [createRuleGroup(rule, findings, preferFramed)] : [];
  });
}

function createRuleGroup(rule: Rule, findings: readonly ReportedFinding[], preferFramed: boolean): RuleGroup {
  const groups = [...groupBy(findings, getGroupKey).values()];
  const listed = groups.slice(0, MAX_LISTED_PLACES);
  return {
    rule,
    severity: findings[0]?.severity ?? rule.severity,
    findings,
    groups: listed.map((group) => createFindingGroup(group, preferFramed)),
    omitted: findings.length - listed.reduce((sum, { length }) => sum + length, 0),
  };
}

/**
 * What findings have in common that are alike: the place and the clause, which for a missing member is told by its name;
 * what is not in the body has to say the same.
 */
const getGroupKey = ({ pointer, schema, expected, message }: ReportedFinding): string =>
  JSON.stringify(pointer === '' ? [message] : [toPointerPattern(pointer), schema, schema && expected]);

const toPointerPattern = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

function createFindingGroup(findings: readonly ReportedFinding[], preferFramed: boolean): FindingGroup {
  const [first] = findings as readonly [ReportedFinding, ...ReportedFinding[]]; // a group has one
  const shown = (preferFramed && findings.find(({ frame }) => frame)) || first;
  const exchanges = groupBy(findings, getExchangeKey);
  exchanges.delete(getExchangeKey(shown));
  const otherExchanges = [...exchanges.values()].slice(0, MAX_OTHER_EXCHANGES).flatMap(([first]) => first ?? []);
  return {
    shown,
    findingCount: findings.length,
    exchangeCount: exchanges.size + 1,
    otherExchanges,
    pointerPattern: toPointerPattern(shown.pointer),
  };
}

const getExchangeKey = ({ file, exchange }: ReportedFinding): string => `${file}\0${exchange}`;

/**
 * How often findings are alike, and where; `undefined` of one that is alone.
 *
 * @param escapeText what becomes of texts from outside
 */
export function formatOccurrences(
  { findingCount, exchangeCount, otherExchanges, pointerPattern }: FindingGroup,
  escapeText: (text: string) => string,
): string | undefined {
  if (findingCount === 1) return undefined;
  const ellipsis = exchangeCount > otherExchanges.length + 1 ? ', ...' : '';
  const otherLocations =
    otherExchanges.length > 0
      ? `: also ${otherExchanges.map((finding) => escapeText(formatLocation(finding))).join(', ')}${ellipsis}`
      : '';
  return `${findingCount} times${pointerPattern && ` at ${escapeText(pointerPattern)}`}, in ${formatCount(exchangeCount, 'exchange')}${otherLocations}`;
}

function groupBy<T>(items: readonly T[], getKey: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(getKey(item));
    if (group) group.push(item);
    else groups.set(getKey(item), [item]);
  }
  return groups;
}
