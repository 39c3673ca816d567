import { type Rule, rules } from '../contract/index.js';
import { count } from '../values/show.js';
import type { PlacedFinding, Report } from './report.js';

/** How many places of a rule are listed. */
const MOST = 20;

/** Findings of one rule at one place of a body, in whichever image and exchange. */
export interface Alike {
  /** The one to show: the first, or the first whose text is there. */
  readonly shown: PlacedFinding;
  readonly findings: number;
  /** In how many exchanges they are. */
  readonly exchanges: number;
  /** The pointer with `*` for each index; `""` when it is not in the body. */
  readonly place: string;
}

/** The findings of a rule, those that are alike together. */
export interface RuleGroup {
  readonly rule: Rule;
  readonly severity: PlacedFinding['severity'];
  readonly findings: readonly PlacedFinding[];
  /** The first places. */
  readonly places: readonly Alike[];
  /** How many findings are at other places. */
  readonly more: number;
}

/** The findings of a report by rule, in the order of the rules, and of each rule by place. */
export function byRule({ findings }: Report): RuleGroup[] {
  const found = grouped(findings, ({ rule }) => rule);
  return rules.flatMap((rule) => {
    const findings = found.get(rule.name);
    return findings ? [groupOf(rule, findings)] : [];
  });
}

function groupOf(rule: Rule, findings: readonly PlacedFinding[]): RuleGroup {
  const places = [...grouped(findings, key).values()];
  const listed = places.slice(0, MOST);
  return {
    rule,
    severity: findings[0]?.severity ?? rule.severity,
    findings,
    places: listed.map(alike),
    more: findings.length - listed.reduce((sum, { length }) => sum + length, 0),
  };
}

/** The same clause broken at the same place; what is not in the body is alike when it says the same. */
const key = ({ pointer, schema, message }: PlacedFinding): string =>
  JSON.stringify(pointer === '' ? [message] : [placeOf(pointer), schema]);

const placeOf = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

function alike(findings: readonly PlacedFinding[]): Alike {
  const [first] = findings as readonly [PlacedFinding, ...PlacedFinding[]]; // a group has one
  const shown = findings.find(({ frame }) => frame) ?? first;
  const exchanges = new Set(findings.map(({ file, exchange }) => `${file}\0${exchange}`)).size;
  return { shown, findings: findings.length, exchanges, place: placeOf(shown.pointer) };
}

/**
 * How often findings are alike, and where; `undefined` of one that is alone.
 *
 * @param write what becomes of the place
 */
export function timesText({ findings, exchanges, place }: Alike, write: (place: string) => string): string | undefined {
  if (findings === 1) return undefined;
  return `${findings} times${place && ` at ${write(place)}`}, in ${count(exchanges, 'exchange')}`;
}

function grouped<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}
