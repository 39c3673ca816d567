import { filterKeys } from '../../generated/constants.js';
import { compileGlob, type Glob } from '../request/compile-glob.js';
import { parseUntil } from '../request/parse-until.js';
import { previewValue } from '../values/format-value.js';
import { type AnyVersionImage, GO_ZERO_TIME, hasLabel, manifestMediaTypes, toCanonicalName } from './image.js';
import { hasNoDate, type ImageName, type ImageSet, type ImageStore, type IndexedImage } from './image-set.js';
import { getFilterValues, getLegacyFilter, type InterpretedRequest } from './interpreted-request.js';

/**
 * Whether an answer lists an image. `may`: engines that are both right differ, or the whole list does not tell.
 */
export type Expectation = 'required' | 'optional' | 'forbidden';

/** Whether an answer lists an image, and why, in words for people. */
export interface ImageExpectation {
  readonly expectation: Expectation;
  readonly reason: string;
  /** Whether Docker 28.5.2 lists it, as far as the whole list tells. */
  readonly listedByDocker28: boolean;
}

/** What one part of a request says of each image. */
type ImageFilter = (image: IndexedImage) => ImageExpectation;

const requireImage = (reason: string): ImageExpectation => ({
  expectation: 'required',
  reason,
  listedByDocker28: true,
});
const allowImage = (reason: string, listedByDocker28 = false): ImageExpectation => ({
  expectation: 'optional',
  reason,
  listedByDocker28,
});
const forbidImage = (reason: string): ImageExpectation => ({
  expectation: 'forbidden',
  reason,
  listedByDocker28: false,
});
const requireOrForbid = (isRequired: boolean, reasonFor: string, reasonAgainst: string): ImageExpectation =>
  isRequired ? requireImage(reasonFor) : forbidImage(reasonAgainst);

/** When an answer is made, in seconds since 1970. */
export interface EngineClock {
  readonly now: number;
  /** When the store got its images. */
  readonly storeFilledAt: number;
}

/**
 * What a request asks of the images of one engine: which an answer with 200 has to list.
 *
 * @param clock where it is known; without one nothing is said of ages
 */
export function createImageFilter(imageSet: ImageSet, request: InterpretedRequest, clock?: EngineClock): ImageFilter {
  if (imageSet.store) return combineAll(createStoreFilters(imageSet, request, imageSet.store, clock));
  const storeFilters = (['containerd', 'graphdriver'] as const).map((store) =>
    combineAll(createStoreFilters(imageSet, request, store, clock)),
  );
  return (image) => {
    const [first, second] = storeFilters.map((filter) => filter(image)) as [ImageExpectation, ImageExpectation]; // one of each store
    return first.expectation === second.expectation
      ? first
      : allowImage('image stores differ, and nothing tells which this is');
  };
}

/** All parts together: one that rules an image out is enough, and one that leaves it open leaves it open. */
const combineAll =
  (filters: readonly ImageFilter[]): ImageFilter =>
  (image) => {
    const expectations = filters.map((filter) => filter(image));
    const decisive =
      expectations.find(({ expectation }) => expectation === 'forbidden') ??
      expectations.find(({ expectation }) => expectation === 'optional');
    if (decisive)
      return { ...decisive, listedByDocker28: expectations.every(({ listedByDocker28 }) => listedByDocker28) };
    const reasons = expectations.flatMap(({ reason }) => reason || []);
    return requireImage(reasons.join(', and ') || 'no filter rules it out');
  };

/** Reads a part of a request; `undefined` when it rules nothing out. */
type FilterFactory = (
  request: InterpretedRequest,
  imageSet: ImageSet,
  store: ImageStore,
  clock?: EngineClock,
) => ImageFilter | undefined;

const createStoreFilters = (
  imageSet: ImageSet,
  request: InterpretedRequest,
  store: ImageStore,
  clock: EngineClock | undefined,
): ImageFilter[] => {
  const keyFactories = filterKeys.filter((key) => request.filters.values.has(key)).map((key) => filterFactories[key]);
  return [createIntermediateFilter, createLegacyFilter, ...keyFactories].flatMap(
    (createFilter) => createFilter(request, imageSet, store, clock) ?? [],
  );
};

