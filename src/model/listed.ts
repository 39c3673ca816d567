import { filterKeys } from '../../generated/constants.js';
import { compileGlob, type Glob } from '../request/glob.js';
import { readUntil } from '../request/timestamp.js';
import { show } from '../values/show.js';
import { type Asked, legacyFilterOf, valuesOf } from './asked.js';
import { type AnyImage, canonical, carries, manifestTypes, YEAR_1 } from './image.js';
import { isUndated, type Known, type Name, type Store, type Universe } from './universe.js';

/**
 * Whether an answer lists an image. `may`: engines that are both right differ, or the whole list does not tell.
 */
export type Listed = 'must' | 'may' | 'must not';

/** Whether an answer lists an image, and why, in words for people. */
export interface Answer {
  readonly listed: Listed;
  readonly reason: string;
  /** Whether Docker 28.5.2 lists it, as far as the whole list tells. */
  readonly usual: boolean;
}

/** What one part of a request says of each image. */
type Condition = (image: Known) => Answer;

const must = (reason: string): Answer => ({ listed: 'must', reason, usual: true });
const may = (reason: string, usual = false): Answer => ({ listed: 'may', reason, usual });
const mustNot = (reason: string): Answer => ({ listed: 'must not', reason, usual: false });
const either = (holds: boolean, reason: string, reasonAgainst: string): Answer =>
  holds ? must(reason) : mustNot(reasonAgainst);

/** When an answer is made, in seconds since 1970. */
export interface Clock {
  readonly now: number;
  /** When the store got its images. */
  readonly filled: number;
}

/**
 * What a request asks of the images of one engine: which an answer with 200 has to list.
 *
 * @param clock where it is known; without one nothing is said of ages
 */
export function listing(universe: Universe, asked: Asked, clock?: Clock): Condition {
  if (universe.store) return together(conditions(universe, asked, universe.store, clock));
  const stores = (['containerd', 'graphdriver'] as const).map((store) =>
    together(conditions(universe, asked, store, clock)),
  );
  return (image) => {
    const [first, second] = stores.map((condition) => condition(image)) as [Answer, Answer]; // one of each store
    return first.listed === second.listed ? first : may('image stores differ, and nothing tells which this is');
  };
}

/** All parts together: one that rules an image out is enough, and one that leaves it open leaves it open. */
const together =
  (all: readonly Condition[]): Condition =>
  (image) => {
    const answers = all.map((condition) => condition(image));
    const decisive =
      answers.find(({ listed }) => listed === 'must not') ?? answers.find(({ listed }) => listed === 'may');
    if (decisive) return { ...decisive, usual: answers.every(({ usual }) => usual) };
    const reasons = answers.flatMap(({ reason }) => reason || []);
    return must(reasons.join(', and ') || 'no filter rules it out');
  };

/** Reads a part of a request; `undefined` when it rules nothing out. */
type Reader = (asked: Asked, universe: Universe, store: Store, clock?: Clock) => Condition | undefined;

const conditions = (universe: Universe, asked: Asked, store: Store, clock: Clock | undefined): Condition[] => {
  const keys = filterKeys.filter((key) => asked.filters.values.has(key)).map((key) => readers[key]);
  return [intermediate, legacyFilter, ...keys].flatMap((read) => read(asked, universe, store, clock) ?? []);
};

/** Without `all`, an image without a name that others were built on is left out. */
const intermediate: Reader = ({ all }) =>
  all
    ? undefined
    : ({ isParent, tags, digests }) => {
        const [named, bare] = [
          tags.length > 0,
          digests.length > 0 && digests.every(({ spellings }) => !spellings.length),
        ];
        if (!isParent || named || (digests.length > 0 && !bare)) return must('');
        return bare
          ? may('it is partially pulled, and others were built on it')
          : mustNot('others were built on it, and it has no name');
      };

/** Before API 1.41 `filter` is a `reference`, but for Docker 29 and later. */
const legacyFilter: Reader = (asked, universe, store) => {
  const pattern = legacyFilterOf(asked);
  if (!pattern) return undefined;
  const matching = byReference([pattern], universe, store);
  return (image) => {
    const answer = matching(image);
    return answer.listed === 'must' ? answer : may('not every engine reads `filter` at this version', answer.usual);
  };
};

const before: Reader = byImage('before');
const since: Reader = byImage('since');

