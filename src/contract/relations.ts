import { type AnyVersionImage, indexMediaTypes, manifestMediaTypes } from '../engine/image.js';
import type { EngineVersion, InterpretedRequest } from '../engine/interpreted-request.js';
import type { ImageManifestSummary } from '../index.js';
import { toFamiliarNames } from '../request/image-reference.js';
import { previewValue } from '../values/format-value.js';
import { getAtPointer, getOwn } from '../values/pointer.js';
import type { FindingDraft } from './finding.js';
import { findViolations, type ItemViolation, type Relation } from './relation-runner.js';
import type { RuleName } from './rules.js';

type RelationName = Extract<RuleName, `${'list' | 'image' | 'manifest'}/${string}`>;

/** Where request and response, or two parts of the response, contradict each other. */
export function* checkRelations(
  request: InterpretedRequest,
  images: readonly AnyVersionImage[],
): Generator<FindingDraft> {
  const violationsByRelation = findViolations(Object.values(relations), request, images);
  for (const [index, violations] of violationsByRelation.entries()) {
    if (violations.length === 0) continue;
    const rule = Object.keys(relations)[index] as RelationName; // keys forgets which a record has
    for (const [pointer, expected, schema = ''] of violations) {
      const actual = previewValue(getAtPointer(images, pointer));
      yield { rule, pointer, schema, message: `expected ${expected}, found ${actual}`, expected, actual };
    }
  }
}

/** Says what must stand in a member of an image, when something else does. */
type PropertyCheck = (image: AnyVersionImage) => string | false | undefined;

/** A relation about one member of each image. */
const defineForProperty = (
  property: string,
  createCheck: (request: InterpretedRequest) => PropertyCheck | undefined | false,
  schema = '',
): Relation => ({
  image: (request) => {
    const check = createCheck(request);
    if (!check) return;
    return (image) => {
      const expected = check(image);
      return expected ? [`/${property}`, expected, schema] : undefined;
    };
  },
});

const toSchemaPointer = (property: string, schemaName = 'ImageSummary') =>
  `/components/schemas/${schemaName}/properties/${property}`;

/** Whether an engine, asked before API 1.44, sends `VirtualSize` of an image of this size. */
function isVirtualSizeSent(engine: EngineVersion | undefined, size: number): boolean {
  if (!engine) return false;
  const { major, minor } = engine;
  if (major === 29 && minor < 3) return false;
  return major < 23 || major >= 29 || size > 0;
}

/** What stands in place of a name that no engine sends; `undefined` of any other. */
function getExpectedName(name: string, minor: number): string | undefined {
  if (name.startsWith('<none>')) return minor < 43 ? undefined : 'no placeholder, as always at this version';
  // A containerd store takes `index.docker.io/...` for a name like any other.
  if (!name.startsWith('docker.io/')) return undefined;
  const familiar = toFamiliarNames(name)?.at(-1);
  return familiar === undefined || familiar === name ? undefined : `${previewValue(familiar)}, the familiar name`;
}

const describeDigest = (digest: string) => `${previewValue(digest)}, the digest of \`Descriptor\``;

const getManifestSchemaName = (kind: string): string => `${kind.replace(/^./, (first) => first.toUpperCase())}Manifest`;

/** The first and the last second that an engine can send: Go's JSON has the years 0 to 9999. */
const [MIN_CREATED, MAX_CREATED] = [-62_167_219_200, 253_402_300_799];

/** The largest number that JSON can hold in 64 bits. */
const INT64_LIMIT = 2 ** 63;

/** Whether numbers are other than they should be; of those that JavaScript rounds nothing is said. */
const areDifferent = (actual: number, expected: number): boolean =>
  actual !== expected && Number.isSafeInteger(actual) && Number.isSafeInteger(expected);

