/** How a Docker Engine responds: status, listed images, their names. Pure; the only implementation of a filter. */
import { filterKeys } from '../../generated/constants.js';
import { compileGlob } from '../request/compile-glob.js';
import { parseUntil } from '../request/parse-until.js';
import { previewValue } from '../values/format-value.js';
import { type AnyVersionImage, GO_ZERO_TIME, hasLabel, manifestMediaTypes, toCanonicalName } from './image.js';
import { hasNoDate, type ImageName, type ImageSet, type ImageStore, type IndexedImage } from './image-set.js';
import { getFilterValues, getLegacyFilter, type InterpretedRequest } from './interpreted-request.js';

/**
 * Whether a response lists an image. `optional`: correct engines differ, or the image set does not tell.
 */
export type Expectation = 'required' | 'optional' | 'forbidden';

/** Whether a response lists an image, with the reason in words. */
interface ImageExpectation {
  readonly expectation: Expectation;
  readonly reason: string;
  /** Whether Docker 28.5.2 lists the image, as far as the image set tells. */
  readonly listedByDocker28: boolean;
}

type FilterKey = (typeof filterKeys)[number];

type ImageFilter = (image: IndexedImage) => ImageExpectation;

const createExpectation =
  (expectation: Expectation) =>
  (reason: string, listedByDocker28 = expectation === 'required'): ImageExpectation => ({
    expectation,
    reason,
    listedByDocker28,
  });
const requireImage = createExpectation('required');
const allowImage = createExpectation('optional');
const forbidImage = createExpectation('forbidden');

const UNFILTERED = requireImage('no filter rules it out');

/** The times that ages depend on, in seconds since 1970. */
export interface EngineClock {
  readonly now: number;
  /** When the store got its images. */
  readonly storeFilledAt: number;
}

/** What a filter depends on, apart from its values. */
interface FilterContext {
  readonly request: InterpretedRequest;
  readonly imageSet: ImageSet;
  readonly store: ImageStore;
  readonly clock?: EngineClock | undefined;
}

/** Creates the filter of a key in `filters` from its values. */
type FilterFactory = (values: readonly string[], context: FilterContext) => ImageFilter;

/**
 * Creates the filter of a request: which images a response with 200 lists.
 *
 * @param clock the engine's clock; without one, ages are left open
 */
export const createImageFilter = (imageSet: ImageSet, request: InterpretedRequest, clock?: EngineClock): ImageFilter =>
  createForStore(imageSet, (store) => {
    const context = { request, imageSet, store, clock };
    const keyFilters = getUsedKeys(request).map((key) => createKeyFilter(key, context));
    return combineAll([createIntermediateFilter(request), createLegacyFilter(context), ...keyFilters]);
  });

/** Creates one filter for each key in `filters`. */
export const createKeyFilters = (imageSet: ImageSet, request: InterpretedRequest): [FilterKey, ImageFilter][] =>
  getUsedKeys(request).map((key) => [
    key,
    createForStore(imageSet, (store) => createKeyFilter(key, { request, imageSet, store })),
  ]);

const getUsedKeys = ({ filters }: InterpretedRequest): FilterKey[] =>
  filterKeys.filter((key) => filters.values.has(key));

const createKeyFilter = (key: FilterKey, context: FilterContext): ImageFilter =>
  filterFactories[key](getFilterValues(context.request, key), context);

/** Creates a filter for the store of the image set. If the store is unknown, only what holds for both stores counts. */
const createForStore = ({ store }: ImageSet, createFilter: (store: ImageStore) => ImageFilter): ImageFilter =>
  store
    ? createFilter(store)
    : combineUnanimous(
        [createFilter('containerd'), createFilter('graphdriver')],
        'image stores differ, and nothing tells which this is',
      );

/** Combines filters: one that forbids an image decides, else one that leaves it open. */
const combineAll =
  (filters: readonly ImageFilter[]): ImageFilter =>
  (image) => {
    const expectations = filters.map((filter) => filter(image)).filter((one) => one !== UNFILTERED);
    if (expectations.length === 0) return UNFILTERED;
    return (
      expectations.find(({ expectation }) => expectation === 'forbidden') ??
      expectations.find(({ listedByDocker28 }) => !listedByDocker28) ??
      expectations.find(({ expectation }) => expectation === 'optional') ??
      requireImage(expectations.map(({ reason }) => reason).join(', and '))
    );
  };

