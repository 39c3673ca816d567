import { openapiOverlay } from 'openapi-format';
import { parse } from 'yaml';
import { at, describe, type Json, type JsonObject, map, schemasOf } from './bundle.js';

/** The contract of consecutive API versions. */
export interface Contract {
  /** Oldest first: `1.48`, `1.49`, `1.50`. */
  readonly versions: readonly string[];
  /** Its OpenAPI document. */
  readonly bundle: JsonObject;
}

/** An OpenAPI Overlay document: what differs at API versions on one side of a boundary. */
export interface Overlay {
  readonly name: string;
  readonly before: boolean;
  readonly boundary: number;
  readonly document: JsonObject;
}

/** Gives the minor number of an API version; NaN if it is none. */
export const minorOf = (version: Json | undefined): number =>
  version === undefined ? Number.NaN : Number(/^1\.(\d+)$/.exec(String(version))?.[1]);

/** Parses overlays by file name, in the order in which they apply: outward from the version of record. */
export function parseOverlays(texts: Readonly<Record<string, string>>): Overlay[] {
  const found = Object.entries(texts).map(([name, text]): Overlay => {
    const [, side, version] = /^(before|from)-(1\.\d+)\.yaml$/.exec(name) ?? [];
    if (!version)
      throw new Error(`openapi/overlays/${name}: expected a name such as before-1.43.yaml or from-1.51.yaml`);
    return {
      name,
      before: side === 'before',
      boundary: minorOf(version),
      document: parse(text),
    };
  });
  return found.sort((a, b) => (a.before && b.before ? b.boundary - a.boundary : a.boundary - b.boundary));
}

/** Derives the contracts of all API versions, oldest first, from the fragment and its overlays. */
export async function deriveContracts(fragment: JsonObject, overlays: readonly Overlay[]): Promise<Contract[]> {
  const { oldest, newest } = at(fragment, 'info', 'x-versions');
  const boundaries = [minorOf(oldest), ...overlays.map(({ boundary }) => boundary), ...listSinceVersions(fragment)];
  const starts = [...new Set(boundaries)].sort((a, b) => a - b);
  return Promise.all(
    starts.map(async (start, index) => {
      const end = starts[index + 1] ?? minorOf(newest) + 1;
      const versions = Array.from({ length: end - start }, (_, at) => `1.${start + at}`);
      return { versions, bundle: await makeBundle(fragment, overlays, versions) };
    }),
  );
}

/** Lists the API versions at which something came, by `x-since`. */
function listSinceVersions(document: Json): number[] {
  const found: number[] = [];
  map(document, (object) => {
    if (object['x-since'] !== undefined) found.push(minorOf(object['x-since']));
    return object;
  });
  return found;
}

async function makeBundle(
  fragment: JsonObject,
  overlays: readonly Overlay[],
  versions: readonly string[],
): Promise<JsonObject> {
  const minor = minorOf(versions[0]);
  let document = structuredClone(fragment);
  for (const { name, before, boundary, document: overlay } of overlays) {
    if (before === minor < boundary) document = await applyOverlay(document, overlay, name);
  }
  const sliced = removeUnusedSchemas(sliceVersion(document, minor) as JsonObject); // an object has no version of its own
  const { info, servers } = sliced;
  const record = String(at(fragment, 'info').version);
  const { 'x-versions': _, ...about } = at(info ?? null);
  const [server] = Object.values(servers ?? {});
  const own = [...versions].sort((a, b) => Number(b === record) - Number(a === record));
  return describe({
    ...sliced,
    info: { ...about, version: own[0] === record ? record : (own.at(-1) ?? '') },
    servers: own.map((version) => ({ ...at(server ?? null), url: `/v${version}` })),
  }) as JsonObject; // describe gives back what it is given
}

/** Applies an overlay; throws if one of its actions does nothing. */
async function applyOverlay(document: JsonObject, overlay: JsonObject, name: string): Promise<JsonObject> {
  // With 1.0 the library (1.33) merges what an action appends to an array into each item; with 1.1 it appends. The types
  // of the library and ours are unrelated; both are plain JSON.
  const overlaySet = { ...structuredClone(overlay), overlay: '1.1.0' } as never;
  const { data, resultData } = await openapiOverlay(document, { overlaySet });
  const { unusedActions } = resultData as { unusedActions: readonly { target: string }[] };
  const [unused] = unusedActions;
  if (unused) throw new Error(`openapi/overlays/${name}: nothing is at ${unused.target}`);
  return data as JsonObject;
}

const isLater = (item: Json, minor: number): boolean =>
  item !== null && typeof item === 'object' && !Array.isArray(item) && minorOf(item['x-since']) > minor;

/** Removes what came after an API version. */
function sliceVersion(value: Json, minor: number): Json {
  if (Array.isArray(value))
    return value.filter((item) => !isLater(item, minor)).map((item) => sliceVersion(item, minor));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, item]) => !isLater(item, minor));
  const sliced: JsonObject = Object.fromEntries(kept.map(([key, item]) => [key, sliceVersion(item, minor)]));
  const { properties, required } = sliced;
  if (!Array.isArray(required) || !properties) return sliced;
  return { ...sliced, required: required.filter((name) => String(name) in at(properties)) };
}

/** Removes schemas that nothing refers to any more. */
function removeUnusedSchemas(document: JsonObject): JsonObject {
  const schemas = schemasOf(document);
  const found = new Set<string>();
  const follow = (value: Json): void =>
    void map(value, (object) => {
      const name = /^#\/components\/schemas\/(.*)$/.exec(String(object.$ref))?.[1];
      if (name !== undefined && !found.has(name)) {
        found.add(name);
        follow(schemas[name] ?? null);
      }
      return object;
    });
  follow(document.paths ?? null);
  const kept = Object.entries(schemas).filter(([name]) => found.has(name));
  return { ...document, components: { ...at(document, 'components'), schemas: Object.fromEntries(kept) } };
}
