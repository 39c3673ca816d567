import type { Exchange, RuleName } from '../../../src/contract/index.js';
import { type AnyVersionImage, GO_ZERO_TIME, manifestMediaTypes } from '../../../src/engine/image.js';
import { getFilterValues } from '../../../src/engine/interpreted-request.js';
import type { ImageManifestSummary } from '../../../src/index.js';
import { findExactTime } from '../../generate/predicates.js';
import { setAtPointer } from '../../set-at-pointer.js';
import { type ValidExchange, withBody } from './valid-exchanges.js';

/*
 * The ways to break each rule, and no other rule with it, in a valid exchange. What they know of engines is written here
 * again, so that it does not change with the rules.
 */

/** An exchange that breaks one rule. */
export interface CorruptedExchange {
  readonly exchange: Exchange;
  /** Where the finding must be. */
  readonly pointer: string;
  /** Whether only `checkSession` can find it, with the full listings. */
  readonly onlyInSession?: boolean;
}

/** Corrupts an exchange; returns `undefined` if the exchange is not suitable. */
export type Corruption = (valid: ValidExchange) => CorruptedExchange | undefined;

type Condition = (valid: ValidExchange) => boolean;

/** New values of an image or a manifest, by path: `Descriptor/size`. */
type Edits = Readonly<Record<string, unknown>>;

const ZERO_DIGEST = `sha256:${'0'.repeat(64)}`;

/** Applies edits below a place of the body; the finding must be at `reportedAt` below it, by default at the first edit. */
function applyEdits(valid: ValidExchange, place: string, edits: Edits, reportedAt?: string): CorruptedExchange {
  const body = Object.entries(edits).reduce<unknown>(
    (changed, [path, value]) => setAtPointer(changed, `${place}/${path}`, value),
    valid.images,
  );
  const [firstPath] = Object.keys(edits);
  return { exchange: withBody(valid, body), pointer: place + (reportedAt ?? `/${firstPath}`) };
}

type ImageEdit = (image: AnyVersionImage, valid: ValidExchange, index: number) => Edits | undefined | false;

const always: Condition = () => true;

/** Edits the first image for which there are edits, in an exchange that meets a condition. */
const editImage = (condition: Condition, edit: ImageEdit, reportedAt?: string): Corruption =>
  corruptIf(condition, (valid) => {
    for (const [index, image] of valid.images.entries()) {
      const edits = edit(image, valid, index);
      if (edits) return applyEdits(valid, `/${index}`, edits, reportedAt);
    }
    return undefined;
  });

/** Edits the first manifest for which there are edits, in a response to a request for manifests. */
const editManifest = (
  edit: (manifest: ImageManifestSummary, image: AnyVersionImage) => Edits | false,
  reportedAt?: string,
): Corruption =>
  corruptIf(requestsManifests, (valid) => {
    for (const [imageIndex, image] of valid.images.entries()) {
      for (const [index, manifest] of (image.Manifests ?? []).entries()) {
        const edits = edit(manifest, image);
        if (edits) return applyEdits(valid, `/${imageIndex}/Manifests/${index}`, edits, reportedAt);
      }
    }
    return undefined;
  });

/** Replaces the status, headers or body of a response. */
const changeResponse =
  (change: (valid: ValidExchange) => Partial<Exchange['response']> | undefined | false): Corruption =>
  (valid) => {
    const changes = change(valid);
    if (!changes) return undefined;
    const { body: _, bodyText: __, ...withoutBody } = valid.exchange.response;
    const kept = 'body' in changes || 'bodyText' in changes ? withoutBody : valid.exchange.response;
    return { exchange: { ...valid.exchange, response: { ...kept, ...changes } }, pointer: '' };
  };

/** Changes the path of a request for which an engine lists images. */
const changePath =
  (change: (path: string) => string): Corruption =>
  ({ exchange, request }) => {
    if (request.faults.length > 0 || exchange.response.status !== 200) return undefined;
    const path = change(exchange.request.path);
    return { exchange: { ...exchange, request: { ...exchange.request, path } }, pointer: '' };
  };

const addParameter = (pair: string) => (path: string) => `${path}${path.includes('?') ? '&' : '?'}${pair}`;

