import { type Asked, legacyFilterOf, valuesOf } from '../model/asked.js';
import { type Names, namesListed } from '../model/described.js';
import type { AnyImage } from '../model/image.js';
import { type Clock, listing } from '../model/listed.js';
import type { Known, Store, Universe } from '../model/universe.js';
import { compileGlob } from '../request/glob.js';
import { type Refusal, refusalOf } from './refusals.js';
import { shaped } from './shape.js';

/**
 * What Docker 28.5.2 answers to a request, from all its images: those that the model says it must list, and of those
 * that it may, those that this engine does.
 */
export function answerOf(asked: Asked, universe: Universe, store: Store, clock: Clock): Refusal | readonly AnyImage[] {
  const refusal = refusalOf(asked, universe, store);
  if (refusal) return refusal;
  const read = readable(asked, store);
  const listed = listing({ ...universe, store }, read, clock);
  // A name is listed or not; what it is called does not hang on these.
  const names = namesListed(without(read, ['dangling', 'until']), store);
  return universe.images
    .filter((image) => listed(image).usual)
    .map((image) => shaped(image, usual(image, names(image), read, store), asked, store))
    .sort((a, b) => b.Created - a.Created);
}

/** The request as this engine reads it: `filter` as a `reference`, and without patterns that it cannot read. */
function readable(asked: Asked, store: Store): Asked {
  const legacy = legacyFilterOf(asked);
  const patterns = [...valuesOf(asked, 'reference'), ...(legacy ? [legacy] : [])];
  const sound = store === 'containerd' ? patterns.filter(compileGlob) : patterns;
  const changed = legacy !== undefined || sound.length < patterns.length;
  if (!changed) return asked;
  const values = new Map(asked.filters.values);
  values.set('reference', new Map((sound.length > 0 ? sound : ['\\*nothing']).map((pattern) => [pattern, true])));
  return {
    ...asked,
    pairs: asked.pairs.filter(([name]) => name !== 'filter'),
    filters: { ...asked.filters, values },
    faults: asked.faults.filter(({ name }) => name !== 'glob'),
  };
}

const without = (asked: Asked, keys: readonly string[]): Asked => {
  const values = new Map([...asked.filters.values].filter(([key]) => !keys.includes(key)));
  return { ...asked, filters: { ...asked.filters, values } };
};

/** The names that this engine gives an image where others give it others. */
function usual({ tags, digests }: Known, names: Names, asked: Asked, store: Store): Names {
  const all = { tags: tags.map(({ text }) => text), digests: digests.map(({ text }) => text) };
  if (store === 'containerd' && asked.filters.values.get('dangling')?.get('true'))
    return { tags: [], digests: all.digests };
  const left = names.tags ?? all.tags;
  if (names.digests || store === 'graphdriver' || !asked.filters.values.has('reference')) {
    return { tags: left, digests: names.digests ?? all.digests };
  }
  // A containerd store makes a digest's name up from one of the names that are left.
  const repositories = left.map((tag) => tag.replace(/@.*|:[^:/]*$/s, ''));
  const [first] = repositories;
  const renamed = all.digests.map((text) => {
    const [repository = '', digest] = text.split('@', 2);
    return first === undefined || digest === undefined || repositories.includes(repository)
      ? text
      : `${first}@${digest}`;
  });
  return { tags: left, digests: renamed };
}
