import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFragment } from '../generate/bundle.js';
import { contractsOf, overlaysOf } from '../generate/contracts.js';
import { selectExampleRecordings } from '../generate/examples.js';
import { fixtures } from '../generate/fixtures.js';
import { listRecordings } from '../generate/recordings.js';
import { validators } from '../generate/validators.js';
import { BUILT } from './stamp.js';

/** Makes the files of BUILT, as `npm run generate` does with all others. */
export async function writeBuilt(root: string): Promise<void> {
  const folder = join(root, 'openapi/overlays');
  const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  const fragment = await bundleFragment(join(root, 'openapi/images-json.yaml'), join(root, 'redocly.yaml'));
  const made = {
    ...(await validators(await contractsOf(fragment, overlaysOf(Object.fromEntries(texts))))),
    ...fixtures(selectExampleRecordings(listRecordings(join(root, 'test/recordings')))),
  };
  for (const name of BUILT) writeFileSync(join(root, name), made[name.replace('generated/', '')] ?? '');
}
