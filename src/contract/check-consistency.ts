import { type AnyVersionImage, indexMediaTypes, manifestMediaTypes } from '../engine/image.js';
import { detectStore, type ImageStore } from '../engine/image-set.js';
import { type EngineVersion, type InterpretedRequest, isFullListing } from '../engine/interpreted-request.js';
import type { ImageManifestSummary } from '../index.js';
import { toFamiliarNames } from '../request/image-reference.js';
import { previewValue } from '../values/format-value.js';
import { getAtPointer, getOwn } from '../values/pointer.js';
import { draftUnexpectedValue, type FindingDraft } from './finding.js';
import type { RuleName } from './rules.js';

/**
 * Finds where a list contradicts its request or itself. The list must match its schema. All checks of an image run in
 * one pass, because a list can be larger than the processor's cache.
 */
export function checkConsistency(
  request: InterpretedRequest,
  images: readonly AnyVersionImage[],
): readonly FindingDraft[] {
  const check = new ListCheck(request, images);
  for (const image of images) {
    checkImage(check, image);
    checkStore(check, image);
    checkNames(check, image, 'RepoTags');
    checkNames(check, image, 'RepoDigests');
    // Before API 1.47 the schema does not describe `Manifests`.
    if (image.Manifests && request.minor >= 47) checkManifests(check, image.Manifests);
    check.index++;
  }
  return check.drafts;
}

type ConsistencyRule = Extract<RuleName, `${'list' | 'image' | 'manifest'}/${string}`>;

/** The state of a check: the request, what earlier images showed, and the findings so far. */
class ListCheck {
  readonly drafts: FindingDraft[] = [];
  /** The index of the image that is being checked. */
  index = 0;
  readonly ids = new Set<string>();
  readonly ownersByName = new Map<string, string>();
  readonly hasDescriptors: boolean;
  readonly store: ImageStore | undefined;
  /** The ids of all images, if the list is a full listing. */
  readonly fullListingIds: ReadonlySet<string> | undefined;
  previousCreated = Number.POSITIVE_INFINITY;
  isOrderBroken = false;

  constructor(
    readonly request: InterpretedRequest,
    readonly images: readonly AnyVersionImage[],
  ) {
    this.hasDescriptors = request.minor >= 48 && images.some(({ Descriptor }) => Descriptor);
    this.store = detectStore(images, request);
    this.fullListingIds = isFullListing(request) ? new Set(images.map(({ Id }) => Id)) : undefined;
  }

  /**
   * Adds a finding about the current image.
   *
   * @param below the pointer below the image
   * @param schemaName the schema of the object that has the property, if it states what is broken
   */
  report(rule: ConsistencyRule, below: string, expected: string, schemaName?: string): void {
    const pointer = `/${this.index}${below}`;
    const property = below.slice(below.lastIndexOf('/') + 1);
    const schemaPointer = schemaName === undefined ? '' : `/components/schemas/${schemaName}/properties/${property}`;
    const value = getAtPointer(this.images, pointer);
    this.drafts.push(draftUnexpectedValue(rule, pointer, expected, value, schemaPointer));
  }
}

/** The years 0 to 9999 in seconds since 1970: Go's JSON has no other years. */
const [MIN_CREATED, MAX_CREATED] = [-62_167_219_200, 253_402_300_799];

/** 2^63: sizes are 64-bit integers. */
const INT64_LIMIT = 2 ** 63;

function checkImage(check: ListCheck, image: AnyVersionImage): void {
  const { Id, ParentId, Created, Containers } = image;
  const idCount = check.ids.size;
  if (check.ids.add(Id).size === idCount) check.report('list/duplicate-id', '/Id', 'an id that no other image has');
  checkOrder(check, Created);
  if (Created < MIN_CREATED || Created > MAX_CREATED)
    check.report('image/created', '/Created', 'a time in the years 0 to 9999', 'ImageSummary');
  // Only graph drivers have parents, and their ids are SHA-256.
  if (ParentId !== '' && (ParentId === Id || !/^sha256:[0-9a-f]{64}$/.test(ParentId)))
    check.report('image/parent', '/ParentId', 'the id of another image, or an empty text', 'ImageSummary');
  // API 1.51 added counts.
  if (check.request.minor < 51 && Containers !== -1)
    check.report('image/containers', '/Containers', '-1, as always at this version', 'ImageSummary');
  checkSizes(check, image);
  checkDescriptor(check, image);
  checkManifestList(check, image);
}

