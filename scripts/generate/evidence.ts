import { at, type Json, type JsonObject, map, objects, operationOf, schemasOf } from './bundle.js';
import { type Contract, minorOf, type Overlay } from './contracts.js';
import type { Recording } from './recordings.js';

/** A recorded engine, such as `Docker 28.5.2`, with the API versions that it was recorded at. */
export interface RecordedEngine {
  readonly name: string;
  readonly oldest: string;
  readonly newest: string;
}

/** Lists the recorded versions of Docker, by the newest API version. */
export function listRecordedEngines(recordings: readonly Pick<Recording, 'engine' | 'apiVersion'>[]): RecordedEngine[] {
  const found = new Map<string, RecordedEngine>();
  for (const { engine, apiVersion } of recordings.toSorted((a, b) => minorOf(a.apiVersion) - minorOf(b.apiVersion))) {
    const version = /^docker-([\d.]+|head)/.exec(engine)?.[1];
    if (version === undefined) continue;
    const name = `Docker ${version}`;
    found.set(name, { name, oldest: found.get(name)?.oldest ?? apiVersion, newest: apiVersion });
  }
  return [...found.values()].sort((a, b) => minorOf(a.newest) - minorOf(b.newest));
}

/** Describes the evidence for each API version that was not recorded of two engines. */
export function describeEvidence(
  contracts: readonly Contract[],
  engines: readonly RecordedEngine[],
): Record<string, string> {
  const entries = contracts.flatMap(({ versions, bundle }) =>
    versions.flatMap((version): [string, string][] => {
      const serve = engines.filter(
        ({ oldest, newest }) => minorOf(oldest) <= minorOf(version) && minorOf(version) <= minorOf(newest),
      );
      const [one] = serve;
      if (!one || serve.length > 1) return [];
      const sourced = listSourced(bundle);
      const read = sourced.length > 0 ? `, and Docker's source for ${sourced.join(' and ')}` : '';
      return [[version, `recordings of ${one.name} alone${read}`]];
    }),
  );
  return Object.fromEntries(entries);
}

/** Lists the parameters and properties that are known only from Docker's source. */
function listSourced(bundle: JsonObject): string[] {
  const members = Object.values(schemasOf(bundle)).flatMap((schema) =>
    Object.entries(at(at(schema).properties ?? {})).map(([name, member]): JsonObject => ({ ...at(member), name })),
  );
  const found = [...objects(operationOf(bundle).parameters), ...members].filter((one) => one['x-source'] !== undefined);
  return found.map(({ name }) => `\`${String(name)}\``);
}

/** One difference between two neighbouring API versions. */
export type VersionChange = { version: string; change: string; source?: string };

/** Lists what changed at which API version, oldest first: by `x-since`, and by overlays. */
export function listVersionChanges(fragment: JsonObject, overlays: readonly Overlay[]): VersionChange[] {
  const parameters = objects(operationOf(fragment).parameters).map(({ name, 'x-since': since }) => ({
    version: since,
    change: `\`${String(name)}\` came, a query parameter.`,
  }));
  const members = Object.entries(schemasOf(fragment)).flatMap(([name, schema]) => {
    const all = Object.entries(at(at(schema).properties ?? {})).map(([key, member]) => ({
      version: at(member)['x-since'],
      change: `\`${name}.${key}\` came.`,
    }));
    // A schema whose properties came all at once came with what refers to it.
    return all.some(({ version }) => version !== all[0]?.version) ? all : [];
  });
  const overlaid = overlays.flatMap(({ before, boundary, document }) =>
    Object.values(document.actions ?? []).map((action) => ({
      version: `1.${boundary}`,
      change: `${before ? 'Until then: ' : ''}${String(at(action).description)}`,
      source: findSource(at(action).update ?? null),
    })),
  );
  return [...parameters, ...members, ...overlaid]
    .filter(({ version }) => version !== undefined)
    .map((one): VersionChange => ({ ...one, version: String(one.version) }))
    .sort((a, b) => minorOf(a.version) - minorOf(b.version));
}

/** Finds the `x-source` anywhere in the update of an overlay. */
function findSource(update: Json): string | undefined {
  let found: string | undefined;
  map(update, (object) => {
    if (typeof object['x-source'] === 'string') found = object['x-source'];
    return object;
  });
  return found;
}
