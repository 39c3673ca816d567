import { parseMinorVersion } from '../../../src/values/api-version.js';
import type { JsonObject } from '../../generate/bundle.js';
import type { Contract } from '../../generate/contracts.js';
import type { Presence } from './blocks.js';
import type { Facts } from './facts.js';

/** Facts that differ at some API versions from those of the version of record. */
export interface Note extends Presence, Partial<Facts> {
  /** Such as `API 1.24 to 1.42`. */
  readonly span: string;
}

/** One thing in all contracts. */
export interface Versioned {
  /** The facts of the version of record, or of the newest version that has the thing. */
  readonly facts: Facts;
  readonly presence: Presence;
  readonly notes: readonly Note[];
}

/** @param read gives the facts of the thing in a bundle, or `undefined` where the bundle lacks it */
export function compareContracts(
  contracts: readonly Contract[],
  record: Contract,
  read: (bundle: JsonObject) => Facts | undefined,
): Versioned {
  const runs: { facts: Facts; versions: string[] }[] = [];
  for (const { bundle, versions } of contracts) {
    const facts = read(bundle);
    if (!facts) continue;
    const last = runs.at(-1);
    if (last && isSame(last.facts, facts)) last.versions.push(...versions);
    else runs.push({ facts, versions: [...versions] });
  }
  const base = read(record.bundle) ?? runs.at(-1)?.facts;
  if (!base) throw new Error('expected a part of some contract');
  const known = contracts.flatMap(({ versions }) => versions);
  const notes = runs
    .filter(({ facts }) => !isSame(facts, base))
    .map(({ facts, versions }) => ({
      span: formatSpan(versions),
      ...presenceOf(versions, known),
      ...differingFacts(facts, base),
    }));
  const present = runs.flatMap(({ versions }) => versions);
  return { facts: base, presence: presenceOf(present, known), notes };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function formatSpan(versions: readonly string[]): string {
  const [first, last] = [versions[0], versions.at(-1)];
  return first === last ? `API ${first}` : `API ${first} to ${last}`;
}

function presenceOf(versions: readonly string[], known: readonly string[]): Presence {
  const [first, last] = [versions[0], versions.at(-1)];
  const next = known[known.indexOf(last ?? '') + 1];
  return { ...(first !== undefined && first !== known[0] && { from: first }), ...(next && { until: next }) };
}

/** The facts that are not those of the base; of chips, those that the base lacks. */
function differingFacts(facts: Facts, base: Facts): Partial<Facts> {
  return {
    ...(facts.type !== base.type && { type: facts.type }),
    ...(!isSame(facts.text, base.text) && { text: facts.text }),
    ...(!isSame(facts.chips, base.chips) && { chips: facts.chips.filter((chip) => !base.chips.includes(chip)) }),
    ...(!isSame(facts.stores, base.stores) && { stores: facts.stores }),
  };
}

/** A presence in words, such as `API 1.47 or later`. Nothing is known of versions below the oldest contract. */
export function formatPresence({ from, until }: Presence, oldest: string): string {
  if (from && until) return `API ${from} to before ${until}`;
  if (until) return `before API ${until}`;
  return from ? `API ${from} or later` : `API ${oldest} or earlier`;
}

export const compareVersions = (one: string, other: string): number =>
  parseMinorVersion(one) - parseMinorVersion(other);
