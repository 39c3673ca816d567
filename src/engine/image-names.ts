import { createReferenceMatcher } from './filter-images.js';
import type { ImageName, ImageStore, IndexedImage } from './image-set.js';
import { getLegacyFilter, type InterpretedRequest } from './interpreted-request.js';

/** The names of an image in a response; `undefined` where correct engines differ. */
export interface ExpectedNames {
  readonly tags: readonly string[] | undefined;
  readonly digests: readonly string[] | undefined;
}

const getRawNames = (names: readonly ImageName[]): string[] => names.map(({ raw }) => raw);
const UNKNOWN_NAMES: ExpectedNames = { tags: undefined, digests: undefined };

/**
 * Creates a function that gives the names of a listed image. `reference` reduces them to the matching names. The containerd
 * image store applies `dangling` and `until` to each name, and makes up names with digests.
 */
export function createNameSelector(
  request: InterpretedRequest,
  store: ImageStore | undefined,
): (image: IndexedImage) => ExpectedNames {
  const { values } = request.filters;
  const isFiltered = (...keys: string[]): boolean => keys.some((key) => values.has(key));
  if (getLegacyFilter(request) !== undefined) return () => UNKNOWN_NAMES;
  if (store !== 'graphdriver' && isFiltered('dangling', 'until')) return () => UNKNOWN_NAMES;
  if (!isFiltered('reference')) {
    // Here the containerd image store omits names without a tag and invalid references, and makes up digests.
    const mayOmitNames = store !== 'graphdriver' && isFiltered('before', 'since');
    return ({ tags, digests }) =>
      mayOmitNames && tags.some(({ familiarForms }) => familiarForms.length < 2)
        ? UNKNOWN_NAMES
        : { tags: getRawNames(tags), digests: getRawNames(digests) };
  }
  const matchName = createReferenceMatcher(request);
  if (store === undefined || !matchName) return () => UNKNOWN_NAMES;
  return ({ tags, digests }) => {
    // Docker 29.5 and later also keep names that match in canonical form.
    if (tags.some((name) => matchName(name) === 'optional')) return UNKNOWN_NAMES;
    const keepMatching = (names: readonly ImageName[]) =>
      getRawNames(names.filter((name) => matchName(name) === 'required'));
    return { tags: keepMatching(tags), digests: store === 'graphdriver' ? keepMatching(digests) : undefined };
  };
}
