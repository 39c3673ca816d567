import { type Asked, legacyFilterOf, valuesOf } from '../model/asked.js';
import type { Names } from '../model/described.js';
import type { AnyImage } from '../model/image.js';
import { type Clock, listing, namesThatMatch } from '../model/listed.js';
import type { Known, Name, Store, Universe } from '../model/universe.js';
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
  const names = naming(read, store);
  return universe.images
    .filter((image) => listed(image).usual)
    .map((image) => shaped(image, names(image), asked, store))
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

/** The names that this engine gives an image that it lists. */
function naming(asked: Asked, store: Store): (image: Known) => Names {
  // It tries no canonical names, as newer ones do.
  const matches = valuesOf(asked, 'reference').length > 0 ? namesThatMatch(asked) : undefined;
  const left = (names: readonly Name[]): string[] =>
    names.filter((name) => !matches || matches(name) === 'must').map(({ text }) => text);
  if (store === 'graphdriver') return ({ tags, digests }) => ({ tags: left(tags), digests: left(digests) });
  const isDangling = asked.filters.values.get('dangling')?.get('true');
  return ({ tags, digests }) => {
    const texts = digests.map(({ text }) => text);
    if (isDangling) return { tags: [], digests: texts };
    return { tags: left(tags), digests: matches ? renamed(texts, left(tags)) : texts };
  };
}

/** Digests as a containerd store makes them up: from one of the names that are left. */
function renamed(digests: readonly string[], tags: readonly string[]): string[] {
  const repositories = tags.map((tag) => tag.replace(/@.*|:[^:/]*$/s, ''));
  const [first] = repositories;
  return digests.map((text) => {
    const [repository = '', digest] = text.split('@', 2);
    return first === undefined || digest === undefined || repositories.includes(repository)
      ? text
      : `${first}@${digest}`;
  });
}