/** `before` and `since`: created before, or after, the image that they name. */
function byImage(key: 'before' | 'since'): Reader {
  return (asked, universe, store) => {
    const values = valuesOf(asked, key);
    if (values.length === 0) return undefined;
    const each = values.map((value) => comparing(key, value, asked, universe, store));
    const [only] = each;
    if (only && each.length === 1) return only;
    // Older engines take one of several images, now this one and now that.
    return from25(asked) ? together(each) : agreeing(each);
  };
}

/** Whether the engine is Docker 25 or later: what serves API 1.44 is. */
const from25 = ({ engine, minor }: Asked): boolean => minor >= 44 || (engine?.major ?? 0) >= 25;

/** What several conditions say of an image when all say the same. */
const agreeing =
  (all: readonly Condition[]): Condition =>
  (image) => {
    const [first = must(''), ...others] = all.map((condition) => condition(image));
    return others.every(({ listed }) => listed === first.listed)
      ? first
      : may(
          'older engines take one of several values',
          all.every((condition) => condition(image).usual),
        );
  };

function comparing(key: 'before' | 'since', value: string, asked: Asked, universe: Universe, store: Store): Condition {
  const named = universe.find(value);
  if (!named) return () => may(`nothing tells which image ${show(value)} is`);
  const zero = named.Created === YEAR_1;
  // Go's zero time is no bound to a graph driver; what has no date at all is none in either store.
  if (zero && store === 'graphdriver' && from25(asked))
    return () => must(`the image of \`${key}\` has no date, and rules nothing out`);
  const inOrder = (one: number, other: number): boolean => (key === 'before' ? one < other : one > other);
  const unsure = isUndated(named) && !(zero && from25(asked));
  const compared: Condition = ({ image }) => {
    const { Created } = image;
    // A containerd store says so of an image that is not wholly there, and knows better.
    if (Created === 0 && store === 'containerd') return may('it may be partially pulled');
    if (image.Id === named.Id) return mustNot(`it is the image that \`${key}\` names`);
    if (Created === named.Created) return may(`both have \`Created\` ${Created}, in seconds`);
    const words = `\`Created\` ${Created} is`;
    const other = `${key === 'before' ? 'before' : 'after'} ${named.Created}`;
    if (!inOrder(Created, named.Created)) return mustNot(`${words} not ${other}`);
    // A date that cannot be read is none to a containerd store.
    const dated = Created !== 0 && (Created !== YEAR_1 || store === 'graphdriver');
    const cut = store === 'containerd' ? cutIn(image) : [];
    // Docker 28.5.2 leaves out an image of which it cannot read each configuration, whose platform the list then lacks.
    if (cut.length > 0) return may('one of its configurations may not be there', !cut.includes(''));
    // An index does not tell when its manifests are not listed.
    if (store === 'containerd' && image.Descriptor && !image.Manifests && !isManifest(image))
      return may('one of its configurations may not be there', dated);
    // An image of 1970 is more common than one without a date.
    return dated
      ? must(`${words} ${other}`)
      : may('it may have no date at all', Created === YEAR_1 || store === 'graphdriver');
  };
  if (!unsure) return compared;
  return (image) => {
    const answer = compared(image);
    return answer.listed === 'must'
      ? answer
      : may(`the image of \`${key}\` may have no date, which rules nothing out`, true);
  };
}

/** Without a tag, or with a name. */
const dangling: Reader = (asked, _, store) => {
  if (asked.faults.some(({ name }) => name === 'dangling'))
    return () => may('Docker 20.10 alone takes such a `dangling`');
  const given = asked.filters.values.get('dangling');
  const wanted = Boolean(given?.get('true') ?? given?.get('1'));
  // A graph driver looks at those names that `reference` leaves.
  const cut = store === 'graphdriver' && asked.filters.values.has('reference') ? namesThatMatch(asked) : undefined;
  return (image) => {
    if (cut && image.tags.some((name) => cut(name) === 'may')) return may('newer engines try the canonical name too');
    const left = (names: readonly Name[]) => (cut ? names.filter((name) => cut(name) === 'must') : names);
    const [tags, digests] = [left(image.tags), left(image.digests)];
    return (wanted ? isDangling : isNamed)[store]({ ...image, tags, digests });
  };
};

