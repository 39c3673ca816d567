import { getAllowedStatuses } from '../engine/allowed-statuses.js';
import { createImageFilter } from '../engine/filter-images.js';
import { type AnyVersionImage, dropPlaceholders, dropUndescribed } from '../engine/image.js';
import { createNameSelector } from '../engine/image-names.js';
import { createImageSet, detectStore, type ImageSet, type IndexedImage } from '../engine/image-set.js';
import { type InterpretedRequest, isFullListing } from '../engine/interpreted-request.js';
import { toFamiliarNames } from '../request/image-reference.js';
import { previewValue } from '../values/format-value.js';
import { hashString } from '../values/hash-string.js';
import { getOwn } from '../values/pointer.js';
import type { ExchangeCheckResult } from './check-exchange.js';
import { assembleFindings, type CollectedFindings } from './collect-findings.js';
import type { Exchange } from './exchange.js';
import type { FindingDraft } from './finding.js';
import { digestImage, findDifferences, type PropertyDigests } from './image-digests.js';
import { getErrorMessage, parseBody } from './response-body.js';

/*
 * Checks whether the responses of one engine, whose images did not change in between, list the right images. These follow
 * from a full listing. Of other responses, only the ids and digests of their images are kept.
 */

/** The most responses of a session. */
const MAX_RESPONSES = 100_000;
/** The most characters of an error message that are kept. */
const MAX_KEPT_MESSAGE_LENGTH = 1000;

/** Why a session is not checked whose images changed. */
export const LISTS_DIFFER = 'its lists of all images differ: they changed in between';

/** What a full listing shows of the images: while both hashes stay the same, the images did not change. */
export interface FullListing {
  readonly images: readonly AnyVersionImage[];
  /** A hash of the ids of all images. Ids are the same at every API version. */
  readonly idsHash: string;
  /** A hash of the ids, names and labels of all images, as the API version has them. */
  readonly stateHash: string;
}

/** What is kept of a response: the message of an error, or the images of a list. */
export interface SessionResponse {
  readonly request: InterpretedRequest;
  readonly status: number;
  readonly message: string;
  readonly images: readonly SessionImage[];
  /** The indices of images with findings about this exchange alone. */
  readonly reportedIndices: ReadonlySet<number>;
  /** Whether the response breaks its schema or has a wrong status. Such a response is left out. */
  readonly isBroken: boolean;
  /** Present if it is a full listing that is not broken. */
  readonly fullListing?: FullListing;
}

interface SessionImage {
  readonly id: string;
  readonly digests: PropertyDigests;
  readonly hasInvalidName: boolean;
}

/** Whether the findings of a rule point to an image of the list. */
const isAboutImages = (rule: string): boolean => /^(?:list|image|manifest|filter)\//.test(rule);

/** Reduces an exchange to what its session needs; `undefined` if it is no request for the list, or was not checked. */
export function summarizeForSession(
  { response }: Exchange,
  { interpretedRequest: request, findings }: ExchangeCheckResult,
): SessionResponse | undefined {
  if (!request) return undefined;
  const { status } = response;
  const body = parseBody(response);
  const list = status === 200 ? getOwn(body, 'value') : [];
  if (!Array.isArray(list) || findings.some(({ rule }) => rule === 'response/schema' || rule === 'response/status'))
    return { request, status, message: '', images: [], reportedIndices: new Set(), isBroken: true };
  // The list matches its schema.
  const listed = dropUndescribed(list as readonly AnyVersionImage[], request.minor);
  const images = listed.map(
    (image): SessionImage => ({
      id: image.Id,
      digests: digestImage(image),
      hasInvalidName: dropPlaceholders(image.RepoTags).some((name) => toFamiliarNames(name) === undefined),
    }),
  );
  return {
    request,
    status,
    message: status === 200 ? '' : getErrorMessage(body).slice(0, MAX_KEPT_MESSAGE_LENGTH),
    images,
    reportedIndices: new Set(
      findings.flatMap(({ rule, pointer }) => (isAboutImages(rule) ? Number(pointer.split('/')[1]) : [])),
    ),
    isBroken: false,
    ...(status === 200 && isFullListing(request) && { fullListing: createFullListing(listed, images) }),
  };
}

function createFullListing(listed: readonly AnyVersionImage[], images: readonly SessionImage[]): FullListing {
  const hashImages = (format: (image: SessionImage) => string): string =>
    hashString(JSON.stringify(images.map(format).sort()));
  return {
    images: listed,
    idsHash: hashImages(({ id }) => id),
    stateHash: hashImages(({ id, digests: { RepoTags, RepoDigests, Labels } }) =>
      [id, RepoTags, RepoDigests, Labels].join(),
    ),
  };
}

