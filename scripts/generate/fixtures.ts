import { mapValues } from './bundle.js';
import { exampleEngines } from './examples.js';
import type { JsonExchange, Recording } from './recordings.js';

/** The probe for all images with all their properties. */
const WHOLE = 'all-digests-manifests-shared-size';

/** The probes whose responses a test may want: filtered lists, and errors. */
const EXCHANGES = [
  'filters-dangling-true-list',
  'filters-label-list',
  'filters-reference-list',
  'filters-before-missing',
  'filters-unknown-key',
  'filters-malformed-brace',
  'filters-until-bad-word',
];

/** Makes fixtures.json: the images of each store, and some exchanges. */
export function makeFixtures(recordings: readonly Recording[]): Record<string, string> {
  const find = (engine: string, probe: string): JsonExchange => {
    const found = recordings.find((one) => one.engine === engine && one.probe === probe);
    if (!found) throw new Error(`test/recordings: expected ${engine}/${probe}, a fixture`);
    return found.exchange;
  };
  const images = mapValues(exampleEngines, (engine) => find(engine, WHOLE).response.body);
  const exchanges = Object.values(exampleEngines).flatMap((engine) => EXCHANGES.map((name) => find(engine, name)));
  const head = '// Made by `npm run generate` from test/recordings/; do not edit.\n';
  return {
    'fixtures.json': `${JSON.stringify({ images, exchanges })}\n`,
    'fixtures.d.json.ts': `${head}declare const recorded: {
\treadonly images: { readonly containerd: unknown; readonly graphdriver: unknown };
\treadonly exchanges: unknown;
};
export = recorded;
`,
  };
}
