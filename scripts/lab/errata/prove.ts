import { readFileSync } from 'node:fs';
import { apiVersion } from '../../../generated/constants.js';
import openapi from '../../../generated/openapi.json' with { type: 'json' };
import { checkBody } from '../../../src/contract/check-body.js';
import { getContract } from '../../../src/contract/contract-version.js';
import { getAtPointer } from '../../../src/values/pointer.js';
import type { Erratum, Proof } from '../../generate/errata.js';
import { type Answer, answerOf, predicates } from '../../generate/predicates.js';
import { setAtPointer } from '../../set-at-pointer.js';
import { expandPointer, listSchema } from './clauses.js';
import { folderOf, type Recordings, storeOf } from './recordings.js';

/** The example of the page that Docker publishes for this endpoint. */
const example = JSON.parse(
  readFileSync(new URL('../../../test/contract/published-example.json', import.meta.url), 'utf8'),
);

/** Why an erratum is not proven, one line a reason; none when it is. */
export function prove({ place, store, proof }: Erratum, recorded: Recordings): string[] {
  const names = proof.flatMap(({ recordings }) => recordings);
  const seen = [...new Set(names.map((name) => storeOf(folderOf(name))))];
  const proven = seen.length > 1 ? 'both' : seen.join();
  return [
    ...(getAtPointer(openapi, place.ours) === undefined ? [`generated/openapi.json has no ${place.ours}`] : []),
    ...names.filter((name) => !recorded.has(name)).map((name) => `there is no recording ${name}`),
    ...(proven === store ? [] : [`it is said of ${store}, its recordings are of ${proven || 'neither'}`]),
    ...proof.flatMap((one) => faultsOf(one, recorded, apiVersion)),
  ];
}

/** What keeps the recordings that a proof names, all of one API version, from proving it. */
export const faultsOf = (proof: Proof, recorded: Recordings, version: string): string[] =>
  proof.kind === 'behaviour' ? byPredicate(proof, recorded) : bySchema(proof, recorded, version);

type Behaviour = Extract<Proof, { kind: 'behaviour' }>;

function byPredicate(proof: Behaviour, recorded: Recordings): string[] {
  const holds = predicates[proof.predicate];
  if (!holds) return [`there is no predicate ${proof.predicate}`];
  return [...answersByEngine(proof, recorded)]
    .filter(([, answers]) => !holds(answers))
    .map(([engine]) => `${proof.predicate} does not hold of what ${engine} answered`);
}

/** What each engine answered, of the recordings that a proof names. */
export function answersByEngine({ recordings }: Proof, recorded: Recordings): Map<string, Answer[]> {
  const found = new Map<string, Answer[]>();
  for (const name of recordings) {
    const exchange = recorded.get(name);
    if (exchange) found.set(folderOf(name), [...(found.get(folderOf(name)) ?? []), answerOf(exchange)]);
  }
  return found;
}

function bySchema(proof: Exclude<Proof, Behaviour>, recorded: Recordings, version: string): string[] {
  const ours = listSchema({}, version);
  const judge = judgeOf(proof, version);
  return proof.recordings.flatMap((name) => {
    const body = recorded.get(name)?.response.body;
    return (ours(body) ? judge(body) : ['expected a list that keeps our schema']).map((fault) => `${name}: ${fault}`);
  });
}

/** What a proof by schema finds wrong with a body that keeps ours. */
function judgeOf(proof: Exclude<Proof, Behaviour>, version: string): (body: unknown) => string[] {
  const contract = getContract({ apiVersion: version });
  if (proof.kind === 'example') {
    const found = checkBody(200, example, contract).drafts.some(({ pointer }) => pointer === proof.at);
    return (body) => [
      ...(found ? [] : [`expected a finding at ${proof.at} of the published example, found none`]),
      ...checkBody(200, body, contract).drafts.map(({ message }) => `expected no finding, found: ${message}`),
    ];
  }
  const [ours, published] = [listSchema({}, version), listSchema(proof.clauses, version)];
  if (proof.kind === 'too-strict') {
    return (body) => (published(body) ? ['expected the published clause to reject it, but it passes'] : []);
  }
  return (body) =>
    proof.at.flatMap((pointer) => {
      const places = expandPointer(body, pointer);
      if (places.length === 0) return [`there is no ${pointer}`];
      const replacement = proof.spoil === 'null' ? null : undefined;
      const spoiled = places.reduce((changed, place) => setAtPointer(changed, place, replacement), body);
      return [
        ...(published(spoiled) ? [] : [`spoiled at ${pointer}, expected the published clause to take it`]),
        ...(ours(spoiled) ? [`spoiled at ${pointer}, expected our clause to reject it`] : []),
      ];
    });
}