/** Without `all`, an image without a name that others were built on is left out. */
const createIntermediateFilter: FilterFactory = ({ all }) =>
  all
    ? undefined
    : ({ isParent, tags, digests }) => {
        const [hasTags, hasOnlyBareDigests] = [
          tags.length > 0,
          digests.length > 0 && digests.every(({ familiarForms }) => !familiarForms.length),
        ];
        if (!isParent || hasTags || (digests.length > 0 && !hasOnlyBareDigests)) return requireImage('');
        return hasOnlyBareDigests
          ? allowImage('it is partially pulled, and others were built on it')
          : forbidImage('others were built on it, and it has no name');
      };

/** Before API 1.41 `filter` is a `reference`, but for Docker 29 and later. */
const createLegacyFilter: FilterFactory = (request, imageSet, store) => {
  const pattern = getLegacyFilter(request);
  if (!pattern) return undefined;
  const filter = createPatternFilter([pattern], imageSet, store);
  return (image) => {
    const result = filter(image);
    return result.expectation === 'required'
      ? result
      : allowImage('not every engine reads `filter` at this version', result.listedByDocker28);
  };
};

const createBeforeFilter: FilterFactory = defineDateFilter('before');
const createSinceFilter: FilterFactory = defineDateFilter('since');

/** `before` and `since`: created before, or after, the image that they name. */
function defineDateFilter(key: 'before' | 'since'): FilterFactory {
  return (request, imageSet, store) => {
    const values = getFilterValues(request, key);
    if (values.length === 0) return undefined;
    const filters = values.map((value) => createDateFilter(key, value, request, imageSet, store));
    const [only] = filters;
    if (only && filters.length === 1) return only;
    // Older engines take one of several images, now this one and now that.
    return isDocker25OrLater(request) ? combineAll(filters) : combineUnanimous(filters);
  };
}

/** Whether the engine is Docker 25 or later: what serves API 1.44 is. */
const isDocker25OrLater = ({ engineVersion, minor }: InterpretedRequest): boolean =>
  minor >= 44 || (engineVersion?.major ?? 0) >= 25;

/** What several conditions say of an image when all say the same. */
const combineUnanimous =
  (filters: readonly ImageFilter[]): ImageFilter =>
  (image) => {
    const [first = requireImage(''), ...others] = filters.map((filter) => filter(image));
    return others.every(({ expectation }) => expectation === first.expectation)
      ? first
      : allowImage(
          'older engines take one of several values',
          filters.every((filter) => filter(image).listedByDocker28),
        );
  };

function createDateFilter(
  key: 'before' | 'since',
  value: string,
  request: InterpretedRequest,
  imageSet: ImageSet,
  store: ImageStore,
): ImageFilter {
  const boundImage = imageSet.findImage(value);
  if (!boundImage) return () => allowImage(`nothing tells which image ${previewValue(value)} is`);
  const hasZeroTime = boundImage.Created === GO_ZERO_TIME;
  // Go's zero time is no bound to a graph driver; what has no date at all is none in either store.
  if (hasZeroTime && store === 'graphdriver' && isDocker25OrLater(request))
    return () => requireImage(`the image of \`${key}\` has no date, and rules nothing out`);
  const isInOrder = (created: number, boundText: number): boolean =>
    key === 'before' ? created < boundText : created > boundText;
  const isUncertain = hasNoDate(boundImage) && !(hasZeroTime && isDocker25OrLater(request));
  const compareDates: ImageFilter = ({ image }) => {
    const { Created } = image;
    // A containerd store says so of an image that is not wholly there, and knows better.
    if (Created === 0 && store === 'containerd') return allowImage('it may be partially pulled');
    if (image.Id === boundImage.Id) return forbidImage(`it is the image that \`${key}\` names`);
    if (Created === boundImage.Created) return allowImage(`both have \`Created\` ${Created}, in seconds`);
    const subject = `\`Created\` ${Created} is`;
    const boundText = `${key === 'before' ? 'before' : 'after'} ${boundImage.Created}`;
    if (!isInOrder(Created, boundImage.Created)) return forbidImage(`${subject} not ${boundText}`);
    // A date that cannot be read is none to a containerd store.
    const hasDate = Created !== 0 && (Created !== GO_ZERO_TIME || store === 'graphdriver');
    const incompleteArchitectures = store === 'containerd' ? findIncompleteArchitectures(image) : [];
    // Docker 28.5.2 leaves out an image of which it cannot read each configuration, whose platform the list then lacks.
    if (incompleteArchitectures.length > 0)
      return allowImage('one of its configurations may not be there', !incompleteArchitectures.includes(''));
    // An index does not tell when its manifests are not listed.
    if (store === 'containerd' && image.Descriptor && !image.Manifests && !isSingleManifest(image))
      return allowImage('one of its configurations may not be there', hasDate);
    // An image of 1970 is more common than one without a date.
    return hasDate
      ? requireImage(`${subject} ${boundText}`)
      : allowImage('it may have no date at all', Created === GO_ZERO_TIME || store === 'graphdriver');
  };
  if (!isUncertain) return compareDates;
  return (image) => {
    const result = compareDates(image);
    return result.expectation === 'required'
      ? result
      : allowImage(`the image of \`${key}\` may have no date, which rules nothing out`, true);
  };
}

