import { bundle, getLineColLocation, lint, loadConfig } from '@redocly/openapi-core';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export class LintError extends Error {}

/** Lints and bundles the fragment; throws LintError where it has problems. */
export async function bundleFragment(fragment: string, config: string): Promise<JsonObject> {
  const options = { ref: fragment, config: await loadConfig({ configPath: config }) };
  const problems = await lint(options);
  if (problems.length > 0) {
    const lines = problems.map(({ location: [place], severity, ruleId, message }) => {
      const { start } = place ? getLineColLocation(place) : { start: { line: 0, col: 0 } };
      return `openapi/images-json.yaml:${start.line}:${start.col} ${severity} ${ruleId}: ${message}`;
    });
    throw new LintError(lines.join('\n'));
  }
  const { bundle: document } = await bundle(options);
  // Redocly types a parsed document as unknown; it has just been linted as OpenAPI, and a copy drops shared anchors.
  return JSON.parse(JSON.stringify(document.parsed)) as JsonObject;
}

/** Adds the extensions of each object to its description in words, so that every reader sees them. */
export function describe(value: Json): Json {
  return map(value, (object) => {
    const facts = describeFacts(object);
    if (facts === '' || typeof object.description !== 'string') return object;
    return { ...object, description: `${object.description.trim()}\n\n${facts}` };
  });
}

/** Gives a description without what `describe` added. */
export function removeFacts(object: JsonObject): string {
  const text = typeof object.description === 'string' ? object.description.trim() : '';
  const facts = describeFacts(object);
  return facts !== '' && text.endsWith(facts) ? text.slice(0, -facts.length).trim() : text;
}

/** Describes the extensions of an object in words. */
function describeFacts(object: JsonObject): string {
  const facts = [
    object['x-unit'] && `Unit: ${object['x-unit']}.`,
    object['x-since'] && `Since API v${object['x-since']}.`,
    object['x-until'] && `Until before API v${object['x-until']}.`,
    object['x-since-engine'] && `Since Docker Engine ${object['x-since-engine']}, at any API version.`,
    object['x-source'] && `Known from ${object['x-source']}`,
    ...Object.entries(object['x-stores'] ?? {}).map(([store, fact]) => `Image store ${store}: ${fact}.`),
  ];
  return facts.filter(Boolean).join(' ');
}

/** Copies a value, with every object changed, the innermost first. */
export function map(value: Json, change: (object: JsonObject) => Json): Json {
  if (Array.isArray(value)) return value.map((item) => map(item, change));
  if (value === null || typeof value !== 'object') return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, change)])));
}

/** Gets the object at a path of keys; throws if there is none, so that a renamed part of the fragment is noticed. */
export function at(value: Json, ...path: string[]): JsonObject {
  let here: Json | undefined = value;
  for (const key of path) {
    here = isObject(here) ? here[key] : undefined;
  }
  if (isObject(here)) return here;
  throw new Error(`openapi/images-json.yaml: expected an object at /${path.join('/')}, found ${JSON.stringify(here)}`);
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists the objects in an array or object; none if it is absent. */
export const objects = (value: Json | undefined): JsonObject[] => Object.values(value ?? []).map((one) => at(one));

export const schemasOf = (bundle: JsonObject): JsonObject => at(bundle, 'components', 'schemas');
export const operationOf = (bundle: JsonObject): JsonObject => at(bundle, 'paths', '/images/json', 'get');

/** Copies an object with other values. */
export const mapValues = <Value, Other, Key extends string>(
  object: Readonly<Record<Key, Value>>,
  change: (value: Value, key: Key) => Other,
): Record<Key, Other> =>
  Object.fromEntries(Object.entries<Value>(object).map(([key, value]) => [key, change(value, key as Key)])) as Record<
    Key,
    Other
  >; // Object.entries and Object.fromEntries lose the names
