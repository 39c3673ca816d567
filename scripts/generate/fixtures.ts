import type { Json } from './bundle.js';
import { engines, type Recordings } from './examples.js';

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

/** What engines answered, for tests of what reads it: the images of each store, and some exchanges. */
export function fixtures(recordings: Recordings): Record<string, string> {
  const recorded = (engine: string, name: string): Json => {
    const found = recordings.get(`${engine}/${name}.json`) ?? recordings.get(`${engine}/${name}.json.gz`);
    if (!found) throw new Error(`test/recordings: expected ${engine}/${name}, a fixture`);
    return found as unknown as Json; // it was parsed from JSON
  };
  const images = Object.entries(engines).map(([store, engine]) => {
    const { response } = recorded(engine, WHOLE) as unknown as { response: { body: Json } }; // a recording
    return [store, response.body];
  });
  const exchanges = Object.values(engines).flatMap((engine) => EXCHANGES.map((name) => recorded(engine, name)));
  const head = '// Made by `npm run generate` from test/recordings/; do not edit.\n';
  return {
    'fixtures.json': `${JSON.stringify({ images: Object.fromEntries(images), exchanges })}\n`,
    'fixtures.d.json.ts': `${head}declare const recorded: {
\treadonly images: { readonly containerd: unknown; readonly graphdriver: unknown };
\treadonly exchanges: unknown;
};
export = recorded;
`,
  };
}