/** Without a tag, or with a name. */
const createDanglingFilter: FilterFactory = (request, _, store) => {
  if (request.faults.some(({ name }) => name === 'dangling'))
    return () => allowImage('Docker 20.10 alone takes such a `dangling`');
  const values = request.filters.values.get('dangling');
  const wantsDangling = Boolean(values?.get('true') ?? values?.get('1'));
  // A graph driver looks at those names that `reference` leaves.
  const matchName =
    store === 'graphdriver' && request.filters.values.has('reference') ? createReferenceMatcher(request) : undefined;
  return (image) => {
    if (matchName && image.tags.some((name) => matchName(name) === 'optional'))
      return allowImage('newer engines try the canonical name too');
    const keepMatching = (names: readonly ImageName[]) =>
      matchName ? names.filter((name) => matchName(name) === 'required') : names;
    const [tags, digests] = [keepMatching(image.tags), keepMatching(image.digests)];
    return (wantsDangling ? danglingFilters : namedFilters)[store]({ ...image, tags, digests });
  };
};

const NO_TAG_REASON = 'it has no tag';
const danglingFilters: Readonly<Record<ImageStore, ImageFilter>> = {
  containerd: ({ tags, digests }) =>
    tags.length + digests.length === 0
      ? requireImage(NO_TAG_REASON)
      : allowImage('it may have a name that the store keeps for dangling images'),
  graphdriver: ({ tags, isParent }) => {
    if (isParent) return forbidImage('others were built on it');
    return requireOrForbid(tags.length === 0, NO_TAG_REASON, `it has the tag ${previewValue(tags[0]?.raw)}`);
  },
};
const namedFilters: Readonly<Record<ImageStore, ImageFilter>> = {
  containerd: ({ tags, digests }) => {
    if (tags.length + digests.length === 0) return forbidImage('it has no name');
    const name = [...tags, ...digests].find(({ familiarForms }) => familiarForms.length > 0);
    return name
      ? requireImage(`it has the name ${previewValue(name.raw)}`)
      : allowImage('its names are not valid image references', true);
  },
  graphdriver: ({ tags: [tag], digests: [digest] }) => {
    const name = tag ?? digest;
    return name ? requireImage(`it has the name ${previewValue(name.raw)}`) : forbidImage('it has no name');
  },
};

/** All of some labels. */
const createLabelFilter: FilterFactory = (request, _, store) => {
  const values = getFilterValues(request, 'label');
  if (values.length === 0) {
    // A graph driver drops an image without a configuration, of which the list says no more than that it has no labels.
    return store === 'containerd'
      ? undefined
      : ({ image }) =>
          image.Labels ? requireImage('it has labels') : allowImage('it may have no configuration', true);
  }
  return combineAll(values.map((value) => createHasLabelFilter(value, store)));
};

const createHasLabelFilter =
  (value: string, store: ImageStore): ImageFilter =>
  ({ image }) => {
    // A key that ends in `!` negates in a containerd store only.
    if (store === 'containerd' && value.split('=', 1)[0]?.endsWith('!'))
      return allowImage(
        'engines differ in a label that ends in !',
        !hasLabel(image.Labels ?? {}, value.replace('!', '')),
      );
    if (image.Labels && hasLabel(image.Labels, value)) return requireImage(`it has the label ${previewValue(value)}`);
    return hasCompleteLabels(image, store)
      ? forbidImage(`it has no label ${previewValue(value)}`)
      : allowImage('another of its configurations may have the label');
  };