/** Combines filters of which an engine applies any one: only what all of them say counts. */
const combineUnanimous =
  (filters: readonly ImageFilter[], difference: string): ImageFilter =>
  (image) => {
    const expectations = filters.map((filter) => filter(image));
    const [first = UNFILTERED] = expectations;
    return expectations.every(({ expectation }) => expectation === first.expectation)
      ? first
      : allowImage(
          difference,
          expectations.every(({ listedByDocker28 }) => listedByDocker28),
        );
  };

/** Without `all`, unnamed images that others were built on are left out. */
const createIntermediateFilter =
  ({ all }: InterpretedRequest): ImageFilter =>
  ({ isParent, tags, digests }) => {
    if (all || !isParent || tags.length > 0 || digests.some(({ familiarForms }) => familiarForms.length > 0))
      return UNFILTERED;
    return digests.length > 0
      ? allowImage('it is partially pulled, and others were built on it')
      : forbidImage('others were built on it, and it has no name');
  };

/** Before API 1.41 `filter` is a `reference`, except for Docker 29 and later. */
function createLegacyFilter(context: FilterContext): ImageFilter {
  const pattern = getLegacyFilter(context.request);
  if (!pattern) return () => UNFILTERED;
  return weaken(createReferenceFilter([pattern], context), 'not every engine reads `filter` at this version');
}

/** Weakens a filter that may not apply: what it does not require is left open. */
const weaken =
  (filter: ImageFilter, reason: string, listedByDocker28?: boolean): ImageFilter =>
  (image) => {
    const result = filter(image);
    return result.expectation === 'required' ? result : allowImage(reason, listedByDocker28 ?? result.listedByDocker28);
  };

/** `before` and `since`: created before, or after, the images that they name. */
const defineDateFilter =
  (key: 'before' | 'since'): FilterFactory =>
  (values, context) => {
    const filters = values.map((value) => createDateFilter(key, value, context));
    return isDocker25OrLater(context.request)
      ? combineAll(filters)
      : combineUnanimous(filters, 'older engines take one of several values');
  };

/** Whether the engine is Docker 25 or later, as every engine that serves API 1.44 is. */
const isDocker25OrLater = ({ engineVersion, minor }: InterpretedRequest): boolean =>
  minor >= 44 || (engineVersion?.major ?? 0) >= 25;

function createDateFilter(
  key: 'before' | 'since',
  value: string,
  { request, imageSet, store }: FilterContext,
): ImageFilter {
  const boundImage = imageSet.findImage(value);
  if (!boundImage) return () => allowImage(`nothing tells which image ${previewValue(value)} is`);
  const hasZeroTime = boundImage.Created === GO_ZERO_TIME;
  // Go's zero time is no bound for a graph driver; an image without any date is none for either store.
  if (hasZeroTime && store === 'graphdriver' && isDocker25OrLater(request))
    return () => requireImage(`the image of \`${key}\` has no date, and rules nothing out`);
  const isUncertain = hasNoDate(boundImage) && !(hasZeroTime && isDocker25OrLater(request));
  const compareDates: ImageFilter = ({ image }) => {
    const { Created } = image;
    // The containerd image store lists a partially pulled image with this date, and filters by the right one.
    if (Created === 0 && store === 'containerd') return allowImage('it may be partially pulled');
    if (image.Id === boundImage.Id) return forbidImage(`it is the image that \`${key}\` names`);
    if (Created === boundImage.Created) return allowImage(`both have \`Created\` ${Created}, in seconds`);
    const subject = `\`Created\` ${Created} is`;
    const boundText = `${key === 'before' ? 'before' : 'after'} ${boundImage.Created}`;
    const isInOrder = key === 'before' ? Created < boundImage.Created : Created > boundImage.Created;
    if (!isInOrder) return forbidImage(`${subject} not ${boundText}`);
    // containerd treats an unparsable date as no date.
    const hasDate = Created !== 0 && (Created !== GO_ZERO_TIME || store === 'graphdriver');
    if (store === 'containerd') {
      // Docker 28.5.2 leaves out an image if it cannot read one of its configs; the list then lacks that platform.
      const architectures = findIncompleteArchitectures(image);
      // Without `Manifests`, an index does not tell which configs are present.
      const isUnknownIndex = image.Descriptor && !image.Manifests && !isSingleManifest(image);
      if (architectures.length > 0 || isUnknownIndex)
        return allowImage('one of its configurations may not be there', hasDate && !architectures.includes(''));
    }
    // `Created` 0 means no date more often than 1970.
    return hasDate
      ? requireImage(`${subject} ${boundText}`)
      : allowImage('it may have no date at all', Created === GO_ZERO_TIME || store === 'graphdriver');
  };
  return isUncertain
    ? weaken(compareDates, `the image of \`${key}\` may have no date, which rules nothing out`, true)
    : compareDates;
}

