import { readFileSync } from 'node:fs';
import { apiVersion } from '../../../generated/constants.js';
import openapi from '../../../generated/openapi.json' with { type: 'json' };
import { checkBody } from '../../../src/contract/check-body.js';
import { getContract } from '../../../src/contract/contract-version.js';
import { appendToken, getAtPointer, parsePointer } from '../../../src/values/pointer.js';
import type { Erratum, Proof } from '../../generate/errata.js';
import { type ProbeResponse, predicates, toProbeResponse } from '../../generate/predicates.js';
import { listRecordings, parseRecordingName, type Recording, storeOf } from '../../generate/recordings.js';
import { setAtPointer } from '../../set-at-pointer.js';
import { compileListSchema } from './list-schema.js';

/** Recordings by their path below test/recordings. */
export type RecordingsByName = ReadonlyMap<string, Recording>;

/** The Docker recordings, by default those at the API version of record. */
export const recordingsOfRecord = (isWanted = (version: string): boolean => version === apiVersion): RecordingsByName =>
  new Map(
    listRecordings()
      .filter(({ engine, apiVersion: own }) => engine.startsWith('docker') && isWanted(own))
      .map((recording) => [recording.name, recording]),
  );

/** The example of the page that Docker publishes for this endpoint. */
const publishedExample = JSON.parse(
  readFileSync(new URL('../../../test/contract/published-example.json', import.meta.url), 'utf8'),
);

/** The API version of the recordings that a proof names. */
export const versionOf = ({ recordings }: Proof): string => parseRecordingName(recordings[0] ?? '').apiVersion;

/** Lists the reasons why the recordings that it names do not prove an erratum. */
export function listErratumFaults({ place, store, proof }: Erratum, recorded: RecordingsByName): string[] {
  const names = proof.flatMap(({ recordings }) => recordings);
  const stores = [...new Set(names.map((name) => storeOf(parseRecordingName(name).engine)))];
  const proven = stores.length > 1 ? 'both' : stores.join();
  return [
    ...(getAtPointer(openapi, place.ours) === undefined ? [`generated/openapi.json has no ${place.ours}`] : []),
    ...names.filter((name) => !recorded.has(name)).map((name) => `there is no recording ${name}`),
    ...(proven === store ? [] : [`it is said of ${store}, its recordings are of ${proven || 'neither'}`]),
    ...proof.flatMap((one) => listProofFaults(one, recorded, versionOf(one))),
  ];
}

/** Lists the reasons why recordings at one API version do not prove what a proof says of them. */
export function listProofFaults(proof: Proof, recorded: RecordingsByName, version: string): string[] {
  if (proof.kind === 'behaviour') {
    const predicate = predicates[proof.predicate];
    if (!predicate) return [`there is no predicate ${proof.predicate}`];
    return [...responsesByEngine(proof, recorded)]
      .filter(([, responses]) => predicate(responses) !== true)
      .map(([engine]) => `${proof.predicate} does not hold of the responses of ${engine}`);
  }
  const isValid = compileListSchema({}, version);
  const listFaults = createBodyCheck(proof, version);
  return proof.recordings.flatMap((name) => {
    const body = recorded.get(name)?.exchange.response.body;
    const faults = isValid(body) ? listFaults(body) : ['expected a list that is valid by our schema'];
    return faults.map((fault) => `${name}: ${fault}`);
  });
}

/** Gives the responses of each engine in the recordings of a proof. */
export function responsesByEngine({ recordings }: Proof, recorded: RecordingsByName): Map<string, ProbeResponse[]> {
  const found = new Map<string, ProbeResponse[]>();
  for (const name of recordings) {
    const recording = recorded.get(name);
    if (!recording) continue;
    found.set(recording.engine, [...(found.get(recording.engine) ?? []), toProbeResponse(recording.exchange)]);
  }
  return found;
}

/** Creates a check that lists why a body, valid by our schema, does not prove a proof by schema. */
function createBodyCheck(
  proof: Exclude<Proof, { kind: 'behaviour' }>,
  version: string,
): (body: unknown) => readonly string[] {
  const contract = getContract({ apiVersion: version });
  if (proof.kind === 'example') {
    const isFound = checkBody(200, publishedExample, contract).drafts.some(({ pointer }) => pointer === proof.at);
    return (body) => [
      ...(isFound ? [] : [`expected a finding at ${proof.at} of the published example, found none`]),
      ...checkBody(200, body, contract).drafts.map(({ message }) => `expected no finding, found: ${message}`),
    ];
  }
  const [isOurs, isPublished] = [compileListSchema({}, version), compileListSchema(proof.clauses, version)];
  if (proof.kind === 'too-strict') {
    return (body) => (isPublished(body) ? ['expected the published clause to reject it, but it passes'] : []);
  }
  return (body) =>
    proof.at.flatMap((pointer) => {
      const places = expandPointer(body, pointer);
      if (places.length === 0) return [`there is no ${pointer}`];
      const replacement = proof.spoil === 'null' ? null : undefined;
      const spoiled = places.reduce((changed, place) => setAtPointer(changed, place, replacement), body);
      return [
        ...(isPublished(spoiled) ? [] : [`spoiled at ${pointer}, expected the published clause to take it`]),
        ...(isOurs(spoiled) ? [`spoiled at ${pointer}, expected our clause to reject it`] : []),
      ];
    });
}

/** Lists the pointers to existing values that a pointer with `*` for every index names. */
function expandPointer(value: unknown, pointer: string): string[] {
  let pointers = [''];
  for (const token of parsePointer(pointer)) {
    pointers = pointers.flatMap((holder) => {
      if (token !== '*') return appendToken(holder, token);
      return Object.keys(getAtPointer(value, holder) ?? []).map((index) => appendToken(holder, index));
    });
  }
  return pointers.filter((one) => getAtPointer(value, one) !== undefined);
}
