import type { ImageManifestSummary } from '../index.js';
import { type Asked, type EngineVersion, valuesOf } from '../model/asked.js';
import { type AnyImage, canonical, carries, indexTypes, manifestTypes, namesIn, YEAR_1 } from '../model/image.js';
import { isUndated } from '../model/universe.js';
import { compileGlob } from '../request/glob.js';
import { familiarNames, fullName } from '../request/reference.js';
import { readUntil } from '../request/timestamp.js';
import { child, valueAt } from '../values/pointer.js';
import { show } from '../values/show.js';
import type { Verdict } from './finding.js';
import { contradictions, type Relation, type Wrong } from './relation.js';
import type { RuleName } from './rules.js';

type RelationName = Extract<RuleName, `${'list' | 'image' | 'manifest' | 'filter'}/${string}`>;

/** Where request and response, or two parts of the response, contradict each other. */
export function* judgeRelations(request: Asked, images: readonly AnyImage[]): Generator<Verdict> {
  const all = contradictions(Object.values(relations), request, images);
  for (const [index, found] of all.entries()) {
    if (found.length === 0) continue;
    const rule = Object.keys(relations)[index] as RelationName; // keys forgets which a record has
    for (const [pointer, expected, schema = ''] of found) {
      const actual = show(valueAt(images, pointer));
      yield { rule, pointer, schema, message: `expected ${expected}, found ${actual}`, expected, actual };
    }
  }
}

/** Says what must stand in a member of an image, when something else does. */
type MemberJudge = (image: AnyImage) => string | false | undefined;

/** A relation about one member of each image. */
const each = (member: string, read: (request: Asked) => MemberJudge | undefined | false, schema = ''): Relation => ({
  image: (request) => {
    const judge = read(request);
    if (!judge) return;
    return (image) => {
      const expected = judge(image);
      return expected ? [`/${member}`, expected, schema] : undefined;
    };
  },
});

const described = (member: string, name = 'ImageSummary') => `/components/schemas/${name}/properties/${member}`;

/** Whether an engine, asked before API 1.44, sends `VirtualSize` of an image of this size. */
function sendsVirtualSize(engine: EngineVersion | undefined, size: number): boolean {
  if (!engine) return false;
  const { major, minor } = engine;
  if (major === 29 && minor < 3) return false;
  return major < 23 || major >= 29 || size > 0;
}

/** The image that `before` or `since` names is neither before nor after itself. */
function itself(request: Asked, key: 'before' | 'since'): MemberJudge | undefined {
  const values = valuesOf(request, key);
  // Older engines take one of several, now this one and now that.
  const names = values.length === 1 || request.minor >= 44 ? values.map(naming) : [];
  if (names.length === 0) return;
  return (image) => !isUndated(image) && names.some((names) => names(image)) && `another image than \`${key}\` names`;
}

/** Tells the image that a name, `name@digest` or whole id names. */
function naming(text: string): (image: AnyImage) => boolean {
  const whole = fullName(text);
  const id = `sha256:${text.replace(/^sha256:/, '')}`;
  return ({ Id, RepoTags, RepoDigests }) =>
    Id === id ||
    (whole !== undefined &&
      [...namesIn(RepoTags), ...namesIn(RepoDigests)].some((name) => familiarNames(name)?.at(-1) === whole));
}

/** What stands in place of a name that no engine sends; `undefined` of any other. */
function properName(name: string, minor: number): string | undefined {
  if (name.startsWith('<none>')) return minor < 43 ? undefined : 'no placeholder, as always at this version';
  // A containerd store takes `index.docker.io/...` for a name like any other.
  if (!name.startsWith('docker.io/')) return undefined;
  const familiar = familiarNames(name)?.at(-1);
  return familiar === undefined || familiar === name ? undefined : `${show(familiar)}, the familiar name`;
}

/** How many characters of patterns are held against how many names; no client that means it comes near. */
const MOST_STEPS = 20_000_000;

const theDigest = (digest: string) => `${show(digest)}, the digest of \`Descriptor\``;

const schemaOf = (kind: string): string => `${kind.replace(/^./, (first) => first.toUpperCase())}Manifest`;

