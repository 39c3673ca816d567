import { type Asked, legacyFilterOf } from './asked.js';
import { namesThatMatch } from './listed.js';
import type { Known, Name, Store } from './universe.js';

/** The names that an answer gives an image; `undefined` where engines that are both right differ. */
export interface Names {
  readonly tags: readonly string[] | undefined;
  readonly digests: readonly string[] | undefined;
}

const all = (names: readonly Name[]): string[] => names.map(({ text }) => text);
const unknown: Names = { tags: undefined, digests: undefined };

/**
 * The names that an answer to a request gives an image that it lists. `reference` cuts them down to those that match; a
 * containerd store filters by `dangling` and `until` name by name, and makes up digests of its own.
 */
export function namesListed(asked: Asked, store: Store | undefined): (image: Known) => Names {
  const { values } = asked.filters;
  const given = (...keys: string[]): boolean => keys.some((key) => values.has(key));
  if (legacyFilterOf(asked) !== undefined || asked.faults.some(({ name }) => name === 'glob')) return () => unknown;
  if (store !== 'graphdriver' && given('dangling', 'until')) return () => unknown;
  if (!given('reference')) {
    // With these a containerd store leaves out names without a tag, or that are no references, and makes up digests.
    const leavesOut = store !== 'graphdriver' && given('before', 'since');
    return ({ tags, digests }) =>
      leavesOut && tags.some(({ spellings }) => spellings.length < 2)
        ? unknown
        : { tags: all(tags), digests: all(digests) };
  }
  if (store === undefined || values.get('reference')?.size === 0) return () => unknown;
  const matches = namesThatMatch(asked);
  return ({ tags, digests }) => {
    // Docker 29.5 and later leave names that match in canonical spelling too.
    if (tags.some((name) => matches(name) === 'may')) return unknown;
    const cut = (names: readonly Name[]) => all(names.filter((name) => matches(name) === 'must'));
    return { tags: cut(tags), digests: store === 'graphdriver' ? cut(digests) : undefined };
  };
}
