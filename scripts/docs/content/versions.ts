import { parseMinorVersion } from '../../../src/values/api-version.js';
import { at, type JsonObject } from '../../generate/bundle.js';
import type { Facts } from './facts.js';
import { objects, text } from './facts.js';

/** The contract of some neighbouring API versions, oldest first. */
export interface Contract {
  readonly versions: readonly string[];
  readonly bundle: JsonObject;
}

/** A bundle with the API versions that its `servers` list, in whatever order. */
export const contractOf = (bundle: JsonObject): Contract => ({
  versions: objects(bundle.servers)
    .map(({ url }) => text(url).replace('/v', ''))
    .sort(byVersion),
  bundle,
});

/** The contract of record among all of them. */
export function recordOf(contracts: readonly Contract[], version: string): Contract {
  const found = contracts.find(({ versions }) => versions.includes(version));
  if (!found) throw new Error(`generated/openapi: expected a bundle of API ${version}`);
  return found;
}

/** Where something is: from which version on, where not from the oldest, and from which on no more. */
export interface Presence {
  readonly from?: string;
  readonly until?: string;
}

/** What differs at some versions from what is said of the version of record. */
export interface Note extends Presence, Partial<Facts> {
  /** Such as `API 1.24 to 1.42`. */
  readonly span: string;
}

/** The same thing in all contracts: what is said of it, and what differs. */
export interface Versioned {
  readonly facts: Facts;
  readonly presence: Presence;
  readonly notes: readonly Note[];
}

export const spanOf = (versions: readonly string[]): string => {
  const [first = '', last = first] = [versions[0], versions.at(-1)];
  return first === last ? `API ${first}` : `API ${first} to ${last}`;
};

/**
 * One thing through all contracts.
 *
 * @param read what a contract says of it; `undefined` where it has none of it
 */
export function versioned(
  contracts: readonly Contract[],
  record: Contract,
  read: (bundle: JsonObject) => Facts | undefined,
): Versioned {
  const all = contracts.map((contract) => ({ ...contract, facts: read(contract.bundle) }));
  const there = all.flatMap(({ facts, versions }) => (facts ? [{ facts, versions }] : []));
  const base = (all.find(({ versions }) => versions === record.versions)?.facts ?? there.at(-1)?.facts) as Facts; // of what is nowhere nothing is asked
  const runs: { facts: Facts; versions: string[] }[] = [];
  for (const { facts, versions } of there) {
    const last = runs.at(-1);
    if (last && JSON.stringify(last.facts) === JSON.stringify(facts)) last.versions.push(...versions);
    else runs.push({ facts, versions: [...versions] });
  }
  const known = contracts.flatMap(({ versions }) => versions);
  return {
    facts: base,
    presence: presenceOf(
      there.flatMap(({ versions }) => versions),
      known,
    ),
    notes: runs
      .filter(({ facts }) => JSON.stringify(facts) !== JSON.stringify(base))
      .map(({ facts, versions }) => ({
        span: spanOf(versions),
        ...presenceOf(versions, known),
        ...differing(facts, base),
      })),
  };
}

/** From which version on, and until which, of all that are known. */
export function presenceOf(versions: readonly string[], known: readonly string[]): Presence {
  const [first, last] = [versions[0], versions.at(-1)];
  const next = known[known.indexOf(last ?? '') + 1];
  return { ...(first !== undefined && first !== known[0] && { from: first }), ...(next && { until: next }) };
}

/** The facts that are not those of the base. */
function differing(facts: Facts, base: Facts): Partial<Facts> {
  const changed = Object.entries(facts).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name as keyof Facts]), // a name of Facts
  );
  // Of chips, those that the base does not have.
  const news = facts.chips.filter((chip) => !base.chips.includes(chip));
  return Object.fromEntries(changed.map(([name, value]) => [name, name === 'chips' ? news : value]));
}

/** A presence in words, such as `API 1.47 or later`; of the oldest nothing below is claimed. */
export function presenceWords({ from, until }: Presence, oldest: string): string {
  if (from && until) return `API ${from} to before ${until}`;
  if (until) return `before API ${until}`;
  return from ? `API ${from} or later` : `API ${oldest} or earlier`;
}

export const schemasOf = (bundle: JsonObject): JsonObject => at(bundle, 'components', 'schemas');
export const operationOf = (bundle: JsonObject): JsonObject => at(bundle, 'paths', '/images/json', 'get');
export const byVersion = (one: string, other: string): number => parseMinorVersion(one) - parseMinorVersion(other);
