import type { Contract } from '../contracts.js';
import { type Claims, kinds } from './claims.js';
import { makeCompat } from './compat.js';
import type { EngineResponses } from './evidence-ranges.js';

/** compat.json, and a type for it: of JSON that TypeScript reads by itself it knows no unions of words. */
export function compatFiles(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  responses: readonly EngineResponses[],
): Record<string, string> {
  const data = { $schema: '../openapi/compat.schema.json', ...makeCompat(claims, contracts, record, responses) };
  const keys = (object: object): string =>
    Object.keys(object)
      .map((key) => `'${key}'`)
      .join(' | ');
  const types = declarations(keys(data.engines), kinds.map((kind) => `'${kind}'`).join(' | '));
  return {
    'compat.json': `${JSON.stringify(data)}\n`,
    'compat.d.ts': HEAD + types,
  };
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
