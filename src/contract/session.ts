import { getAllowedStatuses } from '../engine/allowed-statuses.js';
import { createImageFilter } from '../engine/filter-images.js';
import { type AnyVersionImage, dropUndescribed } from '../engine/image.js';
import { createNameSelector } from '../engine/image-names.js';
import { createImageSet, detectStore, type ImageSet, type IndexedImage } from '../engine/image-set.js';
import { type InterpretedRequest, isFullListing } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
import { hashString } from '../values/hash-string.js';
import { getOwn } from '../values/pointer.js';
import type { ExchangeCheckResult } from './check-exchange.js';
import { assembleFindings, type CollectedFindings } from './collect-findings.js';
import type { Exchange } from './exchange.js';
import type { FindingDraft } from './finding.js';
import { digestImage, type ExpectedImage, findDifferences, type PropertyDigests } from './image-digests.js';
import { getErrorMessage, parseBody } from './response-body.js';

/*
 * Checks whether the responses of one engine, whose images did not change in between, list the right images. These follow
 * from a full listing. Of other responses, only the ids and digests of their images are kept.
 */

/** The most exchanges of a session. */
const MAX_EXCHANGES = 100_000;
/** The most characters of an error message that are kept. */
const MAX_KEPT_MESSAGE_LENGTH = 1000;

/** A full listing with its request. */
interface FullListing {
  readonly request: InterpretedRequest;
  readonly images: readonly AnyVersionImage[];
}

/** Whether the findings of a rule point to an image of the list. */
const isAboutImages = (rule: string): boolean => /^(?:list|image|manifest|filter)\//.test(rule);

/** What is kept of a response: the message of an error, or the images of a list. */
interface SessionResponse {
  /** The number that the caller gave the exchange. */
  readonly exchangeIndex: number;
  readonly request: InterpretedRequest;
  readonly status: number;
  readonly message: string;
  readonly images: readonly { readonly id: string; readonly digests: PropertyDigests }[];
  /** The indices of images with findings about this exchange alone. */
  readonly reportedIndices: ReadonlySet<number>;
}

/** The result of checking a session. */
export interface SessionCheckResult {
  /** By the number of the exchange; empty if the session was not checked. */
  readonly findings: ReadonlyMap<number, CollectedFindings>;
  /** Why it was not checked; `undefined` if it was. */
  readonly notChecked: string | undefined;
}

/** Checks the exchanges of one session together. */
export class SessionChecker {
  readonly #fullListings: FullListing[] = [];
  readonly #responses: SessionResponse[] = [];
  readonly #maxExchanges: number;
  #hasBrokenListing = false;
  #exchangeCount = 0;

  constructor(maxExchanges = MAX_EXCHANGES) {
    this.#maxExchanges = maxExchanges;
  }

  /** Adds an exchange with its own result. Responses that break their schema or have a wrong status are left out. */
  add(exchangeIndex: number, { response }: Exchange, { interpretedRequest, findings }: ExchangeCheckResult): void {
    if (!interpretedRequest || ++this.#exchangeCount > this.#maxExchanges) return;
    const { status } = response;
    const body = parseBody(response);
    const list = status === 200 ? getOwn(body, 'value') : [];
    const isBroken = findings.some(({ rule }) => rule === 'response/schema' || rule === 'response/status');
    const isFull = status === 200 && isFullListing(interpretedRequest);
    if (isBroken || !Array.isArray(list)) {
      this.#hasBrokenListing ||= isFull;
      return;
    }
    // The list matches its schema.
    const images = dropUndescribed(list as readonly AnyVersionImage[], interpretedRequest.minor);
    if (isFull) this.#fullListings.push({ request: interpretedRequest, images });
    this.#responses.push({
      exchangeIndex,
      request: interpretedRequest,
      status,
      message: status === 200 ? '' : getErrorMessage(body).slice(0, MAX_KEPT_MESSAGE_LENGTH),
      images: images.map((image) => ({ id: image.Id, digests: digestImage(image) })),
      reportedIndices: new Set(
        findings.flatMap(({ rule, pointer }) => (isAboutImages(rule) ? Number(pointer.split('/')[1]) : [])),
      ),
    });
  }

  /** Checks the exchanges that were added. */
  finish(): SessionCheckResult {
    const notChecked = this.#findObstacle();
    if (notChecked !== undefined) return { findings: new Map(), notChecked };
    const imageSet = createSessionImageSet(this.#fullListings);
    const ids = new Set(imageSet.images.map(({ image }) => image.Id));
    const imagesByVersion = new Map(
      this.#fullListings.map(({ request: interpretedRequest, images }) => [
        interpretedRequest.minor,
        indexById(images, imageSet),
      ]),
    );
    const collected = this.#responses.map((response): [number, CollectedFindings] => {
      const { exchangeIndex, request: interpretedRequest } = response;
      const drafts = checkSessionResponse(response, imageSet, ids, imagesByVersion.get(interpretedRequest.minor));
      const identifyRequest = () =>
        hashString(JSON.stringify(['GET', interpretedRequest.path, interpretedRequest.pairs]));
      return [exchangeIndex, assembleFindings(identifyRequest, ({ stablePointer }) => stablePointer, drafts)];
    });
    return { findings: new Map(collected.filter(([, { findings }]) => findings.length > 0)), notChecked };
  }

  #findObstacle(): string | undefined {
    if (this.#exchangeCount > this.#maxExchanges) return `it has more than ${this.#maxExchanges} exchanges`;
    const [first, ...others] = this.#fullListings;
    if (!first) {
      return this.#hasBrokenListing
        ? 'its list of all images breaks the schema'
        : 'it has no list of all images, one with `all` true and without a filter';
    }
    const hashes = new Map<string, string>();
    for (const { request: interpretedRequest, images } of [first, ...others]) {
      for (const [key, state] of [
        ['', hashIds(images)],
        [String(interpretedRequest.minor), hashNamesAndLabels(images)],
      ] as const) {
        if ((hashes.get(key) ?? state) !== state) return 'its lists of all images differ: they changed in between';
        hashes.set(key, state);
      }
    }
    return undefined;
  }
}

