import type { JsonObject } from '../bundle.js';
import type { Contract } from '../contracts.js';
import { visitAnswer } from '../examples.js';
import { type Claim, type Claims, type Kind, kinds } from './claims.js';
import type { Answer, Interview } from './interviews.js';
import { mapped } from './map-values.js';
import type { Sighting, Span } from './ranges.js';
import { shows } from './shows.js';
import { allSchemas, described } from './statements.js';

/** Questions whose answers have the members that an engine sends. */
const TELLING = ['plain', 'filters-unknown-key', 'label-manifests', 'manifests', 'identity-manifests'];
/** Of these, what asks for all members of all images, and so shows what is not sent. */
const WHOLE = ['manifests', 'identity-manifests'];

/** The questions that statements are told by. */
export const questionsOf = ({ statements }: Claims): Set<string> =>
  new Set([...TELLING, ...kinds.flatMap((kind) => Object.values(statements[kind]).flatMap(({ asks = [] }) => asks))]);

/** What was seen of a statement, by engine. */
export type Seen = ReadonlyMap<string, readonly Sighting[]>;

/** A statement with what it was made of. */
export interface Told {
  readonly span: Span;
  readonly pointer: string;
  readonly apiVersion?: string | undefined;
  readonly claim: Claim;
  readonly seen: Seen;
}

/** What is known of all statements, by kind and name: of what any contract describes, and of behaviours. */
export function told(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  interviews: readonly Interview[],
): Record<Kind, Record<string, Told>> {
  const known = described(contracts, record);
  // An engine that refuses a version says nothing of what it does at others.
  const served = interviews.filter(({ apiVersion }) => contracts.some(({ versions }) => versions.includes(apiVersion)));
  const tell = membersSeen(allSchemas(contracts), served);
  const all = (kind: Exclude<Kind, 'behaviour'>): Record<string, Told> => {
    const said = claims.statements[kind];
    const unknown = Object.keys(said).find((name) => !(name in known[kind]));
    if (unknown !== undefined) throw new Error(`openapi/claims.yaml: no contract has the ${kind} ${unknown}`);
    return mapped(known[kind], ({ pointer, apiVersion, ...span }, name) => {
      const claim = said[name] ?? {};
      const seen = kind === 'member' ? tell(name) : kind === 'status' ? statusSeen(name, served) : asked(claim, served);
      return { span, pointer, apiVersion, claim, seen };
    });
  };
  return {
    member: all('member'),
    parameter: all('parameter'),
    filter: all('filter'),
    status: all('status'),
    behaviour: mapped(claims.statements.behaviour, (claim) => {
      const { pointer = '', since, until } = claim;
      return { span: { since, until }, pointer, claim, seen: asked(claim, claim.beyond ? interviews : served) };
    }),
  };
}

/** Notes for each engine what an interview shows. */
function sightings(
  interviews: readonly Interview[],
  see: (interview: Interview) => { readonly holds: boolean; readonly recording: string } | undefined,
): Seen {
  const found = new Map<string, Sighting[]>();
  for (const interview of interviews) {
    const { engine, version, apiVersion } = interview;
    const one = see(interview);
    if (one) found.set(engine, [...(found.get(engine) ?? []), { version, apiVersion, ...one }]);
  }
  return found;
}

/** What the answers to the questions of a claim show, where all were asked. */
function asked({ asks = [], shows: name }: Claim, interviews: readonly Interview[]): Seen {
  const test = shows[name ?? ''];
  if (name !== undefined && !test) throw new Error(`openapi/claims.yaml: nothing is called ${name} in compat/shows.ts`);
  return sightings(interviews, ({ answers }) => {
    const given = asks.flatMap((question) => answers.get(question) ?? []);
    const holds = given.length === asks.length ? test?.(given) : undefined;
    return holds === undefined ? undefined : { holds, recording: given[0]?.recording ?? '' };
  });
}

/** What each interview shows of a member: an answer that has it, else one that asks for all members and has it not. */
function membersSeen(schemas: JsonObject, interviews: readonly Interview[]): (name: string) => Seen {
  const firsts = new Map(interviews.map((interview) => [interview, firstsIn(schemas, interview)]));
  return (name) =>
    sightings(interviews, (interview) => {
      const first = firsts.get(interview)?.get(name);
      const without = WHOLE.findLast((question) => interview.answers.has(question)) ?? '';
      const recording = first ?? interview.answers.get(without)?.recording;
      return recording === undefined ? undefined : { holds: first !== undefined, recording };
    });
}

/** The recording that first has each member. */
function firstsIn(schemas: JsonObject, { answers }: Interview): Map<string, string> {
  const found = new Map<string, string>();
  for (const question of TELLING) {
    const { recording, status, body } = answers.get(question) ?? {};
    if (recording === undefined || status === undefined || body === undefined) continue;
    visitAnswer(schemas, { status, body }, (name) => {
      if (!found.has(name)) found.set(name, recording);
    });
  }
  return found;
}

/**
 * What each interview shows of a status: an answer that has it; or none, if it was one with all questions, of which there
 * is one that gets the status from an engine.
 */
function statusSeen(name: string, interviews: readonly Interview[]): Seen {
  const gets = (answer: Answer): boolean => String(answer.status) === name;
  const known = interviews.some(({ answers }) => [...answers.values()].some(gets));
  return sightings(interviews, ({ answers }) => {
    const one = [...answers.values()].find(gets);
    const recording = (one ?? (known ? answers.get('manifests') : undefined))?.recording;
    return recording === undefined ? undefined : { holds: one !== undefined, recording };
  });
}
