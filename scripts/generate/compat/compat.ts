import type { Compat, Engine, Statement as NamedStatement, Range } from '../../../generated/compat.js';
import { at } from '../bundle.js';
import type { Contract } from '../contracts.js';
import type { ClaimedEngine, Claims, Kind } from './claims.js';
import { type Told, told } from './evidence-ranges.js';
import type { Interview } from './interviews.js';
import { mapped } from './map-values.js';
import { rangesOf, refined } from './ranges.js';

/** A statement of compat.json; which engines there are, the claims say. */
export interface Statement extends Omit<NamedStatement, 'support'> {
  readonly support: Readonly<Record<string, readonly Range[]>>;
}

/** What compat.json is made of. */
export interface CompatData extends Omit<Compat, 'engines' | 'statements'> {
  readonly engines: Readonly<Record<string, Engine>>;
  readonly statements: Readonly<Record<Kind, Readonly<Record<string, Statement>>>>;
}

/** compat.json, as data. */
export function compat(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  interviews: readonly Interview[],
): CompatData {
  const all = told(claims, contracts, record, interviews);
  const statementOf = ({ span, pointer, apiVersion, claim, seen }: Told, kind: Kind, name: string): Statement => ({
    pointer,
    ...(apiVersion && { apiVersion }),
    ...(claim.description && { description: claim.description.trim() }),
    support: supportOf(claims.engines, (key, engine) => {
      try {
        const ranges = rangesOf(seen.get(key) ?? [], span, engine.releases);
        return [...refined(ranges, claim.rows?.[key]), ...fromSource(engine, kind, name)];
      } catch (error) {
        throw new Error(`openapi/claims.yaml: ${kind} ${name}, ${key}: ${(error as Error).message}`); // it is refined that throws
      }
    }),
  });
  return {
    apiVersions: {
      oldest: contracts[0]?.versions[0] ?? '',
      newest: contracts.at(-1)?.versions.at(-1) ?? '',
      record: String(at(record.bundle, 'info').version),
    },
    engines: mapped(claims.engines, ({ name, store, source, releases }, key) => ({
      ...{ name, ...(store && { store }), recorded: recordedOf(key, interviews), releases, source },
    })),
    statements: mapped(all, (some, kind) => sent(mapped(some, (one, name) => statementOf(one, kind, name)))),
  };
}

/** Statements without the engines that send nothing of the object that a member is of. */
function sent(statements: Readonly<Record<string, Statement>>): Record<string, Statement> {
  const holderOf = (name: string): string => /^\w+\./.exec(name)?.[0] ?? name;
  const doing = new Set(
    Object.entries(statements).flatMap(([name, { support }]) =>
      Object.entries(support).flatMap(([key, ranges]) =>
        ranges.some(({ added }) => added !== false) ? [`${holderOf(name)} ${key}`] : [],
      ),
    ),
  );
  return mapped(statements, (statement, name) => ({
    ...statement,
    support: Object.fromEntries(
      Object.entries(statement.support).filter(([key]) => !name.includes('.') || doing.has(`${holderOf(name)} ${key}`)),
    ),
  }));
}

function supportOf(
  engines: Claims['engines'],
  rangesFor: (key: string, engine: ClaimedEngine) => readonly Range[],
): Record<string, readonly Range[]> {
  const found = mapped(engines, (engine, key) => rangesFor(key, engine));
  return Object.fromEntries(Object.entries(found).filter(([, ranges]) => ranges.length > 0));
}

/** What an engine does of which only its source was read. */
function fromSource(
  { does, others = [], file: source = '', releases }: ClaimedEngine,
  kind: Kind,
  name: string,
): Range[] {
  const said = does?.[kind]?.[name] ?? (others.includes(kind) ? false : undefined);
  if (said === undefined) return [];
  const added = `≤${releases.at(-1)?.version}`;
  if (typeof said === 'string') return [{ added, partial: true, note: said, source }];
  if (typeof said === 'boolean') return [{ added: said && added, source }];
  return [{ added, source, ...said }];
}

function recordedOf(key: string, interviews: readonly Interview[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { version, apiVersion } of interviews.filter(({ engine }) => engine === key)) {
    found[version] = [...new Set([...(found[version] ?? []), apiVersion])];
  }
  return found;
}
