import type { Range, Statement } from '../../../generated/compat.js';
import { at, mapValues } from '../bundle.js';
import type { Contract } from '../contracts.js';
import { type ClaimedEngine, type Claims, type Kind, kinds } from './claims.js';
import { type EngineResponses, type ObservedStatement, observeStatements } from './evidence-ranges.js';
import { makeRanges, refineRanges } from './ranges.js';

/** Makes compat.json, and a type for it: TypeScript reads no unions of strings from JSON. */
export function makeCompatFiles(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  responses: readonly EngineResponses[],
): Record<string, string> {
  const data = {
    $schema: '../openapi/compat.schema.json',
    apiVersions: {
      oldest: contracts[0]?.versions[0] ?? '',
      newest: contracts.at(-1)?.versions.at(-1) ?? '',
      record: String(at(record.bundle, 'info').version),
    },
    engines: mapValues(claims.engines, ({ name, store, source, releases }, key) => ({
      ...{ name, ...(store && { store }), recorded: listRecorded(key, responses), releases, source },
    })),
    statements: mapValues(observeStatements(claims, contracts, record, responses), (some, kind) =>
      removeUnsent(mapValues(some, (one, name) => makeStatement(claims, one, kind, name))),
    ),
  };
  const unionOf = (keys: readonly string[]): string => keys.map((key) => `'${key}'`).join(' | ');
  return {
    'compat.json': `${JSON.stringify(data)}\n`,
    'compat.d.ts': HEAD + declarations(unionOf(Object.keys(data.engines)), unionOf(kinds)),
  };
}

function makeStatement({ engines }: Claims, one: ObservedStatement, kind: Kind, name: string): Statement {
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
function removeUnsent(statements: Readonly<Record<string, Statement>>): Record<string, Statement> {
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

const HEAD =
  '// Made by `npm run generate`; do not edit. What each member is stands in openapi/compat.schema.json.\n\n';

const declarations = (
  engines: string,
  kinds: string,
): string => `/** An engine, with its image store where it has two. */
export type EngineKey = ${engines};

/** What a statement is about. */
export type StatementKind = ${kinds};

/** Engine versions that do something. */
export interface Range {
  /** The first of them, such as \`28.0\`; \`≤28.5.2\` where older ones may do so too; \`false\` where none does. */
  readonly added: string | false;
  /** The first that does so no more. */
  readonly removed?: string;
  /** The first API version in the path that does so. */
  readonly apiAdded?: string;
  /** The first API version in the path that does so no more. */
  readonly apiRemoved?: string;
  /** It does so in part, as \`note\` says. */
  readonly partial?: true;
  /** What else is to be known, or what is done instead. */
  readonly note?: string;
  /** Recordings that prove it, below test/recordings of the repository. */
  readonly recordings?: readonly string[];
  /** The source that it is read from, of what no recording shows. */
  readonly source?: string;
}

/** Something that engines do, or do not. */
export interface Statement {
  /** JSON Pointer to what it is about, in the bundle of \`apiVersion\`. */
  readonly pointer: string;
  /** The API version of that bundle, where it is not the one of record. */
  readonly apiVersion?: string;
  /** What an engine does, where the kind of the statement does not say it. */
  readonly description?: string;
  /** By engine, the ranges of versions that do so, oldest first. */
  readonly support: { readonly [Key in EngineKey]?: readonly Range[] };
}

/** An engine. */
export interface Engine {
  /** What people call it. */
  readonly name: string;
  /** Its image store, where it has more than one. */
  readonly store?: 'containerd' | 'graphdriver';
  /** The API versions that each recorded version was asked at. */
  readonly recorded: Readonly<Record<string, readonly string[]>>;
  /** From which engine version on which API versions are served, oldest first. */
  readonly releases: readonly { readonly version: string; readonly newest?: string; readonly oldest?: string }[];
  /** Where its source was read. */
  readonly source: string;
}

/**
 * What engines do with \`GET /images/json\`: the type of \`docker-images-contract/compat.json\`.
 *
 * @example
 * import type { Compat } from 'docker-images-contract/contract';
 *
 * const ofPodman = ({ statements }: Compat) => statements.member['ImageSummary.Manifests']?.support.podman;
 */
export interface Compat {
  readonly apiVersions: { readonly oldest: string; readonly newest: string; readonly record: string };
  readonly engines: Readonly<Record<EngineKey, Engine>>;
  /** Statements by kind and name. */
  readonly statements: Readonly<Record<StatementKind, Readonly<Record<string, Statement>>>>;
}
`;