/** The first and the last second that an engine can send: Go's JSON has the years 0 to 9999. */
const [FIRST, LAST] = [-62_167_219_200, 253_402_300_799];

/** The largest number that JSON can hold in 64 bits. */
const INT64 = 2 ** 63;

/** Whether numbers are other than they should be; of those that JavaScript rounds nothing is said. */
const differ = (one: number, other: number): boolean =>
  one !== other && Number.isSafeInteger(one) && Number.isSafeInteger(other);

/** The `Size` of an image: within 64 bits, and the sum of what its manifests take up, when each is a sum itself. */
const sizeOf =
  ({ manifests }: Asked): MemberJudge =>
  ({ Size, Manifests }) => {
    if (Size >= INT64) return 'less than 2^63';
    if (!manifests || !Manifests?.every((one) => one.Size.Total === totalOf(one))) return;
    const sum = Manifests.reduce((sum, { Size: { Total } }) => sum + Total, 0);
    return differ(sum, Size) && `${sum}, the sum of \`Total\` of all manifests`;
  };

/** What a manifest takes up: its content, and for an image what is unpacked. */
const totalOf = (manifest: ImageManifestSummary): number =>
  manifest.Size.Content + (manifest.Kind === 'image' ? manifest.ImageData.Size.Unpacked : 0);

/** The end of `name@digest`, or a digest alone. */
const endsInDigest = /(?:^|@)sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/;

/** Whether a name is `name@digest` with the id of its image, or the id alone. */
const endsInId = (name: string, id: string): boolean =>
  name.endsWith(id) && (name.length === id.length || name[name.length - id.length - 1] === '@');

/** The members of a descriptor that a containerd store does not keep of an image. */
const dropped = ['platform', 'urls', 'data', 'artifactType'] as const;

/** A member of the only manifest of an image that says otherwise than the image. */
const sameInBoth = ['digest', 'mediaType', 'size'] as const;

/** Where the manifests of an image contradict the descriptor of the image. */
function manifestsOf({ Id, Descriptor, Manifests }: AnyImage): Wrong | undefined {
  if (!Manifests || Id !== Descriptor?.digest) return undefined;
  if (!manifestTypes.includes(Descriptor.mediaType)) {
    const at = indexTypes.includes(Descriptor.mediaType) ? Manifests.findIndex(({ ID }) => ID === Id) : -1;
    return at < 0 ? undefined : [`/Manifests/${at}/ID`, 'another digest than that of the index'];
  }
  const [only] = Manifests;
  if (!only || Manifests.length > 1) return ['/Manifests', 'one manifest, as `Descriptor` is that of a manifest'];
  const member = sameInBoth.find((member) => only.Descriptor[member] !== Descriptor[member]);
  if (member === undefined) return undefined;
  return [`/Manifests/0/Descriptor/${member}`, `${show(Descriptor[member])}, as \`Descriptor\` of the image says`];
}

/*
 * Each says from which fact it follows; what honest engines differ in is not judged. `label!` has no relation: only
 * containerd stores know it, and not in one way.
 */