/** Corrupts only exchanges that meet a condition. */
function corruptIf(condition: Condition, corrupt: Corruption): Corruption {
  return (valid) => (condition(valid) ? corrupt(valid) : undefined);
}

/** Corrupts so that only the session shows it. */
const corruptSession =
  (corrupt: Corruption): Corruption =>
  (valid) => {
    const corrupted = valid.fullListings().length > 0 ? corrupt(valid) : undefined;
    return corrupted && { ...corrupted, onlyInSession: true };
  };

const meetsAll =
  (...conditions: Condition[]): Condition =>
  (valid) =>
    conditions.every((condition) => condition(valid));

/** Whether the request has exactly these filters, and no value that engines interpret differently. */
const hasOnlyFilters =
  (...keys: string[]): Condition =>
  ({ request }) =>
    [...request.filters.values.keys()].join() === keys.join() &&
    request.faults.every(({ name }) => name !== 'malformed-glob' && name !== 'dangling');

/** Whether the request is for dangling images (`true`), or for all others. */
const hasDangling = (value: 'true' | 'false'): Condition =>
  meetsAll(hasOnlyFilters('dangling'), ({ request }) => request.filters.values.get('dangling')?.get(value) === true);

/** Whether the request has no filter, and the response has several images. */
const isUnfiltered: Condition = ({ request, images }) =>
  request.filters.values.size === 0 && request.pairs.every(([name]) => name !== 'filter') && images.length > 1;

const isSince =
  (minor: number): Condition =>
  ({ request }) =>
    request.minor >= minor;

function requestsManifests({ request }: ValidExchange): boolean {
  return request.manifests && request.minor >= 47;
}

const usesGraphDriver: Condition = ({ request, source, images }) =>
  request.minor >= 48 ? images.every(({ Descriptor }) => !Descriptor) : source.includes('-overlay2');

/** Whether it is an unfiltered list with descriptors, which the containerd image store has from API 1.48 on. */
const hasDescriptors: Condition = meetsAll(isUnfiltered, isSince(48), (valid) => !usesGraphDriver(valid));

/** Whether one response reveals the image store. Docker before 24 has graph drivers only. */
const isStoreKnown: Condition = ({ request }) => request.minor >= 48 || (request.engineVersion?.major ?? 24) < 24;

/** Whether a full listing reveals the image store, as lists do from API 1.48 on. */
const revealsStore: Condition = ({ fullListings }) => fullListings().some(({ request }) => request.minor >= 48);

const hasDate = ({ Created }: AnyVersionImage): boolean => Created !== 0 && Created !== GO_ZERO_TIME;
const isManifest = ({ Descriptor }: AnyVersionImage): boolean =>
  manifestMediaTypes.includes(Descriptor?.mediaType ?? '');
const isSingleManifest = (image: AnyVersionImage): boolean =>
  isManifest(image) && image.Descriptor?.digest === image.Id;

/** The value of a filter that has one value, else an empty string. */
function getOnlyValue({ request }: ValidExchange, key: string): string {
  const values = getFilterValues(request, key);
  return values.length === 1 ? (values[0] ?? '') : '';
}

const TAGGED_NAME = /^(?!sha256:)[\w./-]+:[\w.-]+$/;
const hasNames = (names: readonly string[] | null): boolean =>
  (names ?? []).length > 0 && !names?.[0]?.startsWith('<none>');
const hasTag = ({ RepoTags }: AnyVersionImage): boolean =>
  (RepoTags ?? []).some((name) => !name.startsWith('<none>') && TAGGED_NAME.test(name));

/** A manifest of which the engine has no content. */
const makeAbsentManifest = (size = 0): unknown => ({
  ID: ZERO_DIGEST,
  Descriptor: { mediaType: 'a/b', digest: ZERO_DIGEST, size: 1 },
  Available: false,
  Size: { Content: size, Total: size },
  Kind: 'unknown',
});

/** Removes an image that the response must list. */
const removeImage = (
  condition: Condition,
  isRequired: (image: AnyVersionImage, valid: ValidExchange) => boolean,
): Corruption =>
  corruptSession((valid) => {
    if (!condition(valid) || valid.request.all) return undefined;
    const index = valid.images.findIndex((image) => isRequired(image, valid));
    return index < 0 ? undefined : { exchange: withBody(valid, valid.images.toSpliced(index, 1)), pointer: '' };
  });

type Bound = 'before' | 'since';

