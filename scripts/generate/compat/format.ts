import type { Compat, Engine, EngineKey, Range, Statement } from '../../../generated/compat.js';
import { getAtPointer } from '../../../src/values/pointer.js';
import { type JsonObject, operationOf } from '../bundle.js';

export const formatEngine = ({ name, store }: Pick<Engine, 'name' | 'store'>): string =>
  store ? `${name} ${store}` : name;

/** From which versions on, such as `28.0, from API 1.48`. */
export const formatRange = ({ added, removed, apiAdded, apiRemoved, partial }: Range): string =>
  [
    added === false ? 'no' : added,
    removed && `until ${removed.replace(/^≤(.*)/, '$1 at the latest')}`,
    apiAdded && `from API ${apiAdded}`,
    apiRemoved && `before API ${apiRemoved}`,
    partial && 'in part',
  ]
    .filter(Boolean)
    .join(', ');

/**
 * Which engines do something, as one line. A version is named where it is known that older ones do not; the stores of one
 * engine are named where they differ.
 */
export function formatSupport({ support }: Pick<Statement, 'support'>, engines: Compat['engines']): string {
  const known = Object.entries(engines).flatMap(([key, engine]) => {
    const ranges = support[key as EngineKey]; // the keys of `engines` are all there are
    return ranges ? [{ engine, words: ranges.map((range) => formatRange(range).replace(/^≤[^,]*(, )?/, '')) }] : [];
  });
  const told = known.map(({ engine, words }) => {
    const same = known.filter((one) => one.engine.name === engine.name && one.words.join() === words.join());
    return { who: same.length > 1 ? engine.name : formatEngine(engine), words: words.filter(Boolean).join('; ') };
  });
  const yes = told
    .filter(({ words }) => words !== 'no')
    .map(({ who, words }) => (words === '' ? who : `${who} (${words})`));
  const no = told.filter(({ words }) => words === 'no').map(({ who }) => who);
  const list = (names: readonly string[]): string => [...new Set(names)].join(', ');
  return `Engines: ${[list(yes) || 'none', no.length > 0 && `not ${list(no)}`].filter(Boolean).join('; ')}.`;
}

/** Adds to each property, parameter and filter of a document a line that says which engines know it. */
export function addSupport(bundle: JsonObject, { statements, engines }: Compat): JsonObject {
  const copy = structuredClone(bundle);
  const parameters = [operationOf(copy).parameters].flat() as JsonObject[]; // as OpenAPI has them
  const properties = Object.values({ ...statements.member, ...statements.filter });
  const described = [
    ...Object.entries(statements.parameter).map(
      ([key, one]) => [one, parameters.find(({ name }) => name === key)] as const,
    ),
    // A pointer leads to a schema, or nowhere at a version that has none.
    ...properties.map((one) => [one, getAtPointer(copy, one.pointer) as JsonObject | undefined] as const),
  ];
  for (const [one, schema] of described) {
    // The constant of a branch comes with its branch, and the hover of a union joins the descriptions of all.
    if (!schema || 'const' in schema) continue;
    const description = String(schema.description ?? '').trim();
    schema.description = [description, formatSupport(one, engines)].filter(Boolean).join('\n\n');
  }
  return copy;
}
