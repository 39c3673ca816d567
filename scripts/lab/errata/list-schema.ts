import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { apiVersion } from '../../../generated/constants.js';
import { getContract } from '../../../src/contract/contract-version.js';
import { getAtPointer } from '../../../src/values/pointer.js';
import type { JsonObject } from '../../generate/bundle.js';
import type { Clauses, Erratum } from '../../generate/errata.js';
import { type JsonExchange, parseRecordingName } from '../../generate/recordings.js';
import { makeResponseSchema } from '../../generate/schemas.js';
import { ajvOptions } from '../../generate/validators.js';
import { setAtPointer } from '../../set-at-pointer.js';

type Validate = (body: unknown) => boolean;

/** Compiling a schema takes longer than checking all recordings of a version. */
const compiled = new Map<string, Validate>();

/**
 * Compiles the open schema of a list at an API version, with other clauses in place of ours.
 *
 * @throws where the bundle has no value at the pointer of a clause
 */
export function compileListSchema(clauses: Clauses = {}, version: string = apiVersion): Validate {
  const { first } = getContract({ apiVersion: version });
  const key = `${first} ${JSON.stringify(clauses)}`;
  const known = compiled.get(key);
  if (known) return known;
  const file = first === getContract().first ? 'openapi.json' : `openapi/v${first}.json`;
  let bundle: JsonObject = JSON.parse(readFileSync(new URL(`../../../generated/${file}`, import.meta.url), 'utf8'));
  for (const [pointer, value] of Object.entries(clauses)) {
    if (getAtPointer(bundle, pointer) === undefined) throw new Error(`generated/${file} has no ${pointer}`);
    bundle = setAtPointer(bundle, pointer, value);
  }
  const validate = new Ajv2020(ajvOptions).compile(makeResponseSchema(bundle, '200', false));
  compiled.set(key, validate);
  return validate;
}

/**
 * Counts the recorded lists that the published description rejects. The description is not needed: it is our schema with
 * every published clause that is too strict.
 */
export function countRejectedLists(
  errata: readonly Erratum[],
  exchanges: readonly JsonExchange[],
): { rejected: number; lists: number } {
  const proofs = errata
    .flatMap(({ proof }) => proof)
    .filter(({ recordings: [name = ''] }) => parseRecordingName(name).apiVersion === apiVersion);
  const clauses = proofs.flatMap((proof) => (proof.kind === 'too-strict' ? Object.entries(proof.clauses) : []));
  const isValid = compileListSchema(Object.fromEntries(clauses));
  const lists = exchanges.filter(({ response }) => response.status === 200);
  return { rejected: lists.filter(({ response }) => !isValid(response.body)).length, lists: lists.length };
}