/** Checks what only a graph driver does: a full listing has every parent, and from API 1.51 on `Containers` is a count. */
function checkStore(check: ListCheck, { Id, ParentId, Containers }: AnyVersionImage): void {
  const { store, request, fullListingIds } = check;
  if (store !== 'graphdriver') return;
  if (request.minor >= 51 && Containers < 0)
    check.report('image/containers', '/Containers', '0 or more', 'ImageSummary/properties/Containers');
  if (fullListingIds && ParentId.startsWith('sha256:') && ParentId !== Id && !fullListingIds.has(ParentId))
    check.report('image/parent', '/ParentId', 'the id of an image of this list', 'ImageSummary/properties/ParentId');
}

/** Both stores sort by the seconds of `Created`, newest first. Only the first image out of order is reported. */
function checkOrder(check: ListCheck, created: number): void {
  const { previousCreated } = check;
  check.previousCreated = created;
  if (created <= previousCreated || check.isOrderBroken) return;
  check.isOrderBroken = true;
  check.report('list/order', '/Created', `${previousCreated} or less, as the newest image comes first`);
}

function checkSizes(check: ListCheck, image: AnyVersionImage): void {
  const { Size, SharedSize, Manifests } = image;
  const { sharedSize } = check.request;
  if (sharedSize !== SharedSize >= 0) {
    const expected = sharedSize
      ? '0 or more, as `shared-size` asks for it'
      : '-1, as `shared-size` does not ask for it';
    check.report('image/shared-size', '/SharedSize', expected, 'ImageSummary');
  } else if (SharedSize > Size) {
    const expected = `${Size} or less, which is \`Size\``;
    check.report('image/shared-size', '/SharedSize', expected, 'ImageSummary');
  }
  const expectedVirtualSize = findExpectedVirtualSize(check.request, image);
  if (expectedVirtualSize !== undefined) check.report('image/virtual-size', '/VirtualSize', expectedVirtualSize);
  if (Size >= INT64_LIMIT) {
    check.report('image/size', '/Size', 'less than 2^63', 'ImageSummary');
  } else if (
    check.request.manifests &&
    Manifests?.every((manifest) => manifest.Size.Total === sumManifestSizes(manifest))
  ) {
    const total = Manifests.reduce((total, { Size: { Total } }) => total + Total, 0);
    const expected = `${total}, the sum of \`Total\` of all manifests`;
    if (areDifferent(total, Size)) check.report('image/size', '/Size', expected, 'ImageSummary');
  }
}

/** Says what is expected instead of the `VirtualSize` of an image. No engine sends it from API 1.44 on. */
function findExpectedVirtualSize(
  { minor, engineVersion }: InterpretedRequest,
  { Size, VirtualSize }: AnyVersionImage,
): string | undefined {
  if (minor >= 44) return VirtualSize === undefined ? undefined : 'nothing, as always at this version';
  const isExpected = VirtualSize === undefined ? isVirtualSizeSent(engineVersion, Size) : VirtualSize !== Size;
  return isExpected ? `${Size}, which is \`Size\`` : undefined;
}

/**
 * Whether an engine certainly sends the `VirtualSize` of an image before API 1.44. Docker 20.10, and 29.3 and later, always
 * send it, 23 to 28 omit a 0, and 29.0 to 29.2 never send it.
 */
function isVirtualSizeSent(engine: EngineVersion | undefined, size: number): boolean {
  if (!engine) return false;
  const { major, minor } = engine;
  if (major === 29 && minor < 3) return false;
  return major < 23 || major >= 29 || size > 0;
}

/** The size of a manifest: its content, and for an image also its unpacked layers. */
const sumManifestSizes = (manifest: ImageManifestSummary): number =>
  manifest.Size.Content + (manifest.Kind === 'image' ? manifest.ImageData.Size.Unpacked : 0);

/** Whether two integers differ. Unsafe integers are never reported: JSON.parse has rounded them. */
const areDifferent = (actual: number, expected: number): boolean =>
  actual !== expected && Number.isSafeInteger(actual) && Number.isSafeInteger(expected);

const describeDigest = (digest: string) => `${previewValue(digest)}, the digest of \`Descriptor\``;

/** The properties of a descriptor that the containerd image store does not send for an image. */
const unsupportedDescriptorProperties = ['platform', 'urls', 'data', 'artifactType'] as const;

