import { appendToken } from '../../../src/values/pointer.js';
import { at, type Json, type JsonObject, mapValues, operationOf, schemasOf } from '../bundle.js';
import { type Contract, minorOf } from '../contracts.js';
import { visitResponse } from '../examples.js';
import { predicates, toProbeResponse } from '../predicates.js';
import { groupRecordings, type Recording } from '../recordings.js';
import { anyVersion } from '../union.js';
import { type Claim, type Claims, type Kind, kinds } from './claims.js';
import { compareVersions, type Observation, type Span } from './ranges.js';

/** The probes whose responses have the properties that an engine sends. */
const PROPERTY_PROBES = ['plain', 'filters-unknown-key', 'label-manifests', 'manifests', 'identity-manifests'];
/** Of these, the probes for all properties of all images. They show what an engine does not send. */
const FULL_PROBES = ['manifests', 'identity-manifests'];

/** The responses of one version of an engine at one API version. */
export interface EngineResponses {
  /** The key of the engine: `docker-containerd`. */
  readonly engine: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly byProbe: ReadonlyMap<string, Recording>;
}

/** Something that a contract describes: its pointer in the bundle of an API version, or of the version of record. */
interface Place {
  readonly span: Span;
  readonly pointer: string;
  readonly apiVersion?: string | undefined;
}

/** A statement with what its ranges are made of. */
export interface ObservedStatement extends Place {
  readonly claim: Claim;
  /** By engine. */
  readonly observations: ReadonlyMap<string, readonly Observation[]>;
}

/** The name, version and store that the folder of an engine is named by. */
const FOLDER = /^(docker|podman)-([\d.]+)(?:-(containerd|overlay2))?/;
const stores: Readonly<Record<string, string>> = { containerd: '-containerd', overlay2: '-graphdriver' };

/** Selects the recordings that statements are read from, the oldest engine version first, then the oldest API version. */
export function selectResponses(claims: Claims, recordings: readonly Recording[]): EngineResponses[] {
  const asked = kinds.flatMap((kind) => Object.values(claims.statements[kind]).flatMap(({ asks = [] }) => asks));
  const probes = [...new Set([...PROPERTY_PROBES, ...asked])];
  return groupRecordings(recordings)
    .filter(({ engine }) => FOLDER.test(engine)) // a build of a branch has no version
    .map(({ engine, apiVersion, byProbe }) => {
      const [, name = '', version = '', store = ''] = FOLDER.exec(engine) ?? [];
      const selected = probes.flatMap((probe) => byProbe.get(probe) ?? []);
      return {
        ...{ engine: name + (stores[store] ?? ''), version, apiVersion },
        byProbe: new Map(selected.map((recording) => [recording.probe, recording])),
      };
    })
    .sort((a, b) => compareVersions(a.version, b.version) || minorOf(a.apiVersion) - minorOf(b.apiVersion));
}

/** Observes all statements, by kind and name: all that any contract describes, and all claimed behaviours. */
export function observeStatements(
  claims: Claims,
  contracts: readonly Contract[],
  record: Contract,
  responses: readonly EngineResponses[],
): Record<Kind, Record<string, ObservedStatement>> {
  // An engine that refuses an API version shows nothing of what it does at others.
  const served = responses.filter(({ apiVersion }) => contracts.some(({ versions }) => versions.includes(apiVersion)));
  // All others are told by their claims.
  const looks: Partial<Record<Kind, (name: string) => Look>> = {
    member: createPropertyLook(at(anyVersion(contracts), 'components', 'schemas')),
    status: (name) => lookForStatus(name, served),
  };
  const described = mapValues(describeContracts(contracts, record), (places, kind) => {
    const claimed = claims.statements[kind];
    const unknown = Object.keys(claimed).find((name) => !(name in places));
    if (unknown !== undefined) throw new Error(`openapi/claims.yaml: no contract has the ${kind} ${unknown}`);
    return mapValues(places, (place, name) => {
      const claim = claimed[name] ?? {};
      return { ...place, claim, observations: observe(served, looks[kind]?.(name) ?? lookForClaim(claim)) };
    });
  });
  const behaviour = mapValues(claims.statements.behaviour, (claim) => {
    const { pointer = '', since, until } = claim;
    const observations = observe(claim.beyond ? responses : served, lookForClaim(claim));
    return { span: { since, until }, pointer, claim, observations };
  });
  return { ...described, behaviour };
}

/** Tells whether the responses of one engine show something; `undefined` where they cannot. */
type Look = (one: EngineResponses) => Pick<Observation, 'holds' | 'recording'> | undefined;

/** Collects for each engine what its responses show. */
function observe(responses: readonly EngineResponses[], look: Look): Map<string, Observation[]> {
  const found = new Map<string, Observation[]>();
  for (const one of responses) {
    const { engine, version, apiVersion } = one;
    const seen = look(one);
    if (seen) found.set(engine, [...(found.get(engine) ?? []), { version, apiVersion, ...seen }]);
  }
  return found;
}

