import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { apiVersion } from '../../../generated/constants.js';
import { type Contract, getContract } from '../../../src/contract/contract-version.js';
import { appendToken, getAtPointer, parsePointer } from '../../../src/values/pointer.js';
import type { Json, JsonObject } from '../../generate/bundle.js';
import { answerSchema } from '../../generate/schemas.js';
import { ajvOptions } from '../../generate/validators.js';
import { setAtPointer } from '../../set-at-pointer.js';

/** JSON Schema values by the pointer of ours that each takes the place of. */
export type Clauses = Readonly<Record<string, Json>>;

type Judge = (body: unknown) => boolean;

/** A schema is compiled once, for compiling takes longer than judging all recordings of a version. */
const compiled = new Map<string, Judge>();

/** Judges the body of a 200 by our open schema at an API version, with other clauses in place of ours. */
export function listSchema(clauses: Clauses = {}, version: string = apiVersion): Judge {
  const contract = getContract({ apiVersion: version });
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
  const name = first === getContract().first ? 'openapi.json' : `openapi/v${first}.json`;
  return JSON.parse(readFileSync(new URL(`../../../generated/${name}`, import.meta.url), 'utf8'));
}

/** A bundle with other values at some pointers; throws where it has none, so that no clause falls beside its place. */
function withClauses(bundle: JsonObject, clauses: Clauses): JsonObject {
  return Object.entries(clauses).reduce((changed, [pointer, value]) => {
    if (getAtPointer(bundle, pointer) === undefined) throw new Error(`generated/openapi.json has no ${pointer}`);
    return setAtPointer(changed, pointer, value);
  }, bundle);
}

/** Lists the pointers to values that a pointer names in which `*` stands for every item of an array. */
export function expandPointer(value: unknown, pointer: string): string[] {
  const pointers = parsePointer(pointer).reduce(
    (found, name) =>
      found.flatMap((holder) => {
        if (name !== '*') return appendToken(holder, name);
        const items = getAtPointer(value, holder);
        return Array.isArray(items) ? items.map((_, index) => `${holder}/${index}`) : [];
      }),
    [''],
  );
  return pointers.filter((one) => getAtPointer(value, one) !== undefined);
}
