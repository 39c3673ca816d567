import type { JsonObject } from './bundle.js';
import { constants } from './constants.js';
import { coverage } from './coverage.js';
import { type Recordings, withExamples } from './examples.js';
import { types } from './types.js';
import { validators } from './validators.js';

/** What ends up in generated/: file names with their text. */
export type Files = Readonly<Record<string, string>>;

/** What is made of the fragment and the recordings that its examples are cut from. */
export async function filesOf({
  fragment,
  recordings,
}: {
  readonly fragment: JsonObject;
  readonly recordings: Recordings;
}): Promise<Files> {
  const bundle = withExamples(fragment, recordings);
  return {
    'openapi.json': `${JSON.stringify(bundle, null, 2)}\n`,
    ...(await types(bundle)),
    ...(await validators(bundle)),
    ...constants(bundle),
    ...coverage(bundle),
  };
}

/** The page, made by code that needs the other files: it is loaded once they are there. */
export async function pageOf(files: Files): Promise<Files> {
  const [{ reference }, { markdown }] = await Promise.all([
    import('../docs/reference.js'),
    import('../docs/markdown.js'),
  ]);
  return { 'reference.md': markdown(await reference(JSON.parse(files['openapi.json'] ?? ''))) };
}
