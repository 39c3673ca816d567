import type { Compat, Engine, EngineKey, Range, Statement } from '../../../generated/compat.js';

export const engineName = ({ name, store }: Pick<Engine, 'name' | 'store'>): string =>
  store ? `${name} ${store}` : name;

/** From which versions on, such as `28.0, from API 1.48`. */
export const rangeWords = ({ added, removed, apiAdded, apiRemoved, partial }: Range): string =>
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
export function supportLine({ support }: Pick<Statement, 'support'>, engines: Compat['engines']): string {
  const known = Object.entries(engines).flatMap(([key, engine]) => {
    const ranges = support[key as EngineKey]; // the keys of `engines` are all there are
    return ranges ? [{ engine, words: ranges.map((range) => rangeWords(range).replace(/^≤[^,]*(, )?/, '')) }] : [];
  });
  const told = known.map(({ engine, words }) => {
    const same = known.filter((one) => one.engine.name === engine.name && one.words.join() === words.join());
    return { who: same.length > 1 ? engine.name : engineName(engine), words: words.filter(Boolean).join('; ') };
  });
  const yes = told
    .filter(({ words }) => words !== 'no')
    .map(({ who, words }) => (words === '' ? who : `${who} (${words})`));
  const no = told.filter(({ words }) => words === 'no').map(({ who }) => who);
  const list = (names: readonly string[]): string => [...new Set(names)].join(', ');
  return `Engines: ${[list(yes) || 'none', no.length > 0 && `not ${list(no)}`].filter(Boolean).join('; ')}.`;
}