/** The `Size` of an image: within 64 bits, and the sum of what its manifests take up, when each is a sum itself. */
const createSizeCheck =
  ({ manifests }: InterpretedRequest): PropertyCheck =>
  ({ Size, Manifests }) => {
    if (Size >= INT64_LIMIT) return 'less than 2^63';
    if (!manifests || !Manifests?.every((manifest) => manifest.Size.Total === sumManifestSizes(manifest))) return;
    const total = Manifests.reduce((total, { Size: { Total } }) => total + Total, 0);
    return areDifferent(total, Size) && `${total}, the sum of \`Total\` of all manifests`;
  };

/** What a manifest takes up: its content, and for an image what is unpacked. */
const sumManifestSizes = (manifest: ImageManifestSummary): number =>
  manifest.Size.Content + (manifest.Kind === 'image' ? manifest.ImageData.Size.Unpacked : 0);

/** The end of `name@digest`, or a digest alone. */
const digestSuffix = /(?:^|@)sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/;

/** Whether a name is `name@digest` with the id of its image, or the id alone. */
const hasIdSuffix = (name: string, id: string): boolean =>
  name.endsWith(id) && (name.length === id.length || name[name.length - id.length - 1] === '@');

/** The members of a descriptor that a containerd store does not keep of an image. */
const unsupportedDescriptorProperties = ['platform', 'urls', 'data', 'artifactType'] as const;

/** A member of the only manifest of an image that says otherwise than the image. */
const sharedDescriptorProperties = ['digest', 'mediaType', 'size'] as const;

/** Where the manifests of an image contradict the descriptor of the image. */
function checkManifestList({ Id, Descriptor, Manifests }: AnyVersionImage): ItemViolation | undefined {
  if (!Manifests || Id !== Descriptor?.digest) return undefined;
  if (!manifestMediaTypes.includes(Descriptor.mediaType)) {
    const index = indexMediaTypes.includes(Descriptor.mediaType) ? Manifests.findIndex(({ ID }) => ID === Id) : -1;
    return index < 0 ? undefined : [`/Manifests/${index}/ID`, 'another digest than that of the index'];
  }
  const [only] = Manifests;
  if (!only || Manifests.length > 1) return ['/Manifests', 'one manifest, as `Descriptor` is that of a manifest'];
  const property = sharedDescriptorProperties.find((property) => only.Descriptor[property] !== Descriptor[property]);
  if (property === undefined) return undefined;
  return [
    `/Manifests/0/Descriptor/${property}`,
    `${previewValue(Descriptor[property])}, as \`Descriptor\` of the image says`,
  ];
}

/*
 * Each says from which fact it follows; what honest engines differ in is not judged.
 */
