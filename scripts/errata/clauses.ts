import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { apiVersion } from '../../generated/constants.js';
import { type Contract, contractFor } from '../../src/contract/version.js';
import { child, tokens } from '../../src/values/pointer.js';
import type { Json, JsonObject } from '../generate/bundle.js';
import { answerSchema } from '../generate/schemas.js';
import { ajvOptions } from '../generate/validators.js';

/** JSON Schema values by the pointer of ours that each takes the place of. */
export type Clauses = Readonly<Record<string, Json>>;

type Judge = (body: unknown) => boolean;

/** A schema is compiled once, for compiling takes longer than judging all recordings of a version. */
const compiled = new Map<string, Judge>();

/** Judges the body of a 200 by our open schema at an API version, with other clauses in place of ours. */
export function listSchema(clauses: Clauses = {}, version: string = apiVersion): Judge {
  const contract = contractFor({ apiVersion: version });
  const key = `${contract.first} ${JSON.stringify(clauses)}`;
  const judge = compiled.get(key) ?? compile(withClauses(bundleOf(contract), clauses));
  compiled.set(key, judge);
  return judge;
}

function compile(bundle: JsonObject): Judge {
  const validate = new Ajv2020(ajvOptions).compile(answerSchema(bundle, '200', false));
  return (body) => validate(body);
}

/** The bundle of a contract, the caller's own. */
function bundleOf({ first }: Contract): JsonObject {
  const name = first === contractFor().first ? 'openapi.json' : `openapi/v${first}.json`;
  return JSON.parse(readFileSync(new URL(`../../generated/${name}`, import.meta.url), 'utf8'));
}

/** A bundle with other values at some pointers; throws where it has none, so that no clause falls beside its place. */
function withClauses(bundle: JsonObject, clauses: Clauses): JsonObject {
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