/** From API 1.48 on the containerd image store sends `Descriptor` with every image. No other store sends it, or `Manifests`. */
function checkDescriptor(check: ListCheck, { Id, Descriptor, Manifests }: AnyVersionImage): void {
  if (check.request.minor < 48) return;
  // The containerd image store identifies an image by the digest of its descriptor.
  if (Descriptor && Id !== Descriptor.digest)
    check.report('image/id-digest', '/Id', describeDigest(Descriptor.digest), 'ImageSummary');
  const unsupported =
    Descriptor && unsupportedDescriptorProperties.find((property) => Descriptor[property] !== undefined);
  if (unsupported !== undefined)
    check.report('image/descriptor', `/Descriptor/${unsupported}`, 'nothing, as the store does not keep it');
  else if (check.hasDescriptors && !Descriptor)
    check.report('image/descriptor', '', '`Descriptor`, which other images of the list have');
  else if (Manifests && !Descriptor)
    check.report('image/descriptor', '/Manifests', 'nothing, as there is no `Descriptor`');
}

/** The properties that a single manifest shares with the descriptor of its image. */
const sharedDescriptorProperties = ['digest', 'mediaType', 'size'] as const;

/**
 * Checks `Manifests` against the request and the descriptor of the image: a manifest is its own only manifest, and an
 * index is none of its manifests.
 */
function checkManifestList(check: ListCheck, { Id, Descriptor, Manifests }: AnyVersionImage): void {
  const isManifest = manifestMediaTypes.includes(Descriptor?.mediaType ?? '');
  if (!Manifests) {
    if (check.request.manifests && check.request.minor >= 48 && isManifest)
      check.report('image/manifests', '', '`Manifests`, as `manifests` asks for them');
    return;
  }
  if (!check.request.manifests) {
    const expected = 'nothing, as `manifests` does not ask for it';
    if (check.request.minor >= 47) check.report('image/unrequested-manifests', '/Manifests', expected, 'ImageSummary');
    return;
  }
  if (Id !== Descriptor?.digest) return;
  if (!isManifest) {
    const index = indexMediaTypes.includes(Descriptor.mediaType) ? Manifests.findIndex(({ ID }) => ID === Id) : -1;
    if (index >= 0) check.report('image/manifests', `/Manifests/${index}/ID`, 'another digest than that of the index');
    return;
  }
  const [only] = Manifests;
  if (!only || Manifests.length > 1) {
    check.report('image/manifests', '/Manifests', 'one manifest, as `Descriptor` is that of a manifest');
    return;
  }
  const property = sharedDescriptorProperties.find((property) => only.Descriptor[property] !== Descriptor[property]);
  if (property === undefined) return;
  const expected = `${previewValue(Descriptor[property])}, as \`Descriptor\` of the image says`;
  check.report('image/manifests', `/Manifests/0/Descriptor/${property}`, expected);
}

const NO_NAMES: readonly never[] = [];

function checkNames(check: ListCheck, image: AnyVersionImage, property: 'RepoTags' | 'RepoDigests'): void {
  const { Id, Descriptor } = image;
  const names = image[property] ?? NO_NAMES;
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? '';
    const isPlaceholder = name.startsWith('<none>');
    const expectedName = findExpectedName(check, image, property, name, isPlaceholder);
    if (expectedName !== undefined) check.report('image/names', `/${property}/${index}`, expectedName);
    const owner = check.ownersByName.get(name);
    if (owner === undefined) check.ownersByName.set(name, Id);
    else if (owner !== Id && !isPlaceholder)
      check.report('list/duplicate-name', `/${property}/${index}`, 'a name that no other image has');
    if (property === 'RepoTags' || isPlaceholder || hasIdSuffix(name, Id)) continue;
    if (!digestSuffix.test(name))
      check.report('image/repo-digests', `/${property}/${index}`, 'a name that ends in @ and a digest');
    // The containerd image store makes these names from the digest of the image.
    else if (Id === Descriptor?.digest && !name.endsWith(Id))
      check.report('image/repo-digests', `/${property}/${index}`, describeDigest(Id));
  }
}

/**
 * Says what is expected instead of a name. There are no placeholders from API 1.43 on, neither store sends the full name
 * where there is a familiar one, and a graph driver makes no tags from names with a digest.
 */