/** Finds the image whose tag is the only value of `before` or `since`. */
const findBound = (valid: ValidExchange, key: Bound): AnyVersionImage | undefined =>
  valid
    .fullListings()
    .find(({ request }) => request.minor === valid.request.minor)
    ?.images.find(({ RepoTags }) => RepoTags?.includes(getOnlyValue(valid, key)));

/** How much older an image is than the bound of `before`, or newer than that of `since`; 0 if it is not known. */
function getDistance(image: AnyVersionImage, valid: ValidExchange, key: Bound): number {
  const bound = findBound(valid, key);
  if (!bound || !hasDate(bound) || !hasDate(image)) return 0;
  return key === 'before' ? bound.Created - image.Created : image.Created - bound.Created;
}

/** Adds an image that `before` or `since` rules out, from a full listing, in the order of creation. */
const addBeyond = (key: Bound): Corruption =>
  corruptSession(
    corruptIf(hasOnlyFilters(key), (valid) => {
      const { request, images } = valid;
      if (request.manifests || request.sharedSize) return undefined;
      const listing = valid
        .fullListings()
        .find(({ request: other }) => other.minor === request.minor && !other.manifests && !other.sharedSize);
      const listed = new Set(images.map(({ Id }) => Id));
      const image = listing?.images.find(
        (image) => !listed.has(image.Id) && hasTag(image) && getDistance(image, valid, key) < 0,
      );
      if (!image) return undefined;
      const older = images.findIndex(({ Created }) => Created < image.Created);
      const index = older < 0 ? images.length : older;
      return { exchange: withBody(valid, images.toSpliced(index, 0, image)), pointer: `/${index}` };
    }),
  );

/** Lists the image that `before` or `since` names, so that no other listed image is ruled out. */
const listBound = (key: Bound): Corruption =>
  editImage(
    hasOnlyFilters(key),
    (image, valid) => {
      const name = getOnlyValue(valid, key);
      const dated = valid.images.filter(hasDate);
      return image === dated.at(key === 'before' ? 0 : -1) && TAGGED_NAME.test(name) && { RepoTags: [name] };
    },
    '/Id',
  );

/** Whether the list can be compared with a full listing. */
const isPartial: Condition = meetsAll(isUnfiltered, ({ request }) => !request.all);

/** Edits an image so that it differs from the full listing at the same API version. */
function editImageInSession(edit: ImageEdit): Corruption {
  const isListed: Condition = ({ request, fullListings }) =>
    fullListings().some((listing) => listing.request.minor === request.minor);
  return corruptSession(editImage(meetsAll(isPartial, isListed), edit));
}

