import type { Compat, Engine, Range, Statement } from '../../../generated/compat.js';
import { at, mapValues } from '../bundle.js';
import type { Contract } from '../contracts.js';
import type { ClaimedEngine, Claims, Kind } from './claims.js';
import { type EngineResponses, type ObservedStatement, observeStatements } from './evidence-ranges.js';
import { makeRanges, refineRanges } from './ranges.js';

/** A statement of compat.json; which engines there are, the claims say. */
interface StatementData extends Omit<Statement, 'support'> {
  readonly support: Readonly<Record<string, readonly Range[]>>;
}

/** What compat.json is made of. */
export interface CompatData extends Omit<Compat, 'engines' | 'statements'> {
  readonly engines: Readonly<Record<string, Engine>>;
  readonly statements: Readonly<Record<Kind, Readonly<Record<string, StatementData>>>>;
}

/** Makes the data of compat.json. */
export function makeCompat(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  responses: readonly EngineResponses[],
): CompatData {
  const observed = observeStatements(claims, contracts, record, responses);
  return {
    apiVersions: {
      oldest: contracts[0]?.versions[0] ?? '',
      newest: contracts.at(-1)?.versions.at(-1) ?? '',
      record: String(at(record.bundle, 'info').version),
    },
    engines: mapValues(claims.engines, ({ name, store, source, releases }, key) => ({
      ...{ name, ...(store && { store }), recorded: listRecorded(key, responses), releases, source },
    })),
    statements: mapValues(observed, (some, kind) =>
      removeUnsent(mapValues(some, (one, name) => makeStatement(claims, one, kind, name))),
    ),
  };
}

function makeStatement({ engines }: Claims, one: ObservedStatement, kind: Kind, name: string): StatementData {
  const { span, pointer, apiVersion, claim, observations } = one;
  const support: Record<string, readonly Range[]> = {};
  for (const [key, engine] of Object.entries(engines)) {
    try {
      const ranges = makeRanges(observations.get(key) ?? [], span, engine.releases);
      const all = [...refineRanges(ranges, claim.rows?.[key]), ...readFromSource(engine, kind, name)];
      if (all.length > 0) support[key] = all;
    } catch (error) {
      // It is refineRanges that throws.
      throw new Error(`openapi/claims.yaml: ${kind} ${name}, ${key}: ${(error as Error).message}`);
    }
  }
  const description = claim.description?.trim();
  return { pointer, ...(apiVersion && { apiVersion }), ...(description && { description }), support };
}

/** Removes from the properties of an object the engines that send none of them. */
function removeUnsent(statements: Readonly<Record<string, StatementData>>): Record<string, StatementData> {
  const holderOf = (name: string): string => name.replace(/\..*/, '');
  const sent = new Set<string>();
  for (const [name, { support }] of Object.entries(statements)) {
    for (const [key, ranges] of Object.entries(support)) {
      if (ranges.some(({ added }) => added !== false)) sent.add(`${holderOf(name)} ${key}`);
    }
  }
  return mapValues(statements, (statement, name) => ({
    ...statement,
    support: Object.fromEntries(
      Object.entries(statement.support).filter(([key]) => !name.includes('.') || sent.has(`${holderOf(name)} ${key}`)),
    ),
  }));
}

/** Gives the ranges of an engine of which only the source was read. */
function readFromSource(
  { does, others = [], file: source = '', releases }: ClaimedEngine,
  kind: Kind,
  name: string,
): Range[] {
  const claimed = does?.[kind]?.[name] ?? (others.includes(kind) ? false : undefined);
  if (claimed === undefined) return [];
  const added = `≤${releases.at(-1)?.version}`;
  if (typeof claimed === 'string') return [{ added, partial: true, note: claimed, source }];
  if (typeof claimed === 'boolean') return [{ added: claimed && added, source }];
  return [{ added, source, ...claimed }];
}

/** Lists the API versions that were recorded, by version of an engine. */
function listRecorded(key: string, responses: readonly EngineResponses[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { version, apiVersion } of responses.filter(({ engine }) => engine === key)) {
    found[version] = [...new Set([...(found[version] ?? []), apiVersion])];
  }
  return found;
}
