import { at, type JsonObject } from '../../generate/bundle.js';
import { filterId, headerId, memberId, parameterId, schemaId } from './anchors.js';
import {
  commonChips,
  type Facts,
  keywordsOf,
  objects,
  paragraphs,
  refOf,
  storesOf,
  text,
  typeOf,
  wordsOf,
} from './facts.js';
import { type Contract, operationOf, schemasOf, type Versioned, versioned } from './versions.js';

/** A block of the page: one parameter, filter, member or header. */
export interface Entry extends Versioned {
  readonly id: string;
  readonly name: string;
  /** A recorded value, as JSON. */
  readonly example?: string;
}

/** A schema with its members. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly text: readonly string[];
  /** The schemas of which it is one, linked. */
  readonly kinds: readonly string[];
  readonly members: readonly Entry[];
}

/** Reads one contract for what it says of a thing. */
type Read = (bundle: JsonObject) => { readonly facts: Facts; readonly example?: string } | undefined;

function entry(id: string, name: string, contracts: readonly Contract[], record: Contract, read: Read): Entry {
  const example = [record, ...contracts].map(({ bundle }) => read(bundle)?.example).find(Boolean);
  const known = versioned(contracts, record, (bundle) => read(bundle)?.facts);
  return { id, name, ...known, ...(example !== undefined && { example }) };
}

/** All names that any contract has, those of the version of record first. */
function namesOf(contracts: readonly Contract[], record: Contract, names: (bundle: JsonObject) => string[]): string[] {
  return [...new Set([record, ...contracts].flatMap(({ bundle }) => names(bundle)))];
}

const parametersIn = (bundle: JsonObject): JsonObject[] => objects(operationOf(bundle).parameters);

export function parameters(contracts: readonly Contract[], record: Contract): Entry[] {
  const names = namesOf(contracts, record, (bundle) => parametersIn(bundle).map(({ name }) => text(name)));
  return names.map((name) =>
    entry(parameterId(name), name, contracts, record, (bundle) => {
      const found = parametersIn(bundle).find((one) => one.name === name);
      return found && { facts: parameterFacts(found) };
    }),
  );
}

function parameterFacts(parameter: JsonObject): Facts {
  const schema = at(parameter.schema ?? {});
  // Any text is taken for a boolean; what is meant is one.
  const isLoose = JSON.stringify(schema.type) === '["boolean","string"]';
  return {
    type: isLoose ? 'boolean' : parameter.schema ? typeOf(schema) : 'JSON',
    text: wordsOf(parameter),
    chips: [
      ...commonChips(parameter),
      ...keywordsOf(schema),
      ...(isLoose ? ['any text is read'] : []),
      ...(parameter.allowEmptyValue === true ? ['may be empty'] : []),
    ],
    stores: storesOf(parameter),
  };
}

/** The keys of `filters`, each in both spellings. */
export function filters(contracts: readonly Contract[], record: Contract): Entry[] {
  const spelled = (bundle: JsonObject, spelling: string): JsonObject =>
    at(schemasOf(bundle), `ImageListFiltersAs${spelling}`, 'properties');
  const names = namesOf(contracts, record, (bundle) => Object.keys(spelled(bundle, 'Lists')));
  return names.map((key) =>
    entry(filterId(key), key, contracts, record, (bundle) => {
      const list = spelled(bundle, 'Lists')[key];
      if (list === undefined) return undefined;
      const schema = at(list);
      const [example] = [schema.examples ?? []].flat();
      const facts: Facts = {
        type: `${typeOf(schema)}, or set`,
        text: wordsOf(schema),
        chips: [...commonChips(schema), ...keywordsOf(schema)],
        stores: storesOf(schema),
      };
      return { facts, ...(example !== undefined && { example: JSON.stringify({ [key]: example }) }) };
    }),
  );
}

/** What a request is written with, and has no block of its own among the answers. */
const isRequest = (name: string): boolean => /Filters|ValueSet/.test(name);

export function schemas(contracts: readonly Contract[], record: Contract): Schema[] {
  const names = namesOf(contracts, record, (bundle) => Object.keys(schemasOf(bundle)).filter((one) => !isRequest(one)));
  return names.map((name) => {
    const holder = [record, ...contracts].find(({ bundle }) => name in schemasOf(bundle)) ?? record;
    const schema = at(schemasOf(holder.bundle), name);
    return {
      id: schemaId(name),
      name,
      text: paragraphs(text(schema.description)),
      kinds: objects(schema.oneOf).map((one) => `[${refOf(one)}](#${schemaId(refOf(one))})`),
      members: membersOf(name, contracts, record),
    };
  });
}

function membersOf(name: string, contracts: readonly Contract[], record: Contract): Entry[] {
  const propertiesIn = (bundle: JsonObject): JsonObject => at(at(schemasOf(bundle)[name] ?? {}).properties ?? {});
  const keys = namesOf(contracts, record, (bundle) => Object.keys(propertiesIn(bundle)));
  return keys.map((key) =>
    entry(memberId(name, key), key, contracts, record, (bundle) => {
      const property = propertiesIn(bundle)[key];
      if (property === undefined) return undefined;
      const required = Object.values(at(schemasOf(bundle), name).required ?? []).includes(key);
      return memberOf(at(property), required);
    }),
  );
}

function memberOf(schema: JsonObject, required: boolean): { facts: Facts; example?: string } {
  const [example] = [schema.examples ?? []].flat();
  const isNullable = [schema.type].flat().includes('null');
  const facts: Facts = {
    type: typeOf(schema).replace(' or null', ''),
    text: wordsOf(schema),
    chips: [
      required ? 'always there' : 'may be absent',
      ...(isNullable ? ['may be null'] : []),
      ...commonChips(schema),
      ...keywordsOf(schema),
    ],
    stores: storesOf(schema),
  };
  return { facts, ...(example !== undefined && { example: JSON.stringify(example) }) };
}

/** The headers that every answer has. */
export function headers(contracts: readonly Contract[], record: Contract): Entry[] {
  const headersIn = (bundle: JsonObject): JsonObject => at(bundle, 'components', 'headers');
  const names = namesOf(contracts, record, (bundle) => Object.keys(headersIn(bundle)));
  return names.map((name) =>
    entry(headerId(name), name, contracts, record, (bundle) => {
      const header = at(headersIn(bundle), name);
      const schema = at(header.schema ?? {});
      const facts: Facts = {
        type: typeOf(schema),
        text: wordsOf(header),
        chips: [header.required === true ? 'always there' : 'may be absent', ...keywordsOf(schema)],
        stores: {},
      };
      return { facts, example: JSON.stringify(header.example ?? null) };
    }),
  );
}