const NO_TAG = 'it has no tag';
const isDangling: Readonly<Record<Store, Condition>> = {
  containerd: ({ tags, digests }) =>
    tags.length + digests.length === 0
      ? must(NO_TAG)
      : may('it may have a name that the store keeps for dangling images'),
  graphdriver: ({ tags, isParent }) => {
    if (isParent) return mustNot('others were built on it');
    return either(tags.length === 0, NO_TAG, `it has the tag ${show(tags[0]?.text)}`);
  },
};
const isNamed: Readonly<Record<Store, Condition>> = {
  containerd: ({ tags, digests }) => {
    if (tags.length + digests.length === 0) return mustNot('it has no name');
    const name = [...tags, ...digests].find(({ spellings }) => spellings.length > 0);
    return name ? must(`it has the name ${show(name.text)}`) : may('its names are not valid image references', true);
  },
  graphdriver: ({ tags: [tag], digests: [digest] }) => {
    const name = tag ?? digest;
    return name ? must(`it has the name ${show(name.text)}`) : mustNot('it has no name');
  },
};

/** All of some labels. */
const label: Reader = (asked, _, store) => {
  const values = valuesOf(asked, 'label');
  if (values.length === 0) {
    // A graph driver drops an image without a configuration, of which the list says no more than that it has no labels.
    return store === 'containerd'
      ? undefined
      : ({ image }) => (image.Labels ? must('it has labels') : may('it may have no configuration', true));
  }
  return together(values.map((value) => carrying(value, store)));
};

const carrying =
  (value: string, store: Store): Condition =>
  ({ image }) => {
    // A key that ends in `!` negates in a containerd store only.
    if (store === 'containerd' && value.split('=', 1)[0]?.endsWith('!'))
      return may('engines differ in a label that ends in !', !carries(image.Labels ?? {}, value.replace('!', '')));
    if (image.Labels && carries(image.Labels, value)) return must(`it has the label ${show(value)}`);
    return lacking(image, store)
      ? mustNot(`it has no label ${show(value)}`)
      : may('another of its configurations may have the label');
  };

/** Whether `Labels` are all labels: not so of an index, which has a configuration a platform, or of one that is not there. */
function lacking(image: AnyImage, store: Store): boolean {
  if (store === 'graphdriver') return true;
  const { Labels, Created, Manifests } = image;
  const there = Manifests?.filter(({ Kind, Available, Size }) => Kind === 'image' && (Available || Size.Content > 0));
  if (there) return there.length === 1 && there[0]?.Available === true;
  return isManifest(image) && (Labels !== null || Created !== 0);
}

/** Whether an image has one configuration: an index has one a platform, and one an attestation. */
const isManifest = ({ Descriptor }: AnyImage): boolean => manifestTypes.includes(Descriptor?.mediaType ?? '');

/** The architectures of those manifests of an index that are there without all that they name, perhaps without a configuration. */
const cutIn = ({ Manifests }: AnyImage): string[] =>
  (Manifests ?? []).flatMap((manifest) =>
    manifest.Kind === 'image' && !manifest.Available && manifest.Size.Content > 0
      ? manifest.ImageData.Platform.architecture
      : [],
  );

/** Whether Docker 28.5.2 finds one configuration without some labels, where an image has several, or one that is not shown. */
function isWithout(image: AnyImage, values: readonly string[], asked: Asked): boolean {
  const { Manifests, Labels, Created } = image;
  const there = Manifests?.filter(({ Kind, Available }) => Available && Kind !== 'unknown');
  const readable = there ? there.some(({ Kind }) => Kind === 'image') : Created !== 0;
  const several = there ? there.length > 1 : !isManifest(image);
  // The same configuration has to have the labels of `label`, and of others nothing is known.
  const others = several && valuesOf(asked, 'label').length === 0;
  return readable && (others || !values.some((value) => carries(Labels ?? {}, value)));
}

/** None of some labels, in a containerd store. */
const notLabel: Reader = (asked, _, store) => {
  const values = valuesOf(asked, 'label!');
  if (values.length === 0) return undefined;
  return ({ image }) => {
    if (store === 'graphdriver') return may('a graph driver refuses `label!`');
    if (!lacking(image, store))
      return may('another of its configurations may have the label', isWithout(image, values, asked));
    const labels = image.Labels ?? {};
    const had = values.find((value) => carries(labels, value));
    if (had !== undefined) {
      return isManifest(image)
        ? mustNot(`it has the label ${show(had)}`)
        : may(
            'another of its configurations, such as that of an attestation, may lack the label',
            isWithout(image, values, asked),
          );
    }
    // Up to Docker 29.4.0 an image without the key is left out when a value is given.
    const unsure = values.some((value) => value.includes('=') && !carries(labels, value.split('=', 1)[0] ?? ''));
    return unsure ? may('engines differ in `label!` with a value') : must('it has none of the labels');
  };
};

