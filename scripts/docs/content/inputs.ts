import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compat } from '../../../generated/compat.js';
import { apiVersion, contracts } from '../../../generated/constants.js';
import type { Exchange } from '../../../src/contract/index.js';
import { readPaths } from '../../../src/recordings/read-paths.js';
import type { Json, JsonObject } from '../../generate/bundle.js';
import { type EngineRecordings, groupRecordings, listRecordings } from '../../generate/recordings.js';

const root = join(import.meta.dirname, '../../..');

/** All that the pages are made of. */
export interface Inputs {
  /** The API version of record. */
  readonly version: string;
  /** The bundles of all API versions, oldest first. */
  readonly bundles: readonly JsonObject[];
  readonly recorded: readonly Recorded[];
  readonly interviews: readonly EngineRecordings[];
  /** The text of test/recordings/compatibility.md. */
  readonly podman: string;
  /** The example that Docker publishes. */
  readonly published: Json;
  readonly compat: Compat;
}

/** A recorded exchange and its file, below test/recordings. */
export interface Recorded {
  readonly file: string;
  readonly exchange: Exchange;
}

/** Reads the inputs. `npm run generate` passes what it has not yet written. */
export async function readInputs(
  bundles: readonly JsonObject[] = bundleNames.map(readGenerated<JsonObject>),
  compat = readGenerated<Compat>('generated/compat.json'),
): Promise<Inputs> {
  const recorded = await readRecorded();
  return {
    version: apiVersion,
    bundles,
    recorded,
    interviews: groupRecordings(listRecordings().filter(({ engine }) => engine.startsWith('docker'))),
    podman: readFileSync(join(root, 'test/recordings/compatibility.md'), 'utf8'),
    published: JSON.parse(readFileSync(join(root, 'test/contract/published-example.json'), 'utf8')),
    compat,
  };
}

/** The names of the bundles, oldest first. */
export const bundleNames: readonly string[] = contracts.map(({ versions }) =>
  (versions as readonly string[]).includes(apiVersion)
    ? 'generated/openapi.json'
    : `generated/openapi/v${versions[0]}.json`,
);

const readGenerated = <Made>(name: string): Made => JSON.parse(readFileSync(join(root, name), 'utf8')) as Made; // by generate

async function readRecorded(): Promise<Recorded[]> {
  const folder = join(root, 'test/recordings');
  const all: Recorded[] = [];
  for await (const { exchange, file } of readPaths([folder])) {
    all.push({ file: file.name.slice(folder.length + 1), exchange });
  }
  return all;
}
