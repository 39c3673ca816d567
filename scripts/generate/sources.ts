import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFragment, type JsonObject } from './bundle.js';
import { type Claims, parseClaims } from './compat/claims.js';
import { type Overlay, overlaysOf } from './contracts.js';
import { type Erratum, readErrata } from './errata.js';
import { GENERATORS, INPUTS, type Locked } from './lock.js';
import { listRecordings, type Recording } from './recordings.js';

/** All that is read to generate. */
export interface Sources extends Locked {
  /** The bundle as the fragment gives it, without the examples that recordings give. */
  readonly fragment: JsonObject;
  readonly overlays: readonly Overlay[];
  readonly recordings: readonly Recording[];
  readonly claims: Claims;
  readonly errata: readonly Erratum[];
  /** The text of package.json. */
  readonly manifest: string;
}

/** Reads what a project generates from; throws LintError where the fragment has problems. */
export async function readSources(root: string): Promise<Sources> {
  const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
  const readVersion = (name: string): string => JSON.parse(read('node_modules', name, 'package.json')).version;
  const folder = 'openapi/overlays';
  const overlays = readdirSync(join(root, folder)).sort();
  const inputs = [...INPUTS, ...overlays.map((name) => `${folder}/${name}`)];
  return {
    fragment: await bundleFragment(join(root, 'openapi/images-json.yaml'), join(root, 'redocly.yaml')),
    overlays: overlaysOf(Object.fromEntries(overlays.map((name) => [name, read(folder, name)]))),
    recordings: listRecordings(join(root, 'test/recordings')),
    claims: parseClaims(read('openapi/claims.yaml'), read('openapi/claims.schema.json')),
    errata: readErrata(root),
    manifest: read('package.json'),
    inputs: Object.fromEntries(inputs.map((name) => [name, read(name)])),
    generators: Object.fromEntries(GENERATORS.map((name) => [name, readVersion(name)])),
  };
}
