import { at, type JsonObject } from '../bundle.js';
import type { Contract } from '../contracts.js';
import { visitAnswer } from '../examples.js';
import { type Claim, type ClaimedEngine, type Claims, type Kind, kinds, type Range } from './claims.js';
import type { Answer, Interview } from './interviews.js';
import { rangesOf, refined, type Sighting, type Span } from './ranges.js';
import { shows } from './shows.js';
import { allSchemas, described } from './statements.js';

/** A statement of compat.json; the members are explained in openapi/compat.schema.json. */
export interface Statement {
  readonly pointer: string;
  readonly apiVersion?: string;
  readonly description?: string;
  readonly support: Readonly<Record<string, readonly Range[]>>;
}

export interface Engine extends Pick<ClaimedEngine, 'name' | 'store' | 'source' | 'releases'> {
  readonly recorded: Readonly<Record<string, readonly string[]>>;
}

export interface Compat {
  readonly apiVersions: { readonly oldest: string; readonly newest: string; readonly record: string };
  readonly engines: Readonly<Record<string, Engine>>;
  readonly statements: Readonly<Record<Kind, Readonly<Record<string, Statement>>>>;
}

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
      const seen =
        kind === 'member' ? tell(name) : kind === 'status' ? statusSeen(name, interviews) : asked(claim, served);
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

/** compat.json, as data. */
export function compat(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  interviews: readonly Interview[],
): Compat {
  const all = told(claims, contracts, record, interviews);
  const statementOf = ({ span, pointer, apiVersion, claim, seen }: Told, kind: Kind, name: string): Statement => ({
    pointer,
    ...(apiVersion && { apiVersion }),
    ...(claim.description && { description: claim.description.trim() }),
    support: supportOf(claims.engines, (key, engine) => {
      try {
        const ranges = rangesOf(seen.get(key) ?? [], span, engine.releases);
        return [...refined(ranges, claim.rows?.[key]), ...fromSource(engine, kind, name)];
      } catch (error) {
        throw new Error(`openapi/claims.yaml: ${kind} ${name}, ${key}: ${(error as Error).message}`); // it is refined that throws
      }
    }),
  });
  return {
    apiVersions: {
      oldest: contracts[0]?.versions[0] ?? '',
      newest: contracts.at(-1)?.versions.at(-1) ?? '',
      record: String(at(record.bundle, 'info').version),
    },
    engines: mapped(claims.engines, ({ name, store, source, releases }, key) => ({
      ...{ name, ...(store && { store }), recorded: recordedOf(key, interviews), releases, source },
    })),
    statements: mapped(all, (some, kind) => sent(mapped(some, (one, name) => statementOf(one, kind, name)))),
  };
}

/** Statements without the engines that send nothing of the object that a member is of. */
function sent(statements: Readonly<Record<string, Statement>>): Record<string, Statement> {
  const holderOf = (name: string): string => /^\w+\./.exec(name)?.[0] ?? name;
  const doing = new Set(
    Object.entries(statements).flatMap(([name, { support }]) =>
      Object.entries(support).flatMap(([key, ranges]) =>
        ranges.some(({ added }) => added !== false) ? [`${holderOf(name)} ${key}`] : [],
      ),
    ),
  );
  return mapped(statements, (statement, name) => ({
    ...statement,
    support: Object.fromEntries(
      Object.entries(statement.support).filter(([key]) => !name.includes('.') || doing.has(`${holderOf(name)} ${key}`)),
    ),
  }));
}

function supportOf(
  engines: Claims['engines'],
  rangesFor: (key: string, engine: ClaimedEngine) => readonly Range[],
): Record<string, readonly Range[]> {
  const found = mapped(engines, (engine, key) => rangesFor(key, engine));
  return Object.fromEntries(Object.entries(found).filter(([, ranges]) => ranges.length > 0));
}

/** What an engine does of which only its source was read. */
function fromSource(
  { does, others = [], file: source = '', releases }: ClaimedEngine,
  kind: Kind,
  name: string,
): Range[] {
  const said = does?.[kind]?.[name] ?? (others.includes(kind) ? false : undefined);
  if (said === undefined) return [];
  const added = `≤${releases.at(-1)?.version}`;
  if (typeof said === 'string') return [{ added, partial: true, note: said, source }];
  if (typeof said === 'boolean') return [{ added: said && added, source }];
  return [{ added, source, ...said }];
}

function recordedOf(key: string, interviews: readonly Interview[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { version, apiVersion } of interviews.filter(({ engine }) => engine === key)) {
    found[version] = [...new Set([...(found[version] ?? []), apiVersion])];
  }
  return found;
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

/** An object with other values. */
const mapped = <Value, Other, Key extends string>(
  object: Readonly<Record<Key, Value>>,
  change: (value: Value, key: Key) => Other,
): Record<Key, Other> =>
  // Object.entries forgets the names, and so does Object.fromEntries.
  Object.fromEntries(Object.entries<Value>(object).map(([key, value]) => [key, change(value, key as Key)])) as Record<
    Key,
    Other
  >;