function findExpectedName(
  { request: { minor } }: ListCheck,
  { Descriptor }: AnyVersionImage,
  property: 'RepoTags' | 'RepoDigests',
  name: string,
  isPlaceholder: boolean,
): string | undefined {
  if (property === 'RepoTags' && minor >= 48 && !Descriptor && name.includes('@')) return 'a name without a digest';
  if (isPlaceholder) return minor < 43 ? undefined : 'no placeholder, as always at this version';
  // The containerd image store treats `index.docker.io/...` like any other domain.
  if (!name.startsWith('docker.io/')) return undefined;
  const familiar = toFamiliarNames(name)?.at(-1);
  return familiar === undefined || familiar === name ? undefined : `${previewValue(familiar)}, the familiar name`;
}

/** The end of `name@digest`, or a digest alone. */
const digestSuffix = /(?:^|@)sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/;

/** Whether a name is `name@digest` with the id of its image, or the id alone. */
const hasIdSuffix = (name: string, id: string): boolean =>
  name.endsWith(id) && (name.length === id.length || name[name.length - id.length - 1] === '@');

function checkManifests(check: ListCheck, manifests: readonly ImageManifestSummary[]): void {
  let ids: ReadonlySet<string> | undefined;
  for (let index = 0; index < manifests.length; index++) {
    const manifest = manifests[index];
    if (!manifest) continue;
    checkManifest(check, manifest, `/Manifests/${index}`);
    if (manifest.Kind === 'image') checkImageManifest(check, manifest, `/Manifests/${index}`);
    if (manifest.Kind !== 'attestation') continue;
    ids ??= new Set(manifests.map(({ ID }) => ID));
    checkAttestation(check, manifest, `/Manifests/${index}`, ids);
  }
}

function checkManifest(check: ListCheck, manifest: ImageManifestSummary, at: string): void {
  const { ID, Kind, Available, Size, Descriptor } = manifest;
  if (ID !== Descriptor.digest) {
    const schemaName = `${Kind.replace(/^./, (first) => first.toUpperCase())}Manifest`;
    check.report('image/id-digest', `${at}/ID`, describeDigest(Descriptor.digest), schemaName);
  }
  // An available manifest has all its content, its own bytes included.
  if (Available && Size.Content < Descriptor.size) {
    const expected = `${Descriptor.size} or more, as it is available`;
    check.report('manifest/available', `${at}/Size/Content`, expected, 'ManifestSize');
  }
  const sum = sumManifestSizes(manifest);
  if (areDifferent(sum, Size.Total)) {
    const expected = `${sum}, the content and what is unpacked`;
    check.report('manifest/size-total', `${at}/Size/Total`, expected, 'ManifestSize');
  }
}

function checkImageManifest(
  check: ListCheck,
  { Descriptor, ImageData }: Extract<ImageManifestSummary, { Kind: 'image' }>,
  at: string,
): void {
  // The platform in the index takes precedence over the config.
  const platform = Descriptor.platform ?? {};
  const property = Object.keys(platform).find(
    (property) => String(getOwn(ImageData.Platform, property)) !== String(getOwn(platform, property)),
  );
  if (property !== undefined) {
    const expected = `${previewValue(getOwn(platform, property))} for \`${property}\`, as the index says`;
    check.report('manifest/platform', `${at}/ImageData/Platform`, expected);
  }
  if (getOwn(Descriptor.annotations, 'vnd.docker.reference.type') === 'attestation-manifest')
    check.report('manifest/kind', `${at}/Kind`, 'attestation, as the annotation says', 'ImageManifest');
  const containers = ImageData.Containers ?? [];
  const seen = new Set<string>();
  const index = containers.length < 2 ? -1 : containers.findIndex((id, index) => seen.add(id).size === index);
  if (index >= 0)
    check.report('manifest/container-ids', `${at}/ImageData/Containers/${index}`, 'an id that is not listed before');
}

/**
 * Checks what an attestation is for. The containerd image store copies the annotation of the index, even if the index has
 * no such manifest. Without the annotation, only another manifest of the image can be meant.
 */
function checkAttestation(
  check: ListCheck,
  { ID, Descriptor, AttestationData: { For } }: Extract<ImageManifestSummary, { Kind: 'attestation' }>,
  at: string,
  ids: ReadonlySet<string>,
): void {
  const digest = getOwn(Descriptor.annotations, 'vnd.docker.reference.digest');
  if (digest === undefined ? For !== ID && ids.has(For) : digest === For) return;
  const expected =
    digest === undefined
      ? 'the `ID` of another manifest of the image'
      : `${previewValue(digest)}, as the annotation says`;
  check.report('manifest/attestation-for', `${at}/AttestationData/For`, expected, 'AttestationData');
}
