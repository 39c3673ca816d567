import { type Rule, rules } from '../contract/index.js';
import { count } from '../values/show.js';
import type { PlacedFinding, Report } from './report.js';
import { placeText } from './text.js';

/** How many places of a rule are listed. */
const MOST = 20;

/** In how many other exchanges a finding is said to be. */
const MOST_OTHERS = 3;

/** Findings of one rule at one place of a body, in whichever image and exchange. */
export interface Alike {
  /** The one to show: the first, or where texts are shown the first whose text is there. */
  readonly shown: PlacedFinding;
  readonly findings: number;
  /** In how many exchanges they are, and the first of a few others than that of the one shown. */
  readonly exchanges: number;
  readonly others: readonly PlacedFinding[];
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

/**
 * The findings of a report by rule, in the order of the rules, and of each rule by place.
 *
 * @param framed whether of those that are alike one with its text is to be shown
 */
export function byRule({ findings }: Report, framed = false): RuleGroup[] {
  const found = grouped(findings, ({ rule }) => rule);
  return rules.flatMap((rule) => {
    const findings = found.get(rule.name);
    return findings ? [groupOf(rule, findings, framed)] : [];
  });
}

function groupOf(rule: Rule, findings: readonly PlacedFinding[], framed: boolean): RuleGroup {
  const places = [...grouped(findings, key).values()];
  const listed = places.slice(0, MOST);
  return {
    rule,
    severity: findings[0]?.severity ?? rule.severity,
    findings,
    places: listed.map((one) => alike(one, framed)),
    more: findings.length - listed.reduce((sum, { length }) => sum + length, 0),
  };
}

/**
 * What findings have in common that are alike: the place and the clause, which for a missing member is told by its name;
 * what is not in the body has to say the same.
 */
const key = ({ pointer, schema, expected, message }: PlacedFinding): string =>
  JSON.stringify(pointer === '' ? [message] : [placeOf(pointer), schema, schema && expected]);

const placeOf = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

function alike(findings: readonly PlacedFinding[], framed: boolean): Alike {
  const [first] = findings as readonly [PlacedFinding, ...PlacedFinding[]]; // a group has one
  const shown = (framed && findings.find(({ frame }) => frame)) || first;
  const exchanges = grouped(findings, exchangeOf);
  exchanges.delete(exchangeOf(shown));
  const others = [...exchanges.values()].slice(0, MOST_OTHERS).flatMap(([first]) => first ?? []);
  return { shown, findings: findings.length, exchanges: exchanges.size + 1, others, place: placeOf(shown.pointer) };
}

const exchangeOf = ({ file, exchange }: PlacedFinding): string => `${file}\0${exchange}`;

/**
 * How often findings are alike, and where; `undefined` of one that is alone.
 *
 * @param write what becomes of texts from outside
 */
export function timesText(
  { findings, exchanges, others, place }: Alike,
  write: (text: string) => string,
): string | undefined {
  if (findings === 1) return undefined;
  const more = exchanges > others.length + 1 ? ', ...' : '';
  const also = others.length > 0 ? `: also ${others.map((one) => write(placeText(one))).join(', ')}${more}` : '';
  return `${findings} times${place && ` at ${write(place)}`}, in ${count(exchanges, 'exchange')}${also}`;
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
