import { at, type Json, type JsonObject, objects, operationOf, schemasOf } from '../../generate/bundle.js';
import type { Contract } from '../../generate/contracts.js';
import { fieldId, filterId, headerId, parameterId, schemaId } from './anchors.js';
import { link } from './blocks.js';
import { commonChips, type Facts, keywordChips, paragraphs, refOf, storesOf, text, typeOf, wordsOf } from './facts.js';
import { compareContracts, type Versioned } from './versions.js';

/** One parameter, filter, field or header. */
export interface Entry extends Versioned {
  readonly id: string;
  readonly name: string;
  /** A recorded value, as JSON. */
  readonly example?: string;
}

/** A schema with its fields. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly text: readonly string[];
  /** Links to the schemas of which it is one. */
  readonly kinds: readonly string[];
  readonly fields: readonly Entry[];
}

interface Part {
  readonly facts: Facts;
  readonly example?: Json | undefined;
}

/** Reads entries from the contracts of all API versions. */
export function createEntryReader(contracts: readonly Contract[], record: Contract) {
  const bundles = [record, ...contracts].map(({ bundle }) => bundle);

  /** The names of the version of record come first. */
  function readEntries(
    idOf: (name: string) => string,
    partsIn: (bundle: JsonObject) => JsonObject,
    readPart: (part: JsonObject, name: string, bundle: JsonObject) => Part,
  ): Entry[] {
    const names = [...new Set(bundles.flatMap((bundle) => Object.keys(partsIn(bundle))))];
    return names.map((name) => {
      const readIn = (bundle: JsonObject): Part | undefined => {
        const part = partsIn(bundle)[name];
        return part === undefined ? undefined : readPart(at(part), name, bundle);
      };
      const example = bundles.map((bundle) => readIn(bundle)?.example).find((one) => one !== undefined);
      return {
        ...{ id: idOf(name), name },
        ...compareContracts(contracts, record, (bundle) => readIn(bundle)?.facts),
        ...(example !== undefined && { example: JSON.stringify(example) }),
      };
    });
  }

  const readFields = (schema: string): Entry[] =>
    readEntries(
      (name) => fieldId(schema, name),
      (bundle) => at(at(schemasOf(bundle)[schema] ?? {}).properties ?? {}),
      (part, name, bundle) => {
        const required = Object.values(at(schemasOf(bundle), schema).required ?? []);
        return readField(part, required.includes(name));
      },
    );

  return {
    parameters: readEntries(
      parameterId,
      (bundle) => Object.fromEntries(objects(operationOf(bundle).parameters).map((one) => [text(one.name), one])),
      readParameter,
    ),
    filters: readEntries(
      filterId,
      (bundle) => at(schemasOf(bundle), 'ImageListFiltersAsLists', 'properties'),
      readFilter,
    ),
    headers: readEntries(headerId, (bundle) => at(bundle, 'components', 'headers'), readHeader),
    schemas: [...new Set(bundles.flatMap((bundle) => Object.keys(schemasOf(bundle))))]
      // The schemas of `filters` describe the request.
      .filter((name) => !/Filters|ValueSet/.test(name))
      .map((name): Schema => {
        const schema = at(bundles.map((bundle) => schemasOf(bundle)[name]).find((one) => one !== undefined) ?? {});
        return {
          ...{ id: schemaId(name), name },
          text: paragraphs(text(schema.description)),
          kinds: objects(schema.oneOf).map((one) => link(refOf(one), schemaId(refOf(one)))),
          fields: readFields(name),
        };
      }),
  };
}

function readParameter(parameter: JsonObject): Part {
  const schema = at(parameter.schema ?? {});
  // A boolean parameter takes any string.
  const isLenient = JSON.stringify(schema.type) === '["boolean","string"]';
  const type = isLenient ? 'boolean' : parameter.schema ? typeOf(schema) : 'JSON';
  const { chips, ...facts } = readFacts(type, parameter, schema);
  const lenient = isLenient ? ['any text is read'] : [];
  const empty = parameter.allowEmptyValue === true ? ['may be empty'] : [];
  return { facts: { ...facts, chips: [...chips, ...lenient, ...empty] } };
}

function readFilter(schema: JsonObject, key: string): Part {
  const [example] = [schema.examples ?? []].flat();
  const facts = readFacts(`${typeOf(schema)}, or set`, schema, schema);
  return { facts, example: example === undefined ? undefined : { [key]: example } };
}

function readField(schema: JsonObject, isRequired: boolean): Part {
  const [example] = [schema.examples ?? []].flat();
  const isNullable = [schema.type].flat().includes('null');
  const presence = [presenceChip(isRequired), ...(isNullable ? ['may be null'] : [])];
  return { facts: readFacts(typeOf(schema).replace(' or null', ''), schema, schema, presence), example };
}

function readHeader(header: JsonObject): Part {
  const schema = at(header.schema ?? {});
  const presence = [presenceChip(header.required === true)];
  return { facts: readFacts(typeOf(schema), header, schema, presence), example: header.example };
}

/** The facts of a part of a contract with its schema. */
const readFacts = (type: string, part: JsonObject, schema: JsonObject, chips: readonly string[] = []): Facts => ({
  type,
  text: wordsOf(part),
  chips: [...chips, ...commonChips(part), ...keywordChips(schema)],
  stores: storesOf(part),
});

const presenceChip = (isRequired: boolean): string => (isRequired ? 'always there' : 'may be absent');