/** Whether `Labels` are all labels: not so of an index, which has a configuration a platform, or of one that is not there. */
function hasCompleteLabels(image: AnyVersionImage, store: ImageStore): boolean {
  if (store === 'graphdriver') return true;
  const { Labels, Created, Manifests } = image;
  const presentManifests = Manifests?.filter(
    ({ Kind, Available, Size }) => Kind === 'image' && (Available || Size.Content > 0),
  );
  if (presentManifests) return presentManifests.length === 1 && presentManifests[0]?.Available === true;
  return isSingleManifest(image) && (Labels !== null || Created !== 0);
}

/** Whether an image has one configuration: an index has one a platform, and one an attestation. */
const isSingleManifest = ({ Descriptor }: AnyVersionImage): boolean =>
  manifestMediaTypes.includes(Descriptor?.mediaType ?? '');

/** The architectures of those manifests of an index that are there without all that they name, perhaps without a configuration. */
const findIncompleteArchitectures = ({ Manifests }: AnyVersionImage): string[] =>
  (Manifests ?? []).flatMap((manifest) =>
    manifest.Kind === 'image' && !manifest.Available && manifest.Size.Content > 0
      ? manifest.ImageData.Platform.architecture
      : [],
  );

/** Whether Docker 28.5.2 finds one configuration without some labels, where an image has several, or one that is not shown. */
function hasConfigWithoutLabels(
  image: AnyVersionImage,
  values: readonly string[],
  request: InterpretedRequest,
): boolean {
  const { Manifests, Labels, Created } = image;
  const availableManifests = Manifests?.filter(({ Kind, Available }) => Available && Kind !== 'unknown');
  const isReadable = availableManifests ? availableManifests.some(({ Kind }) => Kind === 'image') : Created !== 0;
  const hasSeveralConfigs = availableManifests ? availableManifests.length > 1 : !isSingleManifest(image);
  // The same configuration has to have the labels of `label`, and of others nothing is known.
  const isMatchedByOthers = hasSeveralConfigs && getFilterValues(request, 'label').length === 0;
  return isReadable && (isMatchedByOthers || !values.some((value) => hasLabel(Labels ?? {}, value)));
}

/** None of some labels, in a containerd store. */
const createNotLabelFilter: FilterFactory = (request, _, store) => {
  const values = getFilterValues(request, 'label!');
  if (values.length === 0) return undefined;
  return ({ image }) => {
    if (store === 'graphdriver') return allowImage('a graph driver refuses `label!`');
    if (!hasCompleteLabels(image, store))
      return allowImage(
        'another of its configurations may have the label',
        hasConfigWithoutLabels(image, values, request),
      );
    const labels = image.Labels ?? {};
    const forbiddenLabel = values.find((value) => hasLabel(labels, value));
    if (forbiddenLabel !== undefined) {
      return isSingleManifest(image)
        ? forbidImage(`it has the label ${previewValue(forbiddenLabel)}`)
        : allowImage(
            'another of its configurations, such as that of an attestation, may lack the label',
            hasConfigWithoutLabels(image, values, request),
          );
    }
    // Up to Docker 29.4.0 an image without the key is left out when a value is given.
    const isUncertain = values.some((value) => value.includes('=') && !hasLabel(labels, value.split('=', 1)[0] ?? ''));
    return isUncertain
      ? allowImage('engines differ in `label!` with a value')
      : requireImage('it has none of the labels');
  };
};

/** A name that matches one of some patterns. */
const createReferenceFilter: FilterFactory = (request, imageSet, store) => {
  const values = getFilterValues(request, 'reference');
  if (values.length > 0) return createPatternFilter(values, imageSet, store);
  // An empty list asks a graph driver for one of no names.
  return store === 'containerd' ? undefined : () => forbidImage('no name matches one of no patterns');
};

/** How many characters of patterns are held against how many names; no client that means it comes near. */
const MAX_MATCH_STEPS = 20_000_000;