const hashSorted = (strings: readonly string[]): string => hashString(JSON.stringify([...strings].sort()));
const hashIds = (images: readonly AnyVersionImage[]): string => hashSorted(images.map(({ Id }) => Id));
const hashNamesAndLabels = (images: readonly AnyVersionImage[]): string =>
  hashSorted(
    images.map((image) => {
      const { Id, RepoTags, RepoDigests, Labels } = digestImage(image);
      return [Id, RepoTags, RepoDigests, Labels].join();
    }),
  );

/** Creates the image set of a session from the most detailed full listing. */
function createSessionImageSet(fullListings: readonly FullListing[]): ImageSet {
  const countDetails = ({ images }: FullListing): number =>
    Number(images.some(({ Descriptor }) => Descriptor)) + Number(images.some(({ Manifests }) => Manifests));
  const [best] = fullListings.toSorted((a, b) => countDetails(b) - countDetails(a));
  const [store] = fullListings.flatMap(({ request, images }) => detectStore(images, request) ?? []);
  return createImageSet(best?.images ?? [], store);
}

const indexById = (images: readonly AnyVersionImage[], { store }: ImageSet): ReadonlyMap<string, IndexedImage> =>
  new Map(createImageSet(images, store).images.map((indexedImage) => [indexedImage.image.Id, indexedImage]));

/** Finds images that a response lacks, lists unexpectedly, or describes differently. */
function* checkSessionResponse(
  response: SessionResponse,
  imageSet: ImageSet,
  fullListingIds: ReadonlySet<string>,
  imagesById: ReadonlyMap<string, IndexedImage> | undefined,
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
    if (index !== undefined && expectation === 'forbidden' && !reportedIndices.has(index))
      yield draftUnexpectedImage(index, image.image.Id, reason);
  }
  for (const [index, { id }] of images.entries()) {
    if (!fullListingIds.has(id)) yield draftUnexpectedImage(index, id, 'the list of all images has no such image');
  }
  if (imagesById) yield* checkDescriptions(response, imageSet, imagesById);
}

function* checkDescriptions(
  { request, images, reportedIndices }: SessionResponse,
  { store }: ImageSet,
  imagesById: ReadonlyMap<string, IndexedImage>,
): Generator<FindingDraft & StablyLocated> {
  const selectNames = createNameSelector(request, store);
  for (const [index, { id, digests: actualDigests }] of images.entries()) {
    const indexedImage = imagesById.get(id);
    if (!indexedImage || reportedIndices.has(index)) continue;
    const { tags, digests } = selectNames(indexedImage);
    const expected: ExpectedImage = {
      ...indexedImage.image,
      RepoTags: tags && [...tags],
      RepoDigests: digests && [...digests],
    };
    for (const property of findDifferences(actualDigests, expected)) {
      yield {
        rule: 'session/inconsistent',
        pointer: `/${index}/${property}`,
        message: `${property} of ${formatImageName(indexedImage)} is another than in the list of all images: expected ${previewValue(expected[property])}`,
        expected: previewValue(expected[property]),
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
