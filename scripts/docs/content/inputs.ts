import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compat } from '../../../generated/compat.js';
import { apiVersion, contracts } from '../../../generated/constants.js';
import { readPaths } from '../../../src/recordings/read-paths.js';
import type { JsonObject } from '../../generate/bundle.js';
import { groupRecordings, listRecordings } from '../../generate/recordings.js';
import type { Inputs } from './content.js';
import type { Recorded } from './refusals.js';

const root = join(import.meta.dirname, '../../..');

/** Reads what the pages are made of, as far as it is not at hand; what is generated may be about to be written. */
export async function readInputs(
  bundles: readonly JsonObject[] = bundleNames.map(written<JsonObject>),
  compat = written<Compat>('generated/compat.json'),
): Promise<Inputs> {
  const all = await recorded();
  return {
    version: apiVersion,
    bundles,
    recorded: all,
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

const written = <Made>(name: string): Made => JSON.parse(readFileSync(join(root, name), 'utf8')) as Made; // by generate

/** All recorded exchanges, by file name below test/recordings. */
async function recorded(): Promise<Recorded[]> {
  const folder = join(root, 'test/recordings');
  const all: Recorded[] = [];
  for await (const { exchange, file } of readPaths([folder])) {
    all.push({ file: file.name.slice(folder.length + 1), exchange });
  }
  return all;
}