function createPatternFilter(patterns: readonly string[], { nameCount }: ImageSet, store: ImageStore): ImageFilter {
  const patternLength = patterns.reduce((sum, { length }) => sum + length, 0);
  if (patternLength * nameCount > MAX_MATCH_STEPS) return () => allowImage('there are too many patterns');
  const globs = patterns.map(compileGlob);
  if (globs.includes(undefined)) return () => allowImage('engines differ in a malformed pattern');
  const matchName = createNameMatcher(globs.flatMap((glob) => glob ?? []));
  // The names by which a containerd store keeps a digest are not told from those that it makes up.
  const getCertainNames = ({ tags, digests }: IndexedImage) => [...tags, ...(store === 'graphdriver' ? digests : [])];
  return (image) => {
    const name = getCertainNames(image).find((name) => matchName(name) === 'required');
    if (name) return requireImage(`its name ${previewValue(name.raw)} matches`);
    const possibleNames: readonly ImageName[] =
      store === 'graphdriver' ? [] : [...image.digests, createDanglingName(image)];
    if (getCertainNames(image).some((name) => matchName(name) === 'optional'))
      return allowImage('newer engines try the canonical name too');
    const matchResults = possibleNames.map(matchName).filter((matchResults) => matchResults !== 'forbidden');
    return matchResults.length > 0
      ? allowImage(
          'the store may keep a name with a digest for it',
          matchResults.includes('required') && image.tags.length + image.digests.length === 0,
        )
      : forbidImage('none of its names matches');
  };
}

/** What a containerd store calls an image without a name. */
const createDanglingName = ({ image: { Id } }: IndexedImage): ImageName => ({
  raw: '',
  familiarForms: ['moby-dangling', `moby-dangling@${Id}`],
});

/** Whether a pattern matches a name: its familiar spellings; Docker 29.5 and later try the canonical ones too. */
const createNameMatcher =
  (globs: readonly Glob[]) =>
  ({ familiarForms }: ImageName): Expectation => {
    const matchesAny = (name: string): boolean => globs.some((glob) => glob(name));
    if (familiarForms.some(matchesAny)) return 'required';
    return familiarForms.some((name) => matchesAny(toCanonicalName(name))) ? 'optional' : 'forbidden';
  };

/** Whether `reference` leaves a name in the answer. */
export const createReferenceMatcher = (request: InterpretedRequest): ((name: ImageName) => Expectation) =>
  createNameMatcher(getFilterValues(request, 'reference').flatMap((pattern) => compileGlob(pattern) ?? []));

/** Before all of some times. */
const createUntilFilter: FilterFactory = (request, _, store, clock) => {
  const values = getFilterValues(request, 'until');
  if (values.length === 0) return undefined;
  if (store === 'graphdriver') return combineAll(values.map((value) => createTimeFilter(value, clock)));
  const listedByDocker28 = values.every(
    (value) => (clock?.storeFilledAt ?? 0) < (parseUntil(value, clock?.now).timeInUtc ?? 0),
  );
  return () => allowImage('the list does not tell when the store got it', listedByDocker28);
};

function createTimeFilter(value: string, clock: EngineClock | undefined): ImageFilter {
  const { exactTime, possibleRange, timeInUtc } = parseUntil(value, clock?.now);
  // Go's zero time is no bound.
  if (exactTime === GO_ZERO_TIME)
    return () => allowImage('the start of year 1 rules nothing out when it stands alone', true);
  if (!possibleRange) return () => allowImage(`${previewValue(value)} counts from the engine's clock`);
  const [earliest, latest] = possibleRange;
  return ({ image: { Created } }) => {
    const subject = `\`Created\` ${Created} is`;
    if (Created >= latest) return forbidImage(`${subject} not before ${previewValue(value)}`);
    // The list has whole seconds.
    if (Created + 1 > earliest)
      return allowImage(`${subject} about ${previewValue(value)}`, Created < (timeInUtc ?? earliest));
    return Created === 0
      ? allowImage('it may have no date at all', true)
      : requireImage(`${subject} before ${previewValue(value)}`);
  };
}

const filterFactories: Readonly<Record<(typeof filterKeys)[number], FilterFactory>> = {
  before: createBeforeFilter,
  dangling: createDanglingFilter,
  label: createLabelFilter,
  'label!': createNotLabelFilter,
  reference: createReferenceFilter,
  since: createSinceFilter,
  until: createUntilFilter,
};
