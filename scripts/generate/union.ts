import { at, isObject, type Json, type JsonObject, schemasOf } from './bundle.js';
import type { Contract } from './contracts.js';

/*
 * The contracts differ in a few places. So one validator checks what holds at every API version, and a small one for each
 * contract what it requires in addition. Both are made of schemas of assertions only, with references resolved.
 */

const onlyObjects = (values: readonly (Json | undefined)[]): JsonObject[] => values.filter(isObject);
const list = (value: Json | undefined): Json[] => [value ?? []].flat();
const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
const keysOf = (all: readonly JsonObject[]): string[] => [...new Set(all.flatMap(Object.keys))];

/** Makes the strictest schema that accepts whatever one of these accepts. */
export function unite(schemas: readonly JsonObject[]): JsonObject {
  const united: JsonObject = {};
  for (const keyword of keysOf(schemas)) {
    const values = schemas.map((schema) => schema[keyword]);
    // What one schema does not require, the union does not.
    const value = values.includes(undefined) ? undefined : (unions[keyword] ?? common)(values);
    if (value !== undefined) united[keyword] = value;
  }
  return united;
}

type Union = (values: readonly (Json | undefined)[]) => Json | undefined;

/** A keyword that is not the same everywhere is left to the differences. */
const common: Union = (values) => (values.every((value) => same(value, values[0])) ? values[0] : undefined);

/** Keywords that assert nothing are those of the newest. */
const newest: Union = (values) => values.at(-1);

const unions: Readonly<Record<string, Union>> = {
  description: newest,
  examples: newest,
  type: (values) => {
    const types = [...new Set(values.flatMap(list))];
    return types.length === 1 ? types[0] : types;
  },
  required: (values) => list(values[0]).filter((name) => values.every((names) => list(names).includes(name))),
  properties: (values) =>
    Object.fromEntries(
      keysOf(onlyObjects(values)).map((key) => [
        key,
        unite(onlyObjects(onlyObjects(values).map((members) => members[key]))),
      ]),
    ),
  items: (values) => unite(onlyObjects(values)),
  oneOf: (values) =>
    list(values[0]).map((_, index) => unite(onlyObjects(values.map((branches) => list(branches)[index])))),
};

/**
 * Makes a document for a client that does not know the API version beforehand: it can send what the newest contract
 * describes, for an engine ignores what is newer than it, and its schemas take what any contract takes.
 */
export function anyVersion(contracts: readonly Contract[]): JsonObject {
  const latest = contracts.at(-1)?.bundle ?? {};
  const all = contracts.map(({ bundle }) => schemasOf(bundle));
  const schemas = keysOf(all).map((name) => [name, unite(onlyObjects(all.map((one) => one[name])))]);
  return { ...latest, components: { ...at(latest, 'components'), schemas: Object.fromEntries(schemas) } };
}

/** Makes a schema of what one asserts beyond a united one; `undefined` if nothing. It rejects properties that the schema lacks. */
export function difference(schema: JsonObject, united: JsonObject): JsonObject | undefined {
  const found: JsonObject = {};
  for (const keyword of keysOf([schema, united])) {
    const value = (differences[keyword] ?? other)(schema[keyword], united[keyword], schema);
    if (value !== undefined) found[keyword] = value;
  }
  if (found.oneOf !== undefined && schema.discriminator !== undefined) found.discriminator = schema.discriminator;
  return Object.keys(found).length > 0 ? found : undefined;
}

type Difference = (own: Json | undefined, united: Json | undefined, schema: JsonObject) => Json | undefined;

const other: Difference = (own, united) => (same(own, united) ? undefined : own);

const differences: Readonly<Record<string, Difference>> = {
  required: (own, united) => {
    const names = list(own).filter((name) => !list(united).includes(name));
    return names.length > 0 ? names : undefined;
  },
  properties: (own, united, { additionalProperties }) => {
    const members = Object.entries(at(united ?? {})).flatMap(([key, value]): [string, Json][] => {
      const member = at(own ?? {})[key];
      if (member === undefined) return additionalProperties === false ? [[key, false]] : [];
      const differs = difference(at(member), at(value));
      return differs ? [[key, differs]] : [];
    });
    return members.length > 0 ? Object.fromEntries(members) : undefined;
  },
  items: (own, united) => (isObject(own) ? difference(own, at(united ?? {})) : undefined),
  // `Kind` selects the branch, as in the united schema.
  oneOf: (own, united) => {
    const branches = list(own).map((branch, index) => difference(at(branch), at(list(united)[index] ?? {})));
    if (branches.every((branch) => branch === undefined)) return undefined;
    return list(own).map((branch, index) => {
      const { Kind = null } = at(at(branch).properties ?? {});
      return { ...branches[index], required: ['Kind'], properties: { Kind, ...at(branches[index]?.properties ?? {}) } };
    });
  },
};
