import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveContracts } from '../generate/contracts.js';
import { makeFixtures } from '../generate/fixtures.js';
import { makeReportValidator } from '../generate/report-validator.js';
import { readSources } from '../generate/sources.js';
import { makeValidators } from '../generate/validators.js';
import { BUILT } from './stamp.js';

/** Makes the files of BUILT, as `npm run generate` does with all others. */
export async function writeBuilt(root: string): Promise<void> {
  const { fragment, overlays, recordings } = await readSources(root);
  const made = {
    ...(await makeValidators(await deriveContracts(fragment, overlays))),
    ...(await makeReportValidator()),
    ...makeFixtures(recordings),
  };
  for (const name of BUILT) writeFileSync(join(root, name), made[name.replace('generated/', '')] ?? '');
}