/** `dangling` true: images without a tag. `dangling` false: images with a name. */
const createDanglingFilter: FilterFactory = (_, context) => {
  const { request, imageSet, store } = context;
  if (request.faults.some(({ name }) => name === 'dangling'))
    return () => allowImage('Docker 20.10 alone takes such a `dangling`');
  const values = request.filters.values.get('dangling');
  const filterByNames = (values?.get('true') ?? values?.get('1')) ? filterDangling : filterNamed;
  // A graph driver looks at the names that match `reference`.
  if (store === 'containerd' || !request.filters.values.has('reference'))
    return (image) => filterByNames(image, context);
  const matchName = createReferenceMatcher(request, imageSet.nameCount);
  return (image) => {
    if (!matchName || image.tags.some((name) => matchName(name) === 'optional'))
      return allowImage('engines differ in which names match');
    const keepMatching = (names: readonly ImageName[]) => names.filter((name) => matchName(name) === 'required');
    return filterByNames({ ...image, tags: keepMatching(image.tags), digests: keepMatching(image.digests) }, context);
  };
};

function filterDangling(
  { tags: [tag], digests, isParent }: IndexedImage,
  { imageSet, store }: FilterContext,
): ImageExpectation {
  const isGraphdriver = store === 'graphdriver';
  if (isGraphdriver && isParent) return forbidImage('others were built on it');
  if (!tag && (isGraphdriver || digests.length === 0)) return requireImage('it has no tag');
  // The containerd image store filters by name: an image that is dangling under one name is listed without its tags.
  return tag && (isGraphdriver || !imageSet.isComplete)
    ? forbidImage(`it has the tag ${previewValue(tag.raw)}`)
    : allowImage('it may have a name that the store keeps for dangling images');
}

function filterNamed({ tags, digests }: IndexedImage, { store }: FilterContext): ImageExpectation {
  const names = [...tags, ...digests];
  if (names.length === 0) return forbidImage('it has no name');
  const name = names.find(({ familiarForms }) => store === 'graphdriver' || familiarForms.length > 0);
  return name
    ? requireImage(`it has the name ${previewValue(name.raw)}`)
    : allowImage('its names are not valid image references', true);
}

/** `label`: all of some labels. */
const createLabelFilter: FilterFactory = (values, context) => {
  const { store } = context;
  if (values.length > 0) return combineAll(values.map((value) => createHasLabelFilter(value, context)));
  // A graph driver leaves out an image without a config, which the list shows as one without labels.
  return ({ image }) =>
    store === 'containerd' || image.Labels ? UNFILTERED : allowImage('it may have no configuration', true);
};

function createHasLabelFilter(value: string, context: FilterContext): ImageFilter {
  const { request, store } = context;
  // A key that ends in `!` negates in the containerd image store only, as `label!` does.
  if (store === 'containerd' && value.split('=', 1)[0]?.endsWith('!')) {
    const filterNotLabel = createNotLabelFilter([value.replace(/!(?==|$)/, '')], context);
    return isBeforeDocker294(request)
      ? filterNotLabel
      : (image) => allowImage('engines differ in a label that ends in !', filterNotLabel(image).listedByDocker28);
  }
  return ({ image }) => {
    if (image.Labels && hasLabel(image.Labels, value)) return requireImage(`it has the label ${previewValue(value)}`);
    return hasCompleteLabels(image, store)
      ? forbidImage(`it has no label ${previewValue(value)}`)
      : allowImage('another of its configurations may have the label');
  };
}

/** Whether `Labels` is complete. It is not for a multi-platform index, nor if the config blob is missing. */
function hasCompleteLabels(image: AnyVersionImage, store: ImageStore): boolean {
  if (store === 'graphdriver') return true;
  const { Labels, Created, Manifests } = image;
  const presentManifests = Manifests?.filter(
    ({ Kind, Available, Size }) => Kind === 'image' && (Available || Size.Content > 0),
  );
  if (presentManifests) return presentManifests.length === 1 && presentManifests[0]?.Available === true;
  return isSingleManifest(image) && (Labels !== null || Created !== 0);
}