const relations: Readonly<Record<RelationName, Relation>> = {
  /** A containerd store adds them when asked, though not to every entry; a graphdriver store has none. */
  'image/unrequested-manifests': each(
    'Manifests',
    ({ manifests, minor }) =>
      minor >= 47 && !manifests && (({ Manifests }) => Manifests && 'nothing, as `manifests` does not ask for it'),
    described('Manifests'),
  ),

  /** Both stores compute it for every entry when asked, as a part of `Size`, and else send -1. */
  'image/shared-size': each(
    'SharedSize',
    ({ sharedSize }) => {
      const expected = sharedSize
        ? '0 or more, as `shared-size` asks for it'
        : '-1, as `shared-size` does not ask for it';
      return ({ SharedSize, Size }) =>
        sharedSize !== SharedSize >= 0 ? expected : SharedSize > Size && `${Size} or less, which is \`Size\``;
    },
    described('SharedSize'),
  ),

  /** Counts came with API 1.51; before it, every engine sends -1. */
  'image/containers': each(
    'Containers',
    ({ minor }) => minor < 51 && (({ Containers }) => Containers !== -1 && '-1, as always at this version'),
    described('Containers'),
  ),

  /**
   * No engine sends it from API 1.44 on; before, it is `Size`. Docker 20.10, and 29.3 and later, send it always, 23 to 28
   * leave a 0 out, and 29.0 to 29.2 never send it.
   */
  'image/virtual-size': each('VirtualSize', ({ minor, engine }) => ({ Size, VirtualSize }) => {
    if (minor >= 44) return VirtualSize !== undefined && 'nothing, as always at this version';
    if (VirtualSize === undefined) return sendsVirtualSize(engine, Size) && `${Size}, which is \`Size\``;
    return VirtualSize !== Size && `${Size}, which is \`Size\``;
  }),

  /**
   * Every value must match. `Labels` is what one configuration says: in a containerd store an index can match by another
   * one, and `null` is also sent for an image that is not wholly there. Which store it is, is told from API 1.48 on.
   */
  'filter/label': each('Labels', (request) => {
    // A key that ends in `!` negates in a containerd store only.
    const values = valuesOf(request, 'label').filter((value) => !value.split('=', 1)[0]?.endsWith('!'));
    // Before Docker 24 there was no containerd store.
    const told = request.minor >= 48 || (request.engine?.major ?? 24) < 24;
    if (values.length === 0 || !told) return;
    return ({ Labels, Descriptor }) => {
      if (Descriptor && (!Labels || !manifestTypes.includes(Descriptor.mediaType))) return;
      const lacking = values.find((value) => !carries(Labels ?? {}, value));
      return lacking !== undefined && `the label ${show(lacking)}, as \`filters\` asks for it`;
    };
  }),

  /** Both stores compare strictly; what has no date is no bound. */
  'filter/before': each('Id', (request) => itself(request, 'before')),
  'filter/since': each('Id', (request) => itself(request, 'since')),

  /** Go's JSON has no other years: Docker takes a configuration with one for unreadable. */
  'image/created': each(
    'Created',
    () =>
      ({ Created }) =>
        (Created < FIRST || Created > LAST) && 'a time in the years 0 to 9999',
    described('Created'),
  ),

  /** An image is built on another one, by a graph driver alone, whose ids are SHA-256. */
  'image/parent': each(
    'ParentId',
    () =>
      ({ Id, ParentId }) =>
        (ParentId === Id || (ParentId !== '' && !/^sha256:[0-9a-f]{64}$/.test(ParentId))) &&
        'the id of another image, or an empty text',
    described('ParentId'),
  ),

  /**
   * From API 1.43 on there are no placeholders, and no store sends in full what has a familiar name. Of names by digest
   * a graph driver makes no tags.
   */
  'image/names': {
    name:
      ({ minor }) =>
      ({ Descriptor }, member, name) => {
        if (member === 'RepoTags' && minor >= 48 && !Descriptor && name.includes('@')) return 'a name without a digest';
        return properName(name, minor);
      },
  },

  /** A name points to one image. */
  'list/duplicate-name': {
    name: () => {
      const owners = new Map<string, string>();
      return ({ Id }, _, name) => {
        const owner = owners.get(name);
        if (owner === undefined) owners.set(name, Id);
        return owner !== undefined && owner !== Id && !name.startsWith('<none>') && 'a name that no other image has';
      };
    },
  },

  /** A containerd store makes these names of the digest that it keeps an image by. */
  'image/repo-digests': {
    name:
      () =>
      ({ Id, Descriptor }, member, name) => {
        if (member !== 'RepoDigests' || endsInId(name, Id) || name.startsWith('<none>')) return;
        if (!endsInDigest.test(name)) return 'a name that ends in @ and a digest';
        return Id === Descriptor?.digest && !name.endsWith(Id) && theDigest(Id);
      },
  },

  /** From API 1.48 on a containerd store sends it with every image, and no other store sends it, or `Manifests`. */
  'image/descriptor': {
    image: ({ minor }, images) => {
      if (minor < 48) return;
      const some = images.some(({ Descriptor }) => Descriptor);
      return ({ Descriptor, Manifests }) => {
        const more = Descriptor && dropped.find((member) => Descriptor[member] !== undefined);
        if (more !== undefined) return [`/Descriptor/${more}`, 'nothing, as the store does not keep it'];
        if (some && !Descriptor) return ['', '`Descriptor`, which other images of the list have'];
        return Manifests && !Descriptor ? ['/Manifests', 'nothing, as there is no `Descriptor`'] : undefined;
      };
    },
  },

  /** A containerd store adds up what it finds of each manifest. */
  'image/size': each('Size', sizeOf, described('Size')),

  /** A containerd store finds the manifests by the descriptor: a manifest is its only one, an index is none of them. */
  'image/manifests': { image: ({ manifests }) => manifests && manifestsOf },

  /** A manifest is there when all of its content is, its own bytes among it. */
  'manifest/available': {
    manifest:
      () =>
      ({ Available, Size, Descriptor }) => {
        if (!Available || Size.Content >= Descriptor.size) return;
        const expected = `${Descriptor.size} or more, as it is available`;
        return ['/Size/Content', expected, described('Content', 'ManifestSize')];
      },
  },

  /** What the index says of the platform counts. */
  'manifest/platform': {
    manifest: () => (manifest) => {
      if (manifest.Kind !== 'image' || !manifest.Descriptor.platform) return;
      const { Platform } = manifest.ImageData;
      const said = manifest.Descriptor.platform;
      const wrong = Object.keys(said).find((member) => String(child(Platform, member)) !== String(child(said, member)));
      return wrong === undefined
        ? undefined
        : ['/ImageData/Platform', `${show(child(said, wrong))} for \`${wrong}\`, as the index says`];
    },
  },

  /** A containerd store tells an attestation by this annotation. */
  'manifest/kind': {
    manifest:
      () =>
      ({ Kind, Descriptor }) => {
        if (Kind !== 'image') return;
        const type = child(Descriptor.annotations, 'vnd.docker.reference.type');
        if (type !== 'attestation-manifest') return;
        return ['/Kind', 'attestation, as the annotation says', described('Kind', schemaOf(Kind))];
      },
  },

  /** A containerd store collects the ids of containers, each once. */
  'manifest/container-ids': {
    manifest: () => (manifest) => {
      const ids = manifest.Kind === 'image' && manifest.ImageData.Containers;
      if (!ids || ids.length < 2) return;
      const seen = new Set<string>();
      const at = ids.findIndex((id, at) => seen.add(id).size === at);
      return at < 0 ? undefined : [`/ImageData/Containers/${at}`, 'an id that is not listed before'];
    },
  },

  /** Only containerd stores know `label!`, and they send `Descriptor`. The first image without tells it. */
  'filter/not-label': {
    image: ({ filters, minor }) => {
      if (minor < 48 || !filters.values.has('label!')) return;
      let told = false;
      return ({ Descriptor }) => {
        if (told || Descriptor) return;
        told = true;
        return ['', 'a 400, as a store without `Descriptor` refuses `label!`'];
      };
    },
  },

  /**
   * Both stores cut `RepoTags` down to the names that match a pattern; Docker 29.5 and later try the canonical name too.
   * With a malformed pattern they differ.
   */
  'filter/reference': {
    name: (request, images) => {
      const patterns = valuesOf(request, 'reference');
      if (patterns.length === 0 || request.faults.some(({ name }) => name === 'glob')) return;
      const size = patterns.reduce((sum, pattern) => sum + pattern.length, 0);
      if (size * images.reduce((sum, { RepoTags }) => sum + (RepoTags?.length ?? 0), 0) > MOST_STEPS) return;
      const globs = patterns.flatMap((pattern) => compileGlob(pattern) ?? []);
      const more = patterns.length > 10 ? ` or one of ${patterns.length - 10} more` : '';
      const expected = `a name that matches ${patterns.slice(0, 10).map(show).join(' or ')}${more}`;
      const isCut = (tag: string): boolean => {
        const names = familiarNames(tag)?.flatMap((name) => [name, canonical(name)]) ?? [];
        return names.length > 0 && !names.some((name) => globs.some((matches) => matches(name)));
      };
      return (_, member, name) => member === 'RepoTags' && isCut(name) && expected;
    },
  },

  /**
   * In both stores what is dangling has no tag, and what is not has a tag or a digest. A graphdriver image that has
   * only a digest is both.
   */
  'filter/dangling': each('RepoTags', ({ filters, faults }) => {
    const given = filters.values.get('dangling');
    // Docker 20.10 answers one that is neither, or both, in its own way.
    if (!given || faults.some(({ name }) => name === 'dangling')) return;
    return given.get('true') || given.get('1')
      ? ({ RepoTags }) => namesIn(RepoTags).length > 0 && 'no tags, as `filters` asks for dangling images'
      : ({ RepoTags, RepoDigests }) =>
          namesIn(RepoTags).length + namesIn(RepoDigests).length === 0 &&
          'a tag, as `filters` asks for images that are not dangling';
  }),

  /**
   * A graphdriver store, which sends no `Descriptor`, compares `Created` before it cuts off the fraction. The start of
   * year 1, Go's zero time, filters nothing. A containerd store compares what is not sent.
   */
  'filter/until': each('Created', (request) => {
    const times = valuesOf(request, 'until').flatMap((text) => {
      const { instant } = readUntil(text);
      // A number can lose the fraction of the text.
      return instant === undefined ? [] : [{ text, instant, last: /\.\d*[1-9]/.test(text) ? instant : instant - 1 }];
    });
    if (times.length === 0 || times.some(({ instant }) => instant === YEAR_1)) return;
    const [first = { text: '', last: Infinity }] = times.sort((a, b) => a.last - b.last);
    const expected = `a time before ${show(first.text)}, as \`filters\` asks for it`;
    return ({ Created, Descriptor }) => !Descriptor && Created > first.last && expected;
  }),

  /** Both stores sort by the seconds of `Created`, newest first, and leave ties to chance. The first break tells it. */
  'list/order': {
    image: () => {
      let before = Infinity;
      let told = false;
      return ({ Created }) => {
        const bound = before;
        before = Created;
        if (told || Created <= bound) return;
        told = true;
        return ['/Created', `${bound} or less, as the newest image comes first`];
      };
    },
  },

  /** A containerd store adds to the content what is unpacked, which only an image has. */
  'manifest/size-total': {
    manifest: () => (manifest) => {
      const sum = totalOf(manifest);
      if (!differ(sum, manifest.Size.Total)) return;
      return ['/Size/Total', `${sum}, the content and what is unpacked`, described('Total', 'ManifestSize')];
    },
  },

  /** A containerd store takes the digest of the descriptor for the id, of an image and of a manifest. */
  'image/id-digest': {
    image:
      () =>
      ({ Id, Descriptor }) =>
        Descriptor && Id !== Descriptor.digest ? ['/Id', theDigest(Descriptor.digest), described('Id')] : undefined,
    manifest:
      () =>
      ({ ID, Descriptor, Kind }) => {
        if (ID === Descriptor.digest) return;
        return ['/ID', theDigest(Descriptor.digest), described('ID', schemaOf(Kind))];
      },
  },

  /**
   * A containerd store repeats an annotation of the index, without a look at whether the index has that manifest. Where
   * the annotation is missing, only another manifest of the image can be meant.
   */
  'manifest/attestation-for': {
    manifest: () => {
      const idsOf = ofLast((all: readonly ImageManifestSummary[]) => new Set(all.map(({ ID }) => ID)));
      return (manifest, all) => {
        if (manifest.Kind !== 'attestation') return;
        const noted = child(manifest.Descriptor.annotations, 'vnd.docker.reference.digest');
        const { For } = manifest.AttestationData;
        if (noted === undefined ? For !== manifest.ID && idsOf(all).has(For) : noted === For) return;
        const expected =
          noted === undefined ? 'the `ID` of another manifest of the image' : `${show(noted)}, as the annotation says`;
        return ['/AttestationData/For', expected, described('For', 'AttestationData')];
      };
    },
  },

  /** Both stores list each id once, with all its names. */
  'list/duplicate-id': {
    image: () => {
      const seen = new Set<string>();
      return ({ Id }) => {
        const known = seen.size;
        return seen.add(Id).size === known ? ['/Id', 'an id that no other image has'] : undefined;
      };
    },
  },
};

/** What is made of a value, kept until another comes. */
function ofLast<Value, Made>(make: (value: Value) => Made): (value: Value) => Made {
  let last: { readonly value: Value; readonly made: Made } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, made: make(value) };
    return last.made;
  };
}
