import { mapValues } from './bundle.js';
import { engines } from './examples.js';
import type { JsonExchange, Recording } from './recordings.js';

/** The list of all images, with all that it can tell. */
const WHOLE = 'all-digests-manifests-shared-size';

/** Answers that a test may want: filtered lists, and refusals. */
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
export function fixtures(recordings: readonly Recording[]): Record<string, string> {
  const find = (engine: string, probe: string): JsonExchange => {
    const found = recordings.find((one) => one.engine === engine && one.probe === probe);
    if (!found) throw new Error(`test/recordings: expected ${engine}/${probe}, a fixture`);
    return found.exchange;
  };
  const images = mapValues(engines, (engine) => find(engine, WHOLE).response.body);
  const exchanges = Object.values(engines).flatMap((engine) => EXCHANGES.map((name) => find(engine, name)));
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
