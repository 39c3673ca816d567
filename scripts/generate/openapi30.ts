import { type Json, type JsonObject, map } from './bundle.js';

/**
 * Converts a document to OpenAPI 3.0, for tools that read no later one. The library for it
 * (`@apiture/openapi-down-convert`) keeps a type of two types, which 3.0 does not know, and brings a TypeScript of its own.
 * What 3.0 cannot express is left out: `contentEncoding`, and all examples of a schema but the first.
 */
export function toOpenapi30(bundle: JsonObject): JsonObject {
  const { info, ...rest } = map(bundle, downgrade) as JsonObject; // an object stays one
  const { summary: _, license, ...about } = info as JsonObject;
  const { identifier, ...named } = license as JsonObject;
  const url = `https://spdx.org/licenses/${identifier}.html`;
  return { ...rest, openapi: '3.0.4', info: { ...about, license: { ...named, url } } };
}

/** One object: a rewrites keyword is one of JSON Schema, or says the same wherever it stands. */
function downgrade(object: JsonObject): JsonObject {
  // A reference has no siblings in 3.0.
  if (typeof object.$ref === 'string' && Object.keys(object).length > 1) {
    const { $ref, ...siblings } = object;
    return { ...siblings, allOf: [{ $ref }] };
  }
  return Object.fromEntries(Object.entries(object).flatMap(([key, value]) => rewrites[key]?.(value) ?? [[key, value]]));
}

/** The replacements of a keyword; `undefined` if it stays, for example where it is the name of a property. */
const rewrites: Readonly<Record<string, (value: Json) => [string, Json][] | undefined>> = {
  const: (value) => [['enum', [value]]],
  contentEncoding: (value) => (typeof value === 'string' ? [] : undefined),
  // Those of a schema are an array, those of a media type have names.
  examples: (value) => (Array.isArray(value) ? value.slice(0, 1).map((first) => ['example', first]) : undefined),
  type: (value) => (Array.isArray(value) ? toSingleType(value) : undefined),
};

function toSingleType(types: readonly Json[]): [string, Json][] {
  const given = types.filter((type) => type !== 'null');
  const nullable: [string, Json][] = given.length < types.length ? [['nullable', true]] : [];
  const [only = 'object'] = given;
  return given.length > 1
    ? [['anyOf', given.map((type) => ({ type })) as Json], ...nullable]
    : [['type', only], ...nullable];
}