const relations: Readonly<Record<RelationName, Relation>> = {
  /** A containerd store adds them when asked, though not to every entry; a graphdriver store has none. */
  'image/unrequested-manifests': defineForProperty(
    'Manifests',
    ({ manifests, minor }) =>
      minor >= 47 && !manifests && (({ Manifests }) => Manifests && 'nothing, as `manifests` does not ask for it'),
    toSchemaPointer('Manifests'),
  ),

  /** Both stores compute it for every entry when asked, as a part of `Size`, and else send -1. */
  'image/shared-size': defineForProperty(
    'SharedSize',
    ({ sharedSize }) => {
      const expected = sharedSize
        ? '0 or more, as `shared-size` asks for it'
        : '-1, as `shared-size` does not ask for it';
      return ({ SharedSize, Size }) =>
        sharedSize !== SharedSize >= 0 ? expected : SharedSize > Size && `${Size} or less, which is \`Size\``;
    },
    toSchemaPointer('SharedSize'),
  ),

  /** Counts came with API 1.51; before it, every engine sends -1. */
  'image/containers': defineForProperty(
    'Containers',
    ({ minor }) => minor < 51 && (({ Containers }) => Containers !== -1 && '-1, as always at this version'),
    toSchemaPointer('Containers'),
  ),

  /**
   * No engine sends it from API 1.44 on; before, it is `Size`. Docker 20.10, and 29.3 and later, send it always, 23 to 28
   * leave a 0 out, and 29.0 to 29.2 never send it.
   */
  'image/virtual-size': defineForProperty('VirtualSize', ({ minor, engineVersion }) => ({ Size, VirtualSize }) => {
    if (minor >= 44) return VirtualSize !== undefined && 'nothing, as always at this version';
    if (VirtualSize === undefined) return isVirtualSizeSent(engineVersion, Size) && `${Size}, which is \`Size\``;
    return VirtualSize !== Size && `${Size}, which is \`Size\``;
  }),

  /** Go's JSON has no other years: Docker takes a configuration with one for unreadable. */
  'image/created': defineForProperty(
    'Created',
    () =>
      ({ Created }) =>
        (Created < MIN_CREATED || Created > MAX_CREATED) && 'a time in the years 0 to 9999',
    toSchemaPointer('Created'),
  ),

  /** An image is built on another one, by a graph driver alone, whose ids are SHA-256. */
  'image/parent': defineForProperty(
    'ParentId',
    () =>
      ({ Id, ParentId }) =>
        (ParentId === Id || (ParentId !== '' && !/^sha256:[0-9a-f]{64}$/.test(ParentId))) &&
        'the id of another image, or an empty text',
    toSchemaPointer('ParentId'),
  ),

  /**
   * From API 1.43 on there are no placeholders, and no store sends in full what has a familiar name. Of names by digest
   * a graph driver makes no tags.
   */
  'image/names': {
    name:
      ({ minor }) =>
      ({ Descriptor }, property, name) => {
        if (property === 'RepoTags' && minor >= 48 && !Descriptor && name.includes('@'))
          return 'a name without a digest';
        return getExpectedName(name, minor);
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
      ({ Id, Descriptor }, property, name) => {
        if (property !== 'RepoDigests' || hasIdSuffix(name, Id) || name.startsWith('<none>')) return;
        if (!digestSuffix.test(name)) return 'a name that ends in @ and a digest';
        return Id === Descriptor?.digest && !name.endsWith(Id) && describeDigest(Id);
      },
  },

  /** From API 1.48 on a containerd store sends it with every image, and no other store sends it, or `Manifests`. */
  'image/descriptor': {
    image: ({ minor }, images) => {
      if (minor < 48) return;
      const hasDescriptors = images.some(({ Descriptor }) => Descriptor);
      return ({ Descriptor, Manifests }) => {
        const unsupported =
          Descriptor && unsupportedDescriptorProperties.find((property) => Descriptor[property] !== undefined);
        if (unsupported !== undefined) return [`/Descriptor/${unsupported}`, 'nothing, as the store does not keep it'];
        if (hasDescriptors && !Descriptor) return ['', '`Descriptor`, which other images of the list have'];
        return Manifests && !Descriptor ? ['/Manifests', 'nothing, as there is no `Descriptor`'] : undefined;
      };
    },
  },

  /** A containerd store adds up what it finds of each manifest. */
  'image/size': defineForProperty('Size', createSizeCheck, toSchemaPointer('Size')),

  /** A containerd store finds the manifests by the descriptor: a manifest is its only one, an index is none of them. */
  'image/manifests': { image: ({ manifests }) => manifests && checkManifestList },

  /** A manifest is there when all of its content is, its own bytes among it. */
  'manifest/available': {
    manifest:
      () =>
      ({ Available, Size, Descriptor }) => {
        if (!Available || Size.Content >= Descriptor.size) return;
        const expected = `${Descriptor.size} or more, as it is available`;
        return ['/Size/Content', expected, toSchemaPointer('Content', 'ManifestSize')];
      },
  },

  /** What the index says of the platform counts. */
  'manifest/platform': {
    manifest: () => (manifest) => {
      if (manifest.Kind !== 'image' || !manifest.Descriptor.platform) return;
      const { Platform } = manifest.ImageData;
      const indexPlatform = manifest.Descriptor.platform;
      const differingProperty = Object.keys(indexPlatform).find(
        (property) => String(getOwn(Platform, property)) !== String(getOwn(indexPlatform, property)),
      );
      return differingProperty === undefined
        ? undefined
        : [
            '/ImageData/Platform',
            `${previewValue(getOwn(indexPlatform, differingProperty))} for \`${differingProperty}\`, as the index says`,
          ];
    },
  },

  /** A containerd store tells an attestation by this annotation. */
  'manifest/kind': {
    manifest:
      () =>
      ({ Kind, Descriptor }) => {
        if (Kind !== 'image') return;
        const type = getOwn(Descriptor.annotations, 'vnd.docker.reference.type');
        if (type !== 'attestation-manifest') return;
        return ['/Kind', 'attestation, as the annotation says', toSchemaPointer('Kind', getManifestSchemaName(Kind))];
      },
  },

  /** A containerd store collects the ids of containers, each once. */
  'manifest/container-ids': {
    manifest: () => (manifest) => {
      const ids = manifest.Kind === 'image' && manifest.ImageData.Containers;
      if (!ids || ids.length < 2) return;
      const seen = new Set<string>();
      const index = ids.findIndex((id, index) => seen.add(id).size === index);
      return index < 0 ? undefined : [`/ImageData/Containers/${index}`, 'an id that is not listed before'];
    },
  },

  /** Both stores sort by the seconds of `Created`, newest first, and leave ties to chance. The first break tells it. */
  'list/order': {
    image: () => {
      let before = Infinity;
      let isReported = false;
      return ({ Created }) => {
        const bound = before;
        before = Created;
        if (isReported || Created <= bound) return;
        isReported = true;
        return ['/Created', `${bound} or less, as the newest image comes first`];
      };
    },
  },

  /** A containerd store adds to the content what is unpacked, which only an image has. */
  'manifest/size-total': {
    manifest: () => (manifest) => {
      const sum = sumManifestSizes(manifest);
      if (!areDifferent(sum, manifest.Size.Total)) return;
      return ['/Size/Total', `${sum}, the content and what is unpacked`, toSchemaPointer('Total', 'ManifestSize')];
    },
  },

  /** A containerd store takes the digest of the descriptor for the id, of an image and of a manifest. */
  'image/id-digest': {
    image:
      () =>
      ({ Id, Descriptor }) =>
        Descriptor && Id !== Descriptor.digest
          ? ['/Id', describeDigest(Descriptor.digest), toSchemaPointer('Id')]
          : undefined,
    manifest:
      () =>
      ({ ID, Descriptor, Kind }) => {
        if (ID === Descriptor.digest) return;
        return ['/ID', describeDigest(Descriptor.digest), toSchemaPointer('ID', getManifestSchemaName(Kind))];
      },
  },

  /**
   * A containerd store repeats an annotation of the index, without a look at whether the index has that manifest. Where
   * the annotation is missing, only another manifest of the image can be meant.
   */
  'manifest/attestation-for': {
    manifest: () => {
      const getIds = memoizeLast(
        (manifests: readonly ImageManifestSummary[]) => new Set(manifests.map(({ ID }) => ID)),
      );
      return (manifest, manifests) => {
        if (manifest.Kind !== 'attestation') return;
        const annotatedDigest = getOwn(manifest.Descriptor.annotations, 'vnd.docker.reference.digest');
        const { For } = manifest.AttestationData;
        if (annotatedDigest === undefined ? For !== manifest.ID && getIds(manifests).has(For) : annotatedDigest === For)
          return;
        const expected =
          annotatedDigest === undefined
            ? 'the `ID` of another manifest of the image'
            : `${previewValue(annotatedDigest)}, as the annotation says`;
        return ['/AttestationData/For', expected, toSchemaPointer('For', 'AttestationData')];
      };
    },
  },

  /** Both stores list each id once, with all its names. */
  'list/duplicate-id': {
    image: () => {
      const seen = new Set<string>();
      return ({ Id }) => {
        const seenCount = seen.size;
        return seen.add(Id).size === seenCount ? ['/Id', 'an id that no other image has'] : undefined;
      };
    },
  },
};

/** What is made of a value, kept until another comes. */
function memoizeLast<Value, Result>(compute: (value: Value) => Result): (value: Value) => Result {
  let last: { readonly value: Value; readonly result: Result } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, result: compute(value) };
    return last.result;
  };
}
