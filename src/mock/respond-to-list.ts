import { createImageFilter, createReferenceMatcher, type EngineClock } from '../engine/filter-images.js';
import type { AnyVersionImage } from '../engine/image.js';
import type { ImageName, ImageSet, ImageStore, IndexedImage } from '../engine/image-set.js';
import { getFilterValues, getLegacyFilter, type InterpretedRequest } from '../engine/interpreted-request.js';
import { compileGlob } from '../request/compile-glob.js';
import { findErrorResponse, type MockErrorResponse } from './error-responses.js';

/** The names of a listed image. */
interface ListedNames {
  readonly tags: string[];
  readonly digests: string[];
}

/** The response of Docker 28.5.2 to a request: an error response, or the list of images, newest first. */
export function createListResponse(
  request: InterpretedRequest,
  imageSet: ImageSet,
  store: ImageStore,
  clock: EngineClock,
): MockErrorResponse | readonly AnyVersionImage[] {
  const errorResponse = findErrorResponse(request, imageSet, store);
  if (errorResponse) return errorResponse;
  const adaptedRequest = adaptRequest(request, store);
  const filterImage = createImageFilter({ ...imageSet, store }, adaptedRequest, clock);
  const selectNames = createMockNameSelector(adaptedRequest, store);
  return imageSet.images
    .filter((image) => filterImage(image).listedByDocker28)
    .map((image) => createImageSummary(image, selectNames(image), request, store))
    .sort((a, b) => b.Created - a.Created);
}

/** The request with `filter` as a `reference` filter, and for containerd without malformed patterns, which it ignores. */
function adaptRequest(request: InterpretedRequest, store: ImageStore): InterpretedRequest {
  const legacyFilter = getLegacyFilter(request);
  const patterns = [...getFilterValues(request, 'reference'), ...(legacyFilter ? [legacyFilter] : [])];
  const validPatterns = store === 'containerd' ? patterns.filter(compileGlob) : patterns;
  if (legacyFilter === undefined && validPatterns.length === patterns.length) return request;
  const usedPatterns = validPatterns.length > 0 ? validPatterns : ['\\*nothing'];
  const reference = new Map(usedPatterns.map((pattern) => [pattern, true]));
  return {
    ...request,
    pairs: request.pairs.filter(([name]) => name !== 'filter'),
    filters: { ...request.filters, values: new Map([...request.filters.values, ['reference', reference]]) },
    faults: request.faults.filter(({ name }) => name !== 'malformed-glob'),
  };
}

function createMockNameSelector(request: InterpretedRequest, store: ImageStore): (image: IndexedImage) => ListedNames {
  // Docker 28 does not match names in canonical form, as newer engines do.
  const matchName = createReferenceMatcher(request);
  const isDangling = request.filters.values.get('dangling')?.get('true');
  const keepMatching = (names: readonly ImageName[]): string[] =>
    names.filter((name) => !matchName || matchName(name) === 'required').map(({ raw }) => raw);
  return ({ tags, digests }) => {
    if (store === 'graphdriver') return { tags: keepMatching(tags), digests: keepMatching(digests) };
    const rawDigests = digests.map(({ raw }) => raw);
    if (isDangling) return { tags: [], digests: rawDigests };
    const keptTags = keepMatching(tags);
    return { tags: keptTags, digests: matchName ? renameDigests(rawDigests, keptTags) : rawDigests };
  };
}

/** The containerd image store makes each digest from one of the tags that are left. */
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

/** An image with the properties that its API version and the request's parameters give it. */
function createImageSummary(
  indexedImage: IndexedImage,
  names: ListedNames,
  request: InterpretedRequest,
  store: ImageStore,
): AnyVersionImage {
  const { Manifests, Descriptor, VirtualSize: _, ...image } = indexedImage.image;
  const { minor } = request;
  return {
    ...image,
    Containers: minor < 51 || isUnreadable(indexedImage.image) ? -1 : Math.max(image.Containers, 0),
    SharedSize: request.sharedSize ? Math.max(image.SharedSize, 0) : -1,
    ...createNameProperties(names, minor, store),
    ...(minor < 44 && image.Size > 0 && { VirtualSize: image.Size }),
    ...(store === 'containerd' && minor >= 48 && Descriptor && { Descriptor }),
    ...(store === 'containerd' && request.manifests && Manifests && { Manifests }),
  };
}

/** Whether the manifests of an image show that the containerd image store cannot read it. Then its containers are not counted. */
const isUnreadable = ({ Manifests }: AnyVersionImage): boolean =>
  Manifests?.every(({ Kind, Available }) => Kind !== 'image' || !Available) ?? false;

/** Before API 1.43 an image without names has placeholders, and an empty array of names can be `null`. */
function createNameProperties(
  { tags, digests }: ListedNames,
  minor: number,
  store: ImageStore,
): Pick<AnyVersionImage, 'RepoTags' | 'RepoDigests'> {
  if (minor >= 43) return { RepoTags: tags, RepoDigests: digests };
  if (tags.length + digests.length === 0) return { RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] };
  return {
    RepoTags: tags.length > 0 || store === 'containerd' ? tags : null,
    RepoDigests: digests.length > 0 ? digests : null,
  };
}