/** Whether an image has one config. An index has one for each platform, and one for each attestation. */
const isSingleManifest = ({ Descriptor }: AnyVersionImage): boolean =>
  manifestMediaTypes.includes(Descriptor?.mediaType ?? '');

/** The architectures of the partially present manifests of an index; their configs may be missing. */
const findIncompleteArchitectures = ({ Manifests }: AnyVersionImage): string[] =>
  (Manifests ?? []).flatMap((manifest) =>
    manifest.Kind === 'image' && !manifest.Available && manifest.Size.Content > 0
      ? manifest.ImageData.Platform.architecture
      : [],
  );

/** Whether Docker 28.5.2 finds a config without some labels, in an image with several configs, or with one that is not shown. */
function hasConfigWithoutLabels(
  image: AnyVersionImage,
  values: readonly string[],
  request: InterpretedRequest,
): boolean {
  const { Manifests, Labels, Created } = image;
  const availableManifests = Manifests?.filter(({ Kind, Available }) => Available && Kind !== 'unknown');
  const isReadable = availableManifests ? availableManifests.some(({ Kind }) => Kind === 'image') : Created !== 0;
  const hasSeveralConfigs = availableManifests ? availableManifests.length > 1 : !isSingleManifest(image);
  // One config has to match `label` too, and the list shows one config only.
  const isMatchedByOthers =
    hasSeveralConfigs && getFilterValues(request, 'label').length === 0 && !values.some(hasLabelValue);
  return isReadable && (isMatchedByOthers || values.every((value) => matchesNotLabel(Labels ?? {}, value)));
}

/** Whether the engine is older than Docker 29.4, in which `label!` with a value leaves out images without the key. */
const isBeforeDocker294 = ({
  engineVersion: { major, minor } = { major: 99, minor: 0 },
}: InterpretedRequest): boolean => major < 29 || (major === 29 && minor < 4);

const hasLabelValue = (value: string): boolean => value.includes('=');

/** Whether Docker 28.5.2 finds no such label: no key, or, if a value is given, the key with another value. */
const matchesNotLabel = (labels: Readonly<Record<string, string>>, value: string): boolean =>
  !hasLabel(labels, value) && (!hasLabelValue(value) || hasLabel(labels, value.split('=', 1)[0] ?? ''));

/** `label!`: none of some labels. The containerd image store alone has it. */
const createNotLabelFilter: FilterFactory = (values, { request, store }) => {
  if (values.length === 0) return () => UNFILTERED;
  return ({ image }) => {
    if (store === 'graphdriver') return allowImage('a graph driver refuses `label!`');
    const labels = image.Labels ?? {};
    const forbiddenLabel = values.find((value) => hasLabel(labels, value));
    const isComplete = hasCompleteLabels(image, store);
    if (isComplete && forbiddenLabel !== undefined && isSingleManifest(image))
      return forbidImage(`it has the label ${previewValue(forbiddenLabel)}`);
    // An attestation in an index has a configuration too, and no labels.
    if (!isComplete || forbiddenLabel !== undefined)
      return allowImage(
        'another of its configurations may have or lack the label',
        hasConfigWithoutLabels(image, values, request),
      );
    // If a value is given, Docker 29.4.0 and earlier leave out images without the key.
    if (values.every((value) => matchesNotLabel(labels, value))) return requireImage('it has none of the labels');
    return isBeforeDocker294(request)
      ? forbidImage('it lacks the key of a label with a value')
      : allowImage('engines differ in `label!` with a value');
  };
};

/** `reference`: a name that matches one of some patterns. */
const createReferenceFilter: FilterFactory = (patterns, { imageSet, store }) => {
  // An empty array asks a graph driver for a name that matches one of no patterns.
  if (patterns.length === 0)
    return () => (store === 'containerd' ? UNFILTERED : forbidImage('no name matches one of no patterns'));
  const matchName = createNameMatcher(patterns, imageSet.nameCount);
  if (!matchName) return () => allowImage('engines differ in a malformed pattern, or there are too many patterns');
  return (image) => {
    const { tags, digests } = image;
    // The containerd image store makes up names with digests, and keeps some: the list does not tell them apart.
    const certainNames = store === 'graphdriver' ? [...tags, ...digests] : tags;
    const name = certainNames.find((name) => matchName(name) === 'required');
    if (name) return requireImage(`its name ${previewValue(name.raw)} matches`);
    if (certainNames.some((name) => matchName(name) === 'optional'))
      return allowImage('newer engines try the canonical name too');
    const possibleNames = store === 'graphdriver' ? [] : [...digests, createDanglingName(image)];
    const matches = possibleNames.map(matchName).filter((match) => match !== 'forbidden');
    if (matches.length === 0) return forbidImage('none of its names matches');
    const listedByDocker28 = matches.includes('required') && tags.length + digests.length === 0;
    return allowImage('the store may keep a name with a digest for it', listedByDocker28);
  };
};

