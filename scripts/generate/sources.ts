import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, bundleFragment, type JsonObject } from './bundle.js';
import { type Claims, claimsOf } from './compat/claims.js';
import { questionsOf } from './compat/evidence-ranges.js';
import { type Interview, interviewsIn } from './compat/interviews.js';
import { type Overlay, overlaysOf } from './contracts.js';
import { type Erratum, ledger } from './errata.js';
import { type RecordedEngine, recordedEngines } from './evidence.js';
import { type Exchange, engines, type Recordings } from './examples.js';
import { GENERATORS, INPUTS, type Locked } from './lock.js';
import { readRecording } from './recording.js';

/** All that is read to generate. */
export interface Sources extends Locked {
  /** The bundle as the fragment gives it, without the examples that recordings give. */
  readonly fragment: JsonObject;
  readonly overlays: readonly Overlay[];
  readonly recordings: Recordings;
  readonly recorded: readonly RecordedEngine[];
  readonly claims: Claims;
  readonly interviews: readonly Interview[];
  readonly errata: readonly Erratum[];
  /** The text of package.json. */
  readonly manifest: string;
}

/** Reads what a project generates from; throws LintError when the fragment is not sound. */
export async function readSources(root: string): Promise<Sources> {
  const text = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
  const version = (name: string): string => JSON.parse(text('node_modules', name, 'package.json')).version;
  const folder = 'openapi/overlays';
  const overlays = readdirSync(join(root, folder)).sort();
  const inputs = [...INPUTS, ...overlays.map((name) => `${folder}/${name}`)];
  const fragment = await bundleFragment(join(root, 'openapi/images-json.yaml'), join(root, 'redocly.yaml'));
  const claims = claimsOf(text('openapi/claims.yaml'), text('openapi/claims.schema.json'));
  const record = String(at(fragment, 'info').version);
  return {
    fragment,
    claims,
    errata: ledger(text('openapi/errata.yaml')),
    interviews: interviewsIn(join(root, 'test/recordings'), record, questionsOf(claims)),
    recordings: recordingsIn(join(root, 'test/recordings')),
    recorded: recordedEngines(versionsIn(join(root, 'test/recordings/versions'))),
    overlays: overlaysOf(Object.fromEntries(overlays.map((name) => [name, text(folder, name)]))),
    manifest: text('package.json'),
    inputs: Object.fromEntries(inputs.map((name) => [name, text(name)])),
    generators: Object.fromEntries(GENERATORS.map((name) => [name, version(name)])),
  };
}

/** The API versions that recordings are there of, by the engine's folder. */
function versionsIn(folder: string): Map<string, string[]> {
  const engines = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(
    engines.map(({ name }) => [name, readdirSync(join(folder, name)).map((version) => version.replace(/^v/, ''))]),
  );
}

/** What examples are cut from. */
export function recordingsIn(folder: string): Recordings {
  const names = Object.values(engines).flatMap((engine) =>
    readdirSync(join(folder, engine))
      .sort()
      .map((file) => `${engine}/${file}`),
  );
  return new Map(names.map((name): [string, Exchange] => [name, readRecording(join(folder, name))]));
}
