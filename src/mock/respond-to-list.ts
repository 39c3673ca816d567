import { createImageFilter, createReferenceMatcher, type EngineClock } from '../engine/filter-images.js';
import type { AnyVersionImage } from '../engine/image.js';
import type { ExpectedNames } from '../engine/image-names.js';
import type { ImageName, ImageSet, ImageStore, IndexedImage } from '../engine/image-set.js';
import { getFilterValues, getLegacyFilter, type InterpretedRequest } from '../engine/interpreted-request.js';
import { compileGlob } from '../request/compile-glob.js';
import { createImageSummary } from './create-image-summary.js';
import { findErrorResponse, type MockErrorResponse } from './error-responses.js';

/**
 * What Docker 28.5.2 answers to a request, from all its images: those that the model says it must list, and of those
 * that it may, those that this engine does.
 */
export function createListResponse(
  request: InterpretedRequest,
  imageSet: ImageSet,
  store: ImageStore,
  clock: EngineClock,
): MockErrorResponse | readonly AnyVersionImage[] {
  const errorResponse = findErrorResponse(request, imageSet, store);
  if (errorResponse) return errorResponse;
  const readRequest = adaptRequest(request, store);
  const filterImage = createImageFilter({ ...imageSet, store }, readRequest, clock);
  const selectNames = createMockNameSelector(readRequest, store);
  return imageSet.images
    .filter((image) => filterImage(image).listedByDocker28)
    .map((image) => createImageSummary(image, selectNames(image), request, store))
    .sort((a, b) => b.Created - a.Created);
}

/** The request as this engine reads it: `filter` as a `reference`, and without patterns that it cannot read. */
function adaptRequest(request: InterpretedRequest, store: ImageStore): InterpretedRequest {
  const legacyFilter = getLegacyFilter(request);
  const patterns = [...getFilterValues(request, 'reference'), ...(legacyFilter ? [legacyFilter] : [])];
  const readablePatterns = store === 'containerd' ? patterns.filter(compileGlob) : patterns;
  const isChanged = legacyFilter !== undefined || readablePatterns.length < patterns.length;
  if (!isChanged) return request;
  const values = new Map(request.filters.values);
  values.set(
    'reference',
    new Map((readablePatterns.length > 0 ? readablePatterns : ['\\*nothing']).map((pattern) => [pattern, true])),
  );
  return {
    ...request,
    pairs: request.pairs.filter(([name]) => name !== 'filter'),
    filters: { ...request.filters, values },
    faults: request.faults.filter(({ name }) => name !== 'malformed-glob'),
  };
}

/** The names that this engine gives an image that it lists. */
function createMockNameSelector(
  request: InterpretedRequest,
  store: ImageStore,
): (image: IndexedImage) => ExpectedNames {
  // It tries no canonical names, as newer ones do.
  const matchName = getFilterValues(request, 'reference').length > 0 ? createReferenceMatcher(request) : undefined;
  const keepMatching = (names: readonly ImageName[]): string[] =>
    names.filter((name) => !matchName || matchName(name) === 'required').map(({ raw }) => raw);
  if (store === 'graphdriver')
    return ({ tags, digests }) => ({ tags: keepMatching(tags), digests: keepMatching(digests) });
  const isDangling = request.filters.values.get('dangling')?.get('true');
  return ({ tags, digests }) => {
    const rawDigests = digests.map(({ raw }) => raw);
    if (isDangling) return { tags: [], digests: rawDigests };
    return {
      tags: keepMatching(tags),
      digests: matchName ? renameDigests(rawDigests, keepMatching(tags)) : rawDigests,
    };
  };
}

/** Digests as a containerd store makes them up: from one of the names that are left. */
function renameDigests(digests: readonly string[], tags: readonly string[]): string[] {
  const repositories = tags.map((tag) => tag.replace(/@.*|:[^:/]*$/s, ''));
  const [first] = repositories;
  return digests.map((text) => {
    const [repository = '', digest] = text.split('@', 2);
    return first === undefined || digest === undefined || repositories.includes(repository)
      ? text
      : `${first}@${digest}`;
  });
}
