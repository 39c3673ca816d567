import { Ajv2020 } from 'ajv/dist/2020.js';
import openapi from '../../generated/openapi.json' with { type: 'json' };
import { child, tokens } from '../../src/values/pointer.js';
import type { Json, JsonObject } from '../generate/bundle.js';
import { answerSchema } from '../generate/schemas.js';
import { ajvOptions } from '../generate/validators.js';

/** Judges the body of a 200 by the open schema of a bundle, ours unless another is given. */
export function listSchema(bundle: JsonObject = openapi): (body: unknown) => boolean {
  const validate = new Ajv2020(ajvOptions).compile(answerSchema(bundle, '200', false));
  return (body) => validate(body);
}

/** Our bundle with other values at some pointers; throws where ours has none, so that no clause falls beside its place. */
export function withClauses(clauses: Readonly<Record<string, Json>>): JsonObject {
  const bundle: JsonObject = structuredClone(openapi);
  for (const [pointer, value] of Object.entries(clauses)) {
    if (putAll(bundle, pointer, value) === 0) throw new Error(`generated/openapi.json has no ${pointer}`);
  }
  return bundle;
}

/**
 * Changes a value in every place that a pointer names, `*` standing for every item.
 *
 * @param replacement `undefined` takes the place away
 * @returns how many places there were
 */
export function putAll(value: unknown, pointer: string, replacement: Json | undefined): number {
  const path = tokens(pointer);
  const last = path.pop() ?? '';
  const holders = path.reduce<unknown[]>(
    (found, key) => found.flatMap((item) => (key === '*' ? (Array.isArray(item) ? item : []) : [child(item, key)])),
    [value],
  );
  const places = holders.filter((holder) => child(holder, last) !== undefined);
  for (const place of places) {
    const holder = Object(place);
    if (replacement === undefined) delete holder[last];
    else holder[last] = replacement;
  }
  return places.length;
}