type FullListingResponse = SessionResponse & { readonly fullListing: FullListing };

const isFullListingResponse = (response: SessionResponse): response is FullListingResponse =>
  response.fullListing !== undefined;

/** Checks the responses of one session together. */
export class SessionChecker {
  readonly #responses = new Map<number, SessionResponse>();
  readonly #maxResponses: number;

  constructor(maxResponses = MAX_RESPONSES) {
    this.#maxResponses = maxResponses;
  }

  /** Adds a response under the number by which its findings are known. */
  add(number: number, response: SessionResponse | undefined): void {
    if (response && this.#responses.size <= this.#maxResponses) this.#responses.set(number, response);
  }

  /** Why the session cannot be checked; `undefined` if it can. */
  findObstacle(): string | undefined {
    if (this.#responses.size > this.#maxResponses) return `it has more than ${this.#maxResponses} exchanges`;
    const responses = [...this.#responses.values()];
    const listings = responses.filter(isFullListingResponse);
    if (listings.length === 0) {
      return responses.some(({ isBroken, status, request }) => isBroken && status === 200 && isFullListing(request))
        ? 'its list of all images breaks the schema'
        : 'it has no list of all images, one with `all` true and without a filter';
    }
    const isSame = new Set(listings.map(({ fullListing }) => fullListing.idsHash)).size === 1;
    const states = listings.map(({ request, fullListing }) => `${request.minor} ${fullListing.stateHash}`);
    const versions = new Set(listings.map(({ request }) => request.minor));
    if (!isSame || new Set(states).size > versions.size) return LISTS_DIFFER;
    return undefined;
  }

  /**
   * Yields the findings of each response that has some, by its number. Without a full listing, unfiltered lists still show what
   * others cannot list; a session with another obstacle has no findings.
   */
  *finish(): Generator<[number: number, findings: CollectedFindings]> {
    const checkResponse = this.findObstacle() === undefined ? this.#createFullCheck() : this.#createPlainCheck();
    for (const [number, response] of checkResponse ? this.#responses : []) {
      if (response.isBroken) continue;
      const { path, pairs } = response.request;
      const identifyRequest = () => hashString(JSON.stringify(['GET', path, pairs]));
      const drafts = checkResponse?.(response) ?? [];
      const collected = assembleFindings(identifyRequest, ({ stablePointer }) => stablePointer, drafts);
      if (collected.findings.length > 0) yield [number, collected];
    }
  }

  #createFullCheck(): ResponseCheck {
    const listings = [...this.#responses.values()].filter(isFullListingResponse);
    const imageSet = createSessionImageSet(listings);
    const ids = new Set(imageSet.images.map(({ image }) => image.Id));
    const imagesByVersion = new Map(
      listings.map((listing) => [listing.request.minor, indexListing(listing, imageSet.store)]),
    );
    return (response) => checkSessionResponse(response, imageSet, ids, imagesByVersion.get(response.request.minor));
  }

  /** With the same `all`, a filtered list is part of the unfiltered one: what clients that never send `all` can show. */
  #createPlainCheck(): ResponseCheck | undefined {
    const responses = [...this.#responses.values()];
    const plainLists = responses.filter(
      ({ isBroken, status, request }) => !isBroken && status === 200 && isFullListing({ ...request, all: true }),
    );
    const ids = new Set(plainLists.flatMap(({ images }) => images.map(({ id }) => id)));
    const isUnchanged = plainLists.every(({ images }) => new Set(images.map(({ id }) => id)).size === ids.size);
    if (plainLists.length === 0 || !isUnchanged || responses.some(isFullListingResponse)) return undefined;
    return ({ status, request, images }) =>
      status === 200 && !request.all
        ? draftUnlistedImages(images, ids, 'the list without a filter has no such image')
        : [];
  }
}

type ResponseCheck = (response: SessionResponse) => Iterable<FindingDraft & StablyLocated>;

/** Creates the image set of a session from the most detailed full listing. */
function createSessionImageSet(listings: readonly FullListingResponse[]): ImageSet {
  const countDetails = ({ fullListing: { images } }: FullListingResponse): number =>
    Number(images.some(({ Descriptor }) => Descriptor)) + Number(images.some(({ Manifests }) => Manifests));
  const [best] = listings.toSorted((a, b) => countDetails(b) - countDetails(a));
  const [store] = listings.flatMap(({ request, fullListing }) => detectStore(fullListing.images, request) ?? []);
  return createImageSet(best?.fullListing.images ?? [], store);
}

/** An image as the full listing of an API version describes it. */
interface ListedImage extends IndexedImage {
  readonly listedDigests: PropertyDigests;
}

function indexListing(
  { images, fullListing }: FullListingResponse,
  store: ImageSet['store'],
): ReadonlyMap<string, ListedImage> {
  const indexed = createImageSet(fullListing.images, store).images;
  return new Map(
    images.map(({ id, digests }, index) => [id, { ...(indexed[index] as IndexedImage), listedDigests: digests }]),
  ); // one for each image
}

/** Finds images that a response lacks, lists unexpectedly, or describes differently. */
function* checkSessionResponse(
  response: SessionResponse,
  imageSet: ImageSet,
  fullListingIds: ReadonlySet<string>,
  imagesById: ReadonlyMap<string, ListedImage> | undefined,
): Generator<FindingDraft & StablyLocated> {
  const { request, status, message, images, reportedIndices } = response;
  const allowed = getAllowedStatuses(request, message, imageSet);
  const { statuses } = allowed;
  if (!statuses.has(status)) yield draftSessionStatus(status, allowed.expected);
  if (!statuses.has(status) || status !== 200) return;
  const filterImage = createImageFilter(imageSet, request);
  const indices = new Map(images.map(({ id }, index) => [id, index]));
  for (const image of imageSet.images) {
    const index = indices.get(image.image.Id);
    const { expectation, reason } = filterImage(image);
    if (index === undefined && expectation === 'required') yield draftMissingImage(image, reason);
    // The full listing of the containerd image store omits an invalid name (Docker 26.1.5), by which the image is not dangling.
    const mayBeNamed = request.filters.values.has('dangling') && index !== undefined && images[index]?.hasInvalidName;
    if (index !== undefined && expectation === 'forbidden' && !reportedIndices.has(index) && !mayBeNamed)
      yield draftUnexpectedImage(index, image.image.Id, reason);
  }
  yield* draftUnlistedImages(images, fullListingIds, 'the list of all images has no such image');
  if (imagesById) yield* checkDescriptions(response, imageSet, imagesById);
}

function* draftUnlistedImages(
  images: readonly SessionImage[],
  ids: ReadonlySet<string>,
  reason: string,
): Generator<FindingDraft & StablyLocated> {
  for (const [index, { id }] of images.entries()) if (!ids.has(id)) yield draftUnexpectedImage(index, id, reason);
}

function* checkDescriptions(
  { request, images, reportedIndices }: SessionResponse,
  { store }: ImageSet,
  imagesById: ReadonlyMap<string, ListedImage>,
): Generator<FindingDraft & StablyLocated> {
  const selectNames = createNameSelector(request, store);
  for (const [index, { id, digests: actualDigests }] of images.entries()) {
    const listed = imagesById.get(id);
    if (!listed || reportedIndices.has(index)) continue;
    for (const { property, expected } of findDifferences(actualDigests, listed, selectNames(listed))) {
      yield {
        rule: 'session/inconsistent',
        pointer: `/${index}/${property}`,
        message: `${property} of ${formatImageName(listed)} is another than in the list of all images: expected ${previewValue(expected)}`,
        expected: previewValue(expected),
        actual: 'another value',
        stablePointer: `/${id}/${property}`,
      };
    }
  }
}

/** The pointer of a finding with the id of the image in place of its index. */
interface StablyLocated {
  readonly stablePointer: string;
}

const draftSessionStatus = (status: number, expected: string): FindingDraft & StablyLocated => ({
  rule: 'response/status',
  message: `by the list of all images this request cannot get ${status}, expected ${expected}`,
  expected,
  actual: String(status),
  stablePointer: '',
});

const draftMissingImage = (image: IndexedImage, reason: string): FindingDraft & StablyLocated => ({
  rule: 'session/missing',
  message: `${formatImageName(image)} is not listed, though ${reason}`,
  expected: image.image.Id,
  actual: 'not listed',
  stablePointer: '',
});

const draftUnexpectedImage = (index: number, id: string, reason: string): FindingDraft & StablyLocated => ({
  rule: 'session/unexpected',
  pointer: `/${index}`,
  message: `${previewValue(id)} is listed, though ${reason}`,
  expected: `not this image: ${reason}`,
  actual: id,
  stablePointer: `/${id}`,
});

const formatImageName = ({ image, tags }: IndexedImage): string => previewValue(tags[0]?.raw ?? image.Id);