/** Looks for a claim by its predicate, where there are responses to all its probes. */
function lookForClaim({ asks = [], shows: name }: Claim): Look {
  const predicate = predicates[name ?? ''];
  if (name !== undefined && !predicate) {
    throw new Error(`openapi/claims.yaml: scripts/generate/predicates.ts has no ${name}`);
  }
  return ({ byProbe }) => {
    const recordings = asks.flatMap((probe) => byProbe.get(probe) ?? []);
    if (recordings.length < asks.length) return undefined;
    const holds = predicate?.(recordings.map(({ exchange }) => toProbeResponse(exchange)));
    return holds === undefined ? undefined : { holds, recording: recordings[0]?.name ?? '' };
  };
}

/** Looks for a property: a response that has it, else a response that has all properties but this one. */
function createPropertyLook(schemas: JsonObject): (name: string) => Look {
  const firsts = new Map<EngineResponses, Map<string, string>>();
  const findFirsts = (one: EngineResponses): Map<string, string> => {
    const found = new Map<string, string>();
    for (const { name: recording, exchange } of PROPERTY_PROBES.flatMap((probe) => one.byProbe.get(probe) ?? [])) {
      if (exchange.response.body === undefined) continue;
      visitResponse(schemas, exchange.response, (name) => {
        if (!found.has(name)) found.set(name, recording);
      });
    }
    firsts.set(one, found);
    return found;
  };
  return (name) => (one) => {
    const first = (firsts.get(one) ?? findFirsts(one)).get(name);
    const full = FULL_PROBES.findLast((probe) => one.byProbe.has(probe)) ?? '';
    const recording = first ?? one.byProbe.get(full)?.name;
    return recording === undefined ? undefined : { holds: first !== undefined, recording };
  };
}

/** Looks for a status: a response that has it; else none, if there is a probe that gets it from some engine. */
function lookForStatus(name: string, responses: readonly EngineResponses[]): Look {
  const findIn = ({ byProbe }: EngineResponses): Recording | undefined =>
    [...byProbe.values()].find(({ exchange }) => String(exchange.response.status) === name);
  const isKnown = responses.some(findIn);
  return (one) => {
    const found = findIn(one);
    const recording = found ?? (isKnown ? one.byProbe.get('manifests') : undefined);
    return recording && { holds: found !== undefined, recording: recording.name };
  };
}

type DescribedKind = Exclude<Kind, 'behaviour'>;

/** Lists all that any contract describes, by kind and name, in the order of the newest contract that has it. */
function describeContracts(
  contracts: readonly Contract[],
  record: Contract,
): Record<DescribedKind, Record<string, Place>> {
  const pointers = contracts.map(({ bundle }) => listPointers(bundle));
  return mapValues(listPointers(record.bundle), (own, kind) => {
    const names = [own, ...pointers.map((one) => one[kind]).reverse()].flatMap((one) => Object.keys(one));
    const entries = [...new Set(names)].map((name): [string, Place] => {
      const has = pointers.map((one) => name in one[kind]);
      const [first, last] = [has.indexOf(true), has.lastIndexOf(true)];
      const since = first > 0 ? contracts[first]?.versions[0] : undefined;
      const span = { since, until: contracts[last + 1]?.versions[0] };
      if (own[name]) return [name, { span, pointer: own[name] }];
      const apiVersion = contracts[last]?.versions.at(-1);
      return [name, { span, pointer: pointers[last]?.[kind][name] ?? '', apiVersion }];
    });
    return Object.fromEntries(entries);
  });
}

const ENDPOINT = '/paths/~1images~1json/get';

/** Lists what a bundle describes, by kind and name, with the pointer to it. */
function listPointers(bundle: JsonObject): Record<DescribedKind, Record<string, string>> {
  const schemas = schemasOf(bundle);
  const { parameters, responses } = operationOf(bundle);
  const listProperties = (schema: string, prefix = ''): [name: string, pointer: string][] =>
    Object.keys(at(at(schemas, schema).properties ?? {})).map((key) => [
      prefix + key,
      appendToken(`/components/schemas/${schema}/properties`, key),
    ]);
  const ofResponses = Object.keys(schemas).filter((name) => !/^ImageListFilters|^ValueSet$/.test(name));
  return {
    member: Object.fromEntries(ofResponses.flatMap((name) => listProperties(name, `${name}.`))),
    parameter: Object.fromEntries(
      Object.values(parameters ?? []).map((one: Json, index) => [
        String(at(one).name),
        `${ENDPOINT}/parameters/${index}`,
      ]),
    ),
    filter: Object.fromEntries(listProperties('ImageListFiltersAsLists')),
    status: Object.fromEntries(
      Object.keys(responses ?? {}).map((status) => [status, `${ENDPOINT}/responses/${status}`]),
    ),
  };
}