/** The name that the containerd image store gives an image without a name. */
const createDanglingName = ({ image: { Id } }: IndexedImage): ImageName => ({
  raw: '',
  familiarForms: ['moby-dangling', `moby-dangling@${Id}`],
});

type NameMatcher = (name: ImageName) => Expectation;

/** The most characters of patterns times names that are matched. No serious client comes near. */
const MAX_MATCH_STEPS = 20_000_000;

/**
 * Creates a matcher of a name by its familiar forms. Docker 29.5 and later also try the canonical ones, and `:latest` for a
 * name without a tag. `undefined` if there is no pattern, a malformed one, or too many for the names.
 */
function createNameMatcher(patterns: readonly string[], nameCount: number): NameMatcher | undefined {
  const patternLength = patterns.reduce((sum, { length }) => sum + length, 0);
  if (patterns.length === 0 || patternLength * nameCount > MAX_MATCH_STEPS) return undefined;
  const globs = patterns.flatMap((pattern) => compileGlob(pattern) ?? []);
  if (globs.length < patterns.length) return undefined;
  const matchesAny = (name: string): boolean => globs.some((glob) => glob(name));
  return ({ familiarForms }) => {
    if (familiarForms.some(matchesAny)) return 'required';
    const [name = '', longerName] = familiarForms;
    const newerForms = longerName === undefined ? [name, `${name}:latest`] : familiarForms;
    return newerForms.some((form) => matchesAny(form) || matchesAny(toCanonicalName(form))) ? 'optional' : 'forbidden';
  };
}

/** Creates a matcher of a name against `reference`: a response shows the matching names only. */
export const createReferenceMatcher = (request: InterpretedRequest, nameCount = 0): NameMatcher | undefined =>
  createNameMatcher(getFilterValues(request, 'reference'), nameCount);

/** `until`: created before all of some times. */
const createUntilFilter: FilterFactory = (values, { store, clock }) => {
  if (values.length === 0) return () => UNFILTERED;
  if (store === 'containerd') {
    const { now, storeFilledAt = 0 } = clock ?? {};
    const listedByDocker28 = values.every((value) => storeFilledAt < (parseUntil(value, now).timeInUtc ?? 0));
    return () => allowImage('the list does not tell when the store got it', listedByDocker28);
  }
  const bounds = values.filter((value) => {
    const [earliest, latest] = parseUntil(value).possibleRange ?? [0, 0];
    return earliest > GO_ZERO_TIME || latest < GO_ZERO_TIME;
  });
  const filter = combineAll(bounds.map((value) => createTimeFilter(value, clock)));
  if (bounds.length === values.length) return filter;
  // Go's zero time is no bound, and replaces the other values at random.
  return (image) => allowImage('the start of year 1 may rule nothing out', filter(image).listedByDocker28);
};

function createTimeFilter(value: string, clock: EngineClock | undefined): ImageFilter {
  const { possibleRange, timeInUtc, hasFraction } = parseUntil(value, clock?.now);
  if (!possibleRange) return () => allowImage(`${previewValue(value)} counts from the engine's clock`);
  const [earliest, latest] = possibleRange;
  // What a list with whole seconds tells: the image was created at the very second.
  const isBefore = (created: number): boolean => created < (timeInUtc ?? earliest) + Number(hasFraction);
  return ({ image: { Created } }) => {
    const subject = `\`Created\` ${Created} is`;
    if (Created > latest || (Created === latest && !hasFraction))
      return forbidImage(`${subject} not before ${previewValue(value)}`);
    // The list has whole seconds.
    if (Created + 1 > earliest) return allowImage(`${subject} about ${previewValue(value)}`, isBefore(Created));
    return Created === 0
      ? allowImage('it may have no date at all', true)
      : requireImage(`${subject} before ${previewValue(value)}`);
  };
}

const filterFactories: Readonly<Record<FilterKey, FilterFactory>> = {
  before: defineDateFilter('before'),
  dangling: createDanglingFilter,
  label: createLabelFilter,
  'label!': createNotLabelFilter,
  reference: createReferenceFilter,
  since: defineDateFilter('since'),
  until: createUntilFilter,
};