/** A name that matches one of some patterns. */
const reference: Reader = (asked, universe, store) => {
  const values = valuesOf(asked, 'reference');
  if (values.length > 0) return byReference(values, universe, store);
  // An empty list asks a graph driver for one of no names.
  return store === 'containerd' ? undefined : () => mustNot('no name matches one of no patterns');
};

/** How many characters of patterns are held against how many names; no client that means it comes near. */
const MOST_STEPS = 20_000_000;

function byReference(patterns: readonly string[], { names }: Universe, store: Store): Condition {
  const size = patterns.reduce((sum, { length }) => sum + length, 0);
  if (size * names > MOST_STEPS) return () => may('there are too many patterns');
  const globs = patterns.map(compileGlob);
  if (globs.includes(undefined)) return () => may('engines differ in a malformed pattern');
  const matching = matcher(globs.flatMap((glob) => glob ?? []));
  // The names by which a containerd store keeps a digest are not told from those that it makes up.
  const certain = ({ tags, digests }: Known) => [...tags, ...(store === 'graphdriver' ? digests : [])];
  return (image) => {
    const name = certain(image).find((name) => matching(name) === 'must');
    if (name) return must(`its name ${show(name.text)} matches`);
    const hidden: readonly Name[] = store === 'graphdriver' ? [] : [...image.digests, danglingName(image)];
    if (certain(image).some((name) => matching(name) === 'may')) return may('newer engines try the canonical name too');
    const matches = hidden.map(matching).filter((matches) => matches !== 'must not');
    return matches.length > 0
      ? may(
          'the store may keep a name with a digest for it',
          matches.includes('must') && image.tags.length + image.digests.length === 0,
        )
      : mustNot('none of its names matches');
  };
}

/** What a containerd store calls an image without a name. */
const danglingName = ({ image: { Id } }: Known): Name => ({
  text: '',
  spellings: ['moby-dangling', `moby-dangling@${Id}`],
});

/** Whether a pattern matches a name: its familiar spellings; Docker 29.5 and later try the canonical ones too. */
const matcher =
  (globs: readonly Glob[]) =>
  ({ spellings }: Name): Listed => {
    const matches = (name: string): boolean => globs.some((glob) => glob(name));
    if (spellings.some(matches)) return 'must';
    return spellings.some((name) => matches(canonical(name))) ? 'may' : 'must not';
  };

/** Whether `reference` leaves a name in the answer. */
export const namesThatMatch = (asked: Asked): ((name: Name) => Listed) =>
  matcher(valuesOf(asked, 'reference').flatMap((pattern) => compileGlob(pattern) ?? []));

/** Before all of some times. */
const until: Reader = (asked, _, store, clock) => {
  const values = valuesOf(asked, 'until');
  if (values.length === 0) return undefined;
  if (store === 'graphdriver') return together(values.map((value) => untilOf(value, clock)));
  const usual = values.every((value) => (clock?.filled ?? 0) < (readUntil(value, clock?.now).utc ?? 0));
  return () => may('the list does not tell when the store got it', usual);
};

function untilOf(value: string, clock: Clock | undefined): Condition {
  const { instant, range, utc } = readUntil(value, clock?.now);
  // Go's zero time is no bound.
  if (instant === YEAR_1) return () => may('the start of year 1 rules nothing out when it stands alone', true);
  if (!range) return () => may(`${show(value)} counts from the engine's clock`);
  const [earliest, latest] = range;
  return ({ image: { Created } }) => {
    const words = `\`Created\` ${Created} is`;
    if (Created >= latest) return mustNot(`${words} not before ${show(value)}`);
    // The list has whole seconds.
    if (Created + 1 > earliest) return may(`${words} about ${show(value)}`, Created < (utc ?? earliest));
    return Created === 0 ? may('it may have no date at all', true) : must(`${words} before ${show(value)}`);
  };
}

const readers: Readonly<Record<(typeof filterKeys)[number], Reader>> = {
  before,
  dangling,
  label,
  'label!': notLabel,
  reference,
  since,
  until,
};
