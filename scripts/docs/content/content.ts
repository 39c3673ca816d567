import type { Compat } from '../../../generated/compat.js';
import { evidence } from '../../../generated/constants.js';
import { type Rule, rules } from '../../../src/contract/rules.js';
import { at, type Json, type JsonObject } from '../../generate/bundle.js';
import type { EngineRecordings } from '../../generate/recordings.js';
import { statusId } from './anchors.js';
import { type Change, changesOf } from './changes.js';
import { type Entry, filters, headers, parameters, type Schema, schemas } from './entries.js';
import { type Erratum, errataOf } from './errata.js';
import { objects, paragraphs, text } from './facts.js';
import { type Recorded, type Refusal, refusalsOf } from './refusals.js';
import { type Sample, samplesOf } from './samples.js';
import { type SupportGroup, supportOf } from './support.js';
import { type Contract, contractOf, operationOf, recordOf, schemasOf } from './versions.js';

/** All that the pages say, as data: every sentence is read from the contract, the rules, the errata and the recordings. */
export interface Content {
  /** The API version of record, such as `1.49`, and all that contracts describe. */
  readonly version: string;
  readonly versions: readonly string[];
  readonly contracts: readonly Contract[];
  /** What the contract is of, and what the endpoint does. */
  readonly about: readonly string[];
  readonly request: readonly string[];
  readonly parameters: readonly Entry[];
  readonly filtersText: readonly string[];
  /** `filters` in both spellings, by the name of the spelling. */
  readonly spellings: readonly (readonly [name: string, value: Json])[];
  readonly filters: readonly Entry[];
  readonly schemas: readonly Schema[];
  readonly headers: readonly Entry[];
  readonly statuses: readonly Status[];
  readonly refusals: readonly Refusal[];
  /** A recorded image of each store. */
  readonly examples: readonly Example[];
  readonly changes: readonly Change[];
  /** API versions that one engine alone shows, with what is known of them. */
  readonly evidence: readonly (readonly [version: string, words: string])[];
  readonly errata: readonly Erratum[];
  readonly rules: readonly (Rule & { readonly sample: Sample })[];
  /** How many exchanges of how many engines are recorded. */
  readonly recordings: number;
  /** The report on podman: head and rows of its table. */
  readonly podman: readonly (readonly string[])[];
  readonly support: readonly SupportGroup[];
  /** Which engines know what a block is about, by its anchor. */
  readonly engines: ReadonlyMap<string, string>;
}

export interface Status {
  readonly id: string;
  readonly status: string;
  readonly text: readonly string[];
  readonly types: readonly string[];
}

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly value: Json;
}

/** What the content is made of. */
export interface Inputs {
  readonly version: string;
  readonly bundles: readonly JsonObject[];
  readonly recorded: readonly Recorded[];
  readonly interviews: readonly EngineRecordings[];
  /** The text of test/recordings/compatibility.md. */
  readonly podman: string;
  /** The example that Docker publishes. */
  readonly published: Json;
  /** What engines do, as generated/compat.json has it. */
  readonly compat: Compat;
}

export function contentOf({ version, bundles, recorded, interviews, podman, published, compat }: Inputs): Content {
  const contracts = bundles.map(contractOf);
  const record = recordOf(contracts, version);
  const { bundle } = record;
  const operation = operationOf(bundle);
  const parts = {
    parameters: parameters(contracts, record),
    filters: filters(contracts, record),
    schemas: schemas(contracts, record),
  };
  const samples = samplesOf(rules, recorded);
  const support = supportOf(compat);
  return {
    version,
    versions: contracts.flatMap(({ versions }) => versions),
    contracts,
    about: paragraphs(text(at(bundle, 'info').description)),
    request: paragraphs(text(operation.description)),
    ...parts,
    filtersText: paragraphs(text(at(schemasOf(bundle), 'ImageListFilters').description)),
    spellings: spellingsOf(operation),
    headers: headers(contracts, record),
    statuses: Object.entries(at(operation, 'responses')).map(([status, response]) => ({
      id: statusId(status),
      status,
      text: paragraphs(text(at(response).description)),
      types: Object.keys(at(at(response).content ?? {})),
    })),
    refusals: refusalsOf(recorded),
    examples: examplesOf(operation, published),
    changes: changesOf(parts.parameters, parts.filters, parts.schemas),
    evidence: Object.entries(evidence),
    errata: errataOf(bundle, interviews),
    rules: rules.map((rule, index) => ({ ...rule, sample: samples[index] as Sample })), // one of each rule
    recordings: recorded.length,
    podman: tableIn(podman),
    support,
    engines: new Map(support.flatMap(({ rows }) => rows.map(({ about = '', line }) => [about, line] as const))),
  };
}

/** The examples of `filters` in the contract, one of each spelling. */
function spellingsOf(operation: JsonObject): (readonly [string, Json])[] {
  const found = objects(operation.parameters).find(({ name }) => name === 'filters');
  const examples = at(found ?? {}, 'content', 'application/json', 'examples');
  return objects(examples).map(({ summary, value }) => [text(summary), value ?? null]);
}

function examplesOf(operation: JsonObject, published: Json): Example[] {
  const examples = at(operation, 'responses', '200', 'content', 'application/json', 'examples');
  return [
    ...Object.entries(examples).map(([store, example]) => ({
      id: `example-${store}`,
      title: text(at(example).summary),
      value: at(example).value ?? null,
    })),
    { id: 'example-published', title: 'As Docker publishes it', value: published },
  ];
}

/** The head and the rows of the only table in a Markdown text. */
function tableIn(markdown: string): string[][] {
  const rows = markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-:| ]+\|$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
  return rows.map((row) => row.map((cell) => cell.trim()));
}