/** All ways to break each rule. A rule without a row does not compile. */
export const corruptions: Readonly<Record<RuleName, Readonly<Record<string, Corruption>>>> = {
  'response/schema': {
    'a property is missing': editImage(always, () => ({ Id: undefined }), ''),
  },
  'response/status': {
    'no such status': changeResponse(() => ({ status: 418 })),
    'an error for a request without a fault': changeResponse(
      ({ request, images }) =>
        request.faults.length === 0 && images.length > 0 && { status: 404, body: { message: 'No such image: a:1' } },
    ),
    'a list for an undecodable query': changeResponse(
      ({ request }) => request.faults.some(({ name }) => name === 'query') && { status: 200, body: [] },
    ),
    '404 for an image that exists': corruptSession(
      corruptIf(
        meetsAll(usesGraphDriver, hasOnlyFilters('before'), (valid) => findBound(valid, 'before') !== undefined),
        changeResponse((valid) => ({
          status: 404,
          body: { message: `No such image: ${getOnlyValue(valid, 'before')}` },
        })),
      ),
    ),
  },
  'response/content-type': {
    'another type': changeResponse(({ exchange: { response } }) => ({
      headers: { ...response.headers, 'content-type': 'text/html' },
    })),
  },
  'response/body-empty': {
    'no body': changeResponse(() => ({ bodyText: '' })),
  },
  'response/body-not-json': {
    'half a list': changeResponse(({ images }) => images.length > 0 && { bodyText: '[{"Id":' }),
  },
  'response/incomplete': {
    'a list that was broken off': changeResponse(() => ({ bodyText: '', incomplete: 'a body was broken off' })),
  },
  'response/undocumented': {
    'another property': editImage(always, () => ({ another: 1 })),
  },
  'response/header': {
    'no Server': changeResponse(({ exchange: { response }, request }) => {
      const { server, ...headers } = response.headers ?? {};
      // An error response without it has other findings too.
      return server !== undefined && request.faults.length === 0 && { headers };
    }),
  },
  'response/refused': {
    'a 503 to a request without a fault': changeResponse(
      ({ request, images }) =>
        request.faults.length === 0 && images.length > 0 && { status: 503, body: { message: 'no' } },
    ),
  },
  'response/server-error': {
    'a 500 for an undecodable query': changeResponse(
      ({ request, exchange: { response } }) =>
        request.faults.some(({ name }) => name === 'query') && response.status === 400 && { status: 500 },
    ),
  },
  'image/unrequested-manifests': {
    'manifests that were not requested': editImage(
      meetsAll(isUnfiltered, isSince(47), ({ request }) => !request.manifests),
      ({ Descriptor }, { request }) =>
        (request.minor === 47 || Descriptor !== undefined) && { Manifests: [makeAbsentManifest()] },
    ),
  },
  'image/shared-size': {
    '-1 although requested, or 0 although not': editImage(isUnfiltered, (_, { request }) => ({
      SharedSize: request.sharedSize ? -1 : 0,
    })),
    'more than the size': editImage(
      ({ request }) => request.sharedSize,
      ({ Size }) => ({ SharedSize: Size + 1 }),
    ),
  },
  'image/containers': {
    'a count': editImage(
      ({ request }) => request.minor < 51,
      () => ({ Containers: 0 }),
    ),
  },
  'image/virtual-size': {
    'from 1.44 on': editImage(isSince(44), ({ Size }) => ({ VirtualSize: Size })),
    'another size': editImage(
      always,
      ({ VirtualSize, Size }) => VirtualSize !== undefined && { VirtualSize: Size + 1 },
    ),
    'none although the image has a size': editImage(
      ({ request: { engineVersion, minor } }) => minor < 44 && engineVersion !== undefined && engineVersion.major < 29,
      ({ VirtualSize, Size }) => VirtualSize !== undefined && Size > 0 && { VirtualSize: undefined },
    ),
  },
  'filter/label': {
    'no labels': editImage(
      meetsAll(isStoreKnown, ({ request }) => /^[\w.]+(=|$)/.test(getFilterValues(request, 'label')[0] ?? '')),
      (one) => (!one.Descriptor || isSingleManifest(one)) && { Labels: {} },
    ),
  },
  'filter/reference': {
    'another name': editImage(
      hasOnlyFilters('reference'),
      ({ RepoTags }) => (RepoTags ?? []).length > 0 && { 'RepoTags/0': 'no.such.host/a/b/c/d/e/f/g:none' },
    ),
    'no name': editImage(
      meetsAll(hasOnlyFilters('reference'), isSince(48)),
      (_, valid) => /^[\w./-]+$/.test(getOnlyValue(valid, 'reference')) && { RepoTags: [], RepoDigests: [] },
    ),
  },
  'filter/dangling': {
    'a tag on a dangling image': editImage(hasDangling('true'), () => ({ RepoTags: ['no.such/name:1'] })),
    'no name on an image that does not dangle': editImage(hasDangling('false'), () => ({
      RepoTags: [],
      RepoDigests: [],
    })),
  },
  'filter/before': { 'the image that is named': listBound('before') },
  'filter/since': { 'the image that is named': listBound('since') },
  'image/names': {
    'a name in full': editImage(
      isUnfiltered,
      ({ RepoTags }) => hasNames(RepoTags) && { 'RepoTags/0': 'docker.io/library/no-such:1' },
    ),
    'a placeholder': editImage(
      meetsAll(isUnfiltered, isSince(43)),
      ({ RepoTags }) => hasNames(RepoTags) && { 'RepoTags/0': '<none>:<none>' },
    ),
    'a tag with a digest, from a graph driver': editImage(
      meetsAll(isUnfiltered, isSince(48), usesGraphDriver),
      ({ RepoTags }) => hasNames(RepoTags) && { 'RepoTags/0': `no-such@${ZERO_DIGEST}` },
    ),
  },
  'image/created': {
    'the year 10000': editImage(isUnfiltered, (_, __, index) => index === 0 && { Created: 253_402_300_800 }),
    'before the year 0': editImage(
      isUnfiltered,
      (_, { images }, index) => index === images.length - 1 && { Created: -62_167_219_201 },
    ),
  },
  'image/parent': {
    'no id': editImage(always, () => ({ ParentId: 'x' })),
    'its own': editImage(always, ({ Id }) => ({ ParentId: Id })),
  },
  'list/duplicate-name': {
    'a name of another image': editImage(isUnfiltered, ({ RepoTags }, { images }, index) => {
      const first = images.slice(0, index).find(({ RepoTags }) => hasNames(RepoTags));
      return hasNames(RepoTags) && first !== undefined && { 'RepoTags/0': first.RepoTags?.[0] };
    }),
  },
  'image/repo-digests': {
    'no digest': editImage(
      isUnfiltered,
      ({ RepoDigests }) => hasNames(RepoDigests) && { 'RepoDigests/0': 'no-such:1' },
    ),
    'another digest': editImage(
      hasDescriptors,
      ({ RepoDigests }) => hasNames(RepoDigests) && { 'RepoDigests/0': `no-such@${ZERO_DIGEST}` },
    ),
  },
  'image/descriptor': {
    'not on all images': editImage(hasDescriptors, () => ({ Descriptor: undefined }), ''),
    'a property that no store keeps': editImage(hasDescriptors, () => ({ 'Descriptor/artifactType': 'a/b' })),
    'manifests without it': editImage(
      meetsAll(isUnfiltered, isSince(48), usesGraphDriver, requestsManifests),
      ({ Size }) => ({ Manifests: [makeAbsentManifest(Size)] }),
    ),
  },
  'image/size': {
    'not the sum': editImage(requestsManifests, ({ Manifests, Size }) => Manifests !== undefined && { Size: Size + 1 }),
    'more than 64 bits': editImage(isSince(44), () => ({ Size: 2 ** 63 })),
  },
  'image/manifests': {
    'another media type than the image': editManifest(
      (_, one) => isSingleManifest(one) && { 'Descriptor/mediaType': 'a/b' },
    ),
    'two, where the image is one': editImage(
      requestsManifests,
      (one) =>
        one.Manifests !== undefined && isSingleManifest(one) && { Manifests: [...one.Manifests, makeAbsentManifest()] },
    ),
    'the index itself': editManifest(
      ({ Kind }, one) =>
        !isManifest(one) &&
        /index|list/.test(one.Descriptor?.mediaType ?? '') &&
        Kind === 'attestation' && { ID: one.Id, 'Descriptor/digest': one.Id },
    ),
  },
  'manifest/available': {
    'smaller than itself': editManifest(
      ({ Available, Size }, one) => Available && !isManifest(one) && { 'Descriptor/size': Size.Content + 1 },
      '/Size/Content',
    ),
  },
  'manifest/platform': {
    'another architecture': editManifest(
      ({ Kind, Descriptor }) =>
        Kind === 'image' && Descriptor.platform !== undefined && { 'ImageData/Platform/architecture': 'vax' },
      '/ImageData/Platform',
    ),
  },
  'manifest/kind': {
    'an attestation as an image': editManifest(
      ({ Kind }) =>
        Kind === 'image' && { 'Descriptor/annotations': { 'vnd.docker.reference.type': 'attestation-manifest' } },
      '/Kind',
    ),
  },
  'manifest/container-ids': {
    'one twice': editManifest(
      ({ Kind }) => Kind === 'image' && { 'ImageData/Containers': ['1', '1'].map((digit) => digit.repeat(64)) },
      '/ImageData/Containers/1',
    ),
  },
  'filter/not-label': {
    'a list from a graph driver': corruptIf(meetsAll(hasOnlyFilters('label!', 'label'), isSince(48)), (valid) => {
      const images = valid.images
        .filter((one) => isSingleManifest(one) && one.Labels !== null && hasTag(one))
        .slice(0, 1)
        .map(({ Descriptor: _, ...image }) => image);
      return images.length > 0 ? { exchange: withBody(valid, images), pointer: '/0' } : undefined;
    }),
  },
  'response/api-version': {
    'an engine that does not support the version': corruptIf(
      ({ request, images }) => request.apiVersion !== undefined && images.length > 0 && request.minor > 24,
      changeResponse(
        ({ exchange: { response } }) => response.headers && { headers: { ...response.headers, 'api-version': '1.24' } },
      ),
    ),
  },
  'filter/until': {
    'the time itself': editImage(
      meetsAll(hasOnlyFilters('until', 'label'), usesGraphDriver, isStoreKnown),
      (_, valid, index) => {
        const exactTime = findExactTime(getOnlyValue(valid, 'until'));
        return index === 0 && exactTime !== undefined && exactTime !== GO_ZERO_TIME && { Created: exactTime };
      },
    ),
  },
  'list/order': {
    'the last image is the newest': editImage(
      isUnfiltered,
      (_, { images }, index) => index === images.length - 1 && { Created: (images[index - 1]?.Created ?? 0) + 1 },
    ),
  },
  'manifest/size-total': {
    'another sum': editManifest(({ Size }) => ({ 'Size/Total': Size.Total + 1 })),
  },
  'image/id-digest': {
    'another id': editImage(hasDescriptors, () => ({ Id: ZERO_DIGEST })),
    'another ID': editManifest(({ Kind }) => Kind === 'attestation' && { ID: ZERO_DIGEST }),
  },
  'manifest/attestation-for': {
    'another manifest': editManifest(({ Kind }) => Kind === 'attestation' && { 'AttestationData/For': ZERO_DIGEST }),
  },
  'list/duplicate-id': {
    'an image twice': corruptIf(isUnfiltered, (valid) => ({
      exchange: withBody(valid, [valid.images[0], ...valid.images]),
      pointer: '/1/Id',
    })),
  },
  'session/missing': {
    'an image with a tag': removeImage(isUnfiltered, hasTag),
    'by reference': removeImage(hasOnlyFilters('reference'), hasTag),
    'by dangling': removeImage(hasDangling('false'), hasTag),
    'by label': removeImage(meetsAll(hasOnlyFilters('label'), usesGraphDriver), hasTag),
    'by before': removeImage(hasOnlyFilters('before'), (one, valid) => getDistance(one, valid, 'before') > 0),
    'by since': removeImage(hasOnlyFilters('since'), (one, valid) => getDistance(one, valid, 'since') > 0),
    'by until': removeImage(meetsAll(hasOnlyFilters('until', 'label'), usesGraphDriver, revealsStore), (one, valid) => {
      const exactTime = findExactTime(getOnlyValue(valid, 'until'));
      return exactTime !== undefined && exactTime !== GO_ZERO_TIME && hasDate(one) && one.Created < exactTime - 1;
    }),
  },
  'session/unexpected': {
    'an image that is not in the full listing': corruptSession(
      corruptIf(isPartial, (valid) => {
        const [first, ...rest] = valid.images;
        if (!first) return undefined;
        const { Manifests: _, Descriptor, ...known } = first;
        const stranger = {
          ...{ ...known, Id: ZERO_DIGEST, RepoTags: [], RepoDigests: [] },
          SharedSize: valid.request.sharedSize ? 0 : -1,
          ...(Descriptor && { Descriptor: { ...Descriptor, digest: ZERO_DIGEST } }),
        };
        return { exchange: withBody(valid, [first, stranger, ...rest]), pointer: '/1' };
      }),
    ),
    'by before': addBeyond('before'),
    'by since': addBeyond('since'),
  },
  'session/inconsistent': {
    'another parent': editImageInSession(({ Id, ParentId }, { images }) => {
      const another = images.find((one) => one.Id !== Id && one.Id !== ParentId);
      if (!another) return undefined;
      return { ParentId: /^sha256:[0-9a-f]{64}$/.test(another.Id) ? another.Id : `sha256:${'f'.repeat(64)}` };
    }),
    'another date': editImageInSession(
      ({ Created }, { images }, index) =>
        Created > 1 && (images[index + 1]?.Created ?? 0) < Created && { Created: Created - 1 },
    ),
  },
  'request/undocumented': {
    'a parameter': changePath(addParameter('no-such=1')),
  },
  'request/ineffective': {
    'a parameter that no engine reads': changePath(addParameter('sharedSize=1')),
  },
  'request/version': {
    'an older version': changePath((path) => path.replace(/^\/v[\d.]+/, '/v1.12')),
  },
};
