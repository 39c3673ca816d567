import type { ImageManifestSummary, ImageSummary } from '../../src/index.js';
import { compileGlob } from '../../src/request/compile-glob.js';
import { toFamiliarNames } from '../../src/request/image-reference.js';
import { type ImageListRequest, parseListRequest } from '../../src/request/parse-request.js';
import { parseUntil } from '../../src/request/parse-until.js';
import { minorOf } from './contracts.js';
import type { JsonExchange } from './recordings.js';

/** A recorded response, with its request as Docker reads it. */
export interface ProbeResponse {
  readonly request: ImageListRequest;
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly bodyText: string | undefined;
  /** The images of a 200, without placeholders for names. */
  readonly images: readonly ImageSummary[];
}

/**
 * Whether the responses of one engine show a behaviour; `undefined` where they cannot. A predicate that compares takes the
 * responses in the order in which openapi/errata.yaml and openapi/claims.yaml name their probes.
 */
export type Predicate = (responses: readonly ProbeResponse[]) => boolean | undefined;

export function toProbeResponse({ request: { path }, response }: JsonExchange): ProbeResponse {
  const request = parseListRequest({ method: 'GET', path });
  if (!request) throw new Error(`expected a request for the list of images, found ${path}`);
  const { status, headers = {}, body, bodyText } = response;
  // The tests of the recordings check each list against the schema.
  const images = status === 200 && Array.isArray(body) ? (body as unknown as ImageSummary[]) : [];
  return {
    ...{ request, status, body, bodyText, images: images.map(withoutPlaceholders) },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** Before API 1.43 an image without names has null, or `<none>` for a name. */
const withoutPlaceholders = (image: ImageSummary): ImageSummary => ({
  ...image,
  RepoTags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
  RepoDigests: (image.RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>'),
});

const all = <Item>(items: readonly Item[], holds: (item: Item) => boolean): boolean =>
  items.length > 0 && items.every(holds);

const imagesOf = (responses: readonly (ProbeResponse | undefined)[]): ImageSummary[] =>
  responses.flatMap((response) => response?.images ?? []);
const manifestsOf = (responses: readonly ProbeResponse[]): ImageManifestSummary[] =>
  imagesOf(responses).flatMap(({ Manifests }) => Manifests ?? []);
const idsOf = (response: ProbeResponse | undefined): Set<string> => new Set(response?.images.map(({ Id }) => Id));

/** Separates the responses to requests with a filter from the others. */
function splitByFilter(responses: readonly ProbeResponse[], key: string): [ProbeResponse[], ProbeResponse[]] {
  const has = ({ request }: ProbeResponse): boolean => request.filters.values.has(key);
  return [responses.filter(has), responses.filter((response) => !has(response))];
}

const filterValues = ({ request }: ProbeResponse, key: string): string[] => [
  ...(request.filters.values.get(key)?.keys() ?? []),
];

/** Writes equal content as equal text, in whatever order items and properties come. */
function canonicalize(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalize).sort().join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const properties = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${canonicalize(item)}`);
  return `{${properties.sort().join()}}`;
}

const isStatus =
  (status: number): Predicate =>
  (responses) =>
    all(responses, (response) => response.status === status);

/** All responses are the same list, and it is not empty. */
const isSameList: Predicate = (responses) =>
  responses.length > 1 &&
  imagesOf(responses).length > 0 &&
  new Set(responses.map(({ images }) => canonicalize(images))).size === 1;

/** Tests the images of all responses, where there are any. */
const testImages =
  (test: (images: readonly ImageSummary[]) => boolean | undefined): Predicate =>
  (responses) => {
    const images = imagesOf(responses);
    return images.length > 0 ? test(images) : undefined;
  };

/** A parameter's strings, neither `true` nor `false`, are read leniently, some as true and some as false. */
const isLenient =
  (name: string, read: (request: ImageListRequest) => boolean, shows: (image: ImageSummary) => boolean): Predicate =>
  (responses) =>
    all(responses, ({ request, images }) => {
      const given = request.pairs.find(([key]) => key === name)?.[1];
      const isUnusual = given !== undefined && given !== 'true' && given !== 'false';
      return isUnusual && all(images, (image) => shows(image) === read(request));
    }) && new Set(responses.map(({ request }) => read(request))).size === 2;

/**
 * `before` and `since`: the first response lists only images on one side of the image that the filter names, which the
 * second lists. An image of the same second counts, for engines compare fractions of it.
 */
const isBeyond =
  (key: 'before' | 'since', side: 1 | -1): Predicate =>
  ([filtered, others]) => {
    const [name = ''] = filtered ? filterValues(filtered, key) : [];
    const bound = others?.images.find(({ RepoTags }) => RepoTags.includes(name));
    if (!filtered || !bound || filtered.images.length === 0) return undefined;
    return filtered.images.every(({ Id, Created }) => Id !== bound.Id && side * (Created - bound.Created) >= 0);
  };

/** The first whole second that is not before a value of `until`; `undefined` if that depends on the engine. */
export function findExactTime(value: string): number | undefined {
  const { possibleRange: [earliest, latest] = [0, 1], hasFraction } = parseUntil(value);
  return earliest === latest ? earliest + Number(hasFraction) : undefined;
}

/** Lists the images of the other responses that were created before the time of `until`. */
function findOlder(filtered: readonly ProbeResponse[], others: readonly ProbeResponse[]): ImageSummary[] {
  const [time] = filtered.flatMap((response) => filterValues(response, 'until').map((value) => findExactTime(value)));
  return time === undefined ? [] : imagesOf(others).filter(({ Created }) => Created < time);
}

/** All predicates, by the name that openapi/errata.yaml and openapi/claims.yaml know them by. */
export const predicates: Readonly<Record<string, Predicate>> = {
  'status-200': isStatus(200),
  'status-400': isStatus(400),
  'status-404': isStatus(404),
  'status-500': isStatus(500),

  same: isSameList,
  /** The first is a list, and the second is not the same. */
  differs: ([one, other]) => Array.isArray(one?.body) && canonicalize(one.images) !== canonicalize(other?.images ?? []),
  /** The first lists more images than the second. If not, there may be none to add. */
  more: ([one, other]) => idsOf(one).size > idsOf(other).size || undefined,
  /** The first lists only images of the second, and not all. */
  fewer: ([one, other]) => {
    const [some, all] = [idsOf(one), idsOf(other)];
    return one?.status === 200 && some.size < all.size && [...some].every((id) => all.has(id));
  },
  /** The first lists no image of the second. */
  excludes: ([one, other]) => {
    const [some, excluded] = [idsOf(one), idsOf(other)];
    return excluded.size === 0 ? undefined : one?.status === 200 && ![...excluded].some((id) => some.has(id));
  },
  listed: (responses) => all(responses, ({ images }) => images.length > 0),

  'empty-body': (responses) =>
    all(responses, ({ status, body, bodyText }) => status === 200 && body === undefined && !bodyText),
  'refused-by-value': (responses) =>
    all(responses, ({ status, body }) => status === 400 && !JSON.stringify(body).includes("ilter 'until'")),
  'message-alone': ([response]) =>
    response?.status === 200 ? undefined : Object.keys(response?.body ?? {}).join() === 'message',
  'four-headers': (responses) =>
    all(responses, ({ headers }) =>
      ['api-version', 'docker-experimental', 'ostype', 'server'].every((name) => name in headers),
    ),
  /** The engine refuses an API version that is newer than the one it states. */
  'window-kept': ([response]) =>
    minorOf(response?.request.apiVersion) > minorOf(response?.headers['api-version'])
      ? response?.status === 400
      : undefined,

  /** With and without `digests` the response is the same, and has digests. */
  'digests-without-effect': (responses) =>
    isSameList(responses) &&
    new Set(responses.map(({ request }) => request.digests)).size === 2 &&
    imagesOf(responses).some(({ RepoDigests }) => RepoDigests.length > 0),
  'loose-shared-size': isLenient(
    'shared-size',
    ({ sharedSize }) => sharedSize,
    ({ SharedSize }) => SharedSize >= 0,
  ),
  'loose-manifests': isLenient(
    'manifests',
    ({ manifests }) => manifests,
    ({ Manifests }) => Manifests !== undefined,
  ),
  /** `SharedSize` is computed if the request asks for it, and -1 otherwise. */
  'shared-size-when-asked': (responses) =>
    all(responses, ({ request, images }) => all(images, ({ SharedSize }) => SharedSize >= 0 === request.sharedSize)) &&
    responses.some(({ request }) => request.sharedSize),
  /** `SharedSize` is computed in the first list. It is not in the second, or that says nothing. */
  'shared-size-computed': (responses) => {
    const [requested, other] = responses.map(({ images }) => images.every(({ SharedSize }) => SharedSize >= 0));
    return other ? undefined : requested;
  },
  /** With `manifests` the response has images, but no manifests and no descriptors. */
  'manifests-ignored': (responses) =>
    all(
      responses,
      ({ request, images }) =>
        request.manifests && all(images, (image) => !('Manifests' in image) && !('Descriptor' in image)),
    ),
  /** Without `all`, an image with a tag is listed though a hidden image was built on it. */
  'tagged-parents-listed': (responses) => {
    const parents = new Set(imagesOf(responses.filter(({ request }) => request.all)).map(({ ParentId }) => ParentId));
    const listed = imagesOf(responses.filter(({ request }) => !request.all));
    return listed.some(({ Id, RepoTags }) => RepoTags.length > 0 && parents.has(Id));
  },
  /** Images without any name are left out, though there are some. */
  'nameless-dropped': (responses) => {
    const isNamed = ({ RepoTags, RepoDigests }: ImageSummary): boolean => RepoTags.length + RepoDigests.length > 0;
    const [filtered, others] = splitByFilter(responses, 'dangling');
    return all(imagesOf(filtered), isNamed) && !imagesOf(others).every(isNamed);
  },
  /** No image has the label that `label!` names, though there are some that have. */
  'label-negated': (responses) => {
    const [filtered, others] = splitByFilter(responses, 'label!');
    const given = filtered.flatMap((response) => filterValues(response, 'label!'));
    const hasGiven = ({ Labels }: ImageSummary): boolean =>
      Object.entries(Labels ?? {}).some(([key, value]) => given.includes(`${key}=${value}`));
    return all(imagesOf(filtered), (image) => !hasGiven(image)) && imagesOf(others).some(hasGiven);
  },
  /** `reference` is no valid name, and lists the images that match it as a glob. */
  'reference-is-a-glob': (responses) =>
    all(responses, (response) =>
      all(
        filterValues(response, 'reference'),
        (glob) =>
          toFamiliarNames(glob) === undefined &&
          all(response.images, ({ RepoTags }) =>
            all(RepoTags, (tag) => (toFamiliarNames(tag) ?? []).some((name) => compileGlob(glob)?.(name))),
          ),
      ),
    ),
  /** An image has fewer tags in a list that is filtered by `reference`. */
  'tags-cut': (responses) => {
    const [filtered, others] = splitByFilter(responses, 'reference');
    const tags = new Map(imagesOf(others).map(({ Id, RepoTags }) => [Id, RepoTags.length]));
    const counts = imagesOf(filtered).map(({ Id, RepoTags }) => [RepoTags.length, tags.get(Id) ?? 0] as const);
    // An image with one tag has none to lose.
    return counts.some(([, whole]) => whole > 1) ? counts.some(([left, whole]) => left < whole) : undefined;
  },
  /** A name in full lists nothing, the same name in its short form does. */
  'only-familiar-names': (responses) => {
    const found = responses.map((response) => ({
      name: filterValues(response, 'reference').join(),
      count: response.images.length,
    }));
    return (
      all(found, ({ name, count }) => name.startsWith('docker.io/') === (count === 0)) &&
      new Set(found.map(({ count }) => count > 0)).size === 2 &&
      new Set(found.map(({ name }) => name.replace('docker.io/', ''))).size === 1
    );
  },
  /** A name in full lists images, whichever of the requests has one. */
  'matches-in-full': (responses) => {
    const full = responses.find((one) => /^docker\.io\/(?!docker\.io\/)/.test(filterValues(one, 'reference')[0] ?? ''));
    return full && full.images.length > 0;
  },

  'before-strictly': isBeyond('before', -1),
  'since-strictly': isBeyond('since', 1),
  /** `until` lists the images created before it, and no others. */
  'until-by-created': (responses) => {
    const [filtered, others] = splitByFilter(responses, 'until');
    const older = findOlder(filtered, others);
    if (!filtered.every(({ status }) => status === 200)) return undefined;
    if (older.length === 0 || older.length === imagesOf(others).length) return undefined;
    return canonicalize(older) === canonicalize(imagesOf(filtered));
  },
  /** `until` leaves out images created before it. */
  'until-not-by-created': (responses) => {
    const [filtered, others] = splitByFilter(responses, 'until');
    const listed = new Set(imagesOf(filtered).map(({ Id }) => Id));
    return filtered.length > 0 && findOlder(filtered, others).some(({ Id }) => !listed.has(Id));
  },
  'newest-first': testImages((images) =>
    images.every(({ Created }, index) => index === 0 || Number(images[index - 1]?.Created) >= Created),
  ),

  'ids-unique': testImages((images) => new Set(images.map(({ Id }) => Id)).size === images.length),
  /** The ID is the digest of the index or manifest, not that of the configuration. */
  'id-of-target': testImages((images) => images.every(({ Id, Descriptor }) => Id === Descriptor?.digest)),
  /** There are dates of 0, before 1970, and beyond 32 bits. */
  'any-date': testImages((images) => {
    const dates = images.map(({ Created }) => Created);
    return (
      [0, -1].every((sign) => dates.some((date) => Math.sign(date) === sign)) &&
      dates.some((date) => date !== (date | 0))
    );
  }),
  'containers-never-counted': testImages((images) => images.every(({ Containers }) => Containers === -1)),
  'containers-counted': testImages((images) => images.some(({ Containers }) => Containers >= 0)),
  /** Manifests name containers. */
  'containers-exist': (responses) =>
    manifestsOf(responses).some(
      (manifest) => manifest.Kind === 'image' && (manifest.ImageData.Containers ?? []).length > 0,
    ),
  'labels-null': testImages((images) => images.some(({ Labels }) => Labels === null)),
  'tags-null': ([response]) => hasRawTags(response, (tags) => tags === null),
  'none-for-names': ([response]) =>
    hasRawTags(response, (tags) => Array.isArray(tags) && tags.includes('<none>:<none>')),
  'tags-in-full': testImages((images) =>
    images.some(({ RepoTags }) => RepoTags.some((tag) => tag.startsWith('docker.io/'))),
  ),
  /** Among the tags are digests, invalid references, and one twice. */
  'tags-of-any-form': testImages((images) => {
    const tags = images.flatMap(({ RepoTags }) => RepoTags);
    return (
      tags.some((tag) => tag.includes('@sha256:')) &&
      tags.some((tag) => toFamiliarNames(tag) === undefined) &&
      images.some(({ RepoTags }) => new Set(RepoTags).size < RepoTags.length)
    );
  }),
  'bare-digests': testImages((images) =>
    images.some(({ RepoDigests }) => RepoDigests.some((digest) => digest.startsWith('sha256:'))),
  ),
  /** Every image whose names are all valid has a digest; one is enough for names of several repositories. */
  'one-digest-for-all-names': testImages((images) => {
    const names = images.map(({ RepoTags, RepoDigests }) => ({
      // The bare name, and the name with its tag.
      familiar: RepoTags.map((tag) => toFamiliarNames(tag) ?? []),
      digests: RepoDigests.length,
    }));
    const valid = names.filter(({ familiar }) => all(familiar, (both) => both.length === 2));
    return (
      all(valid, ({ digests }) => digests > 0) &&
      valid.some(({ familiar, digests }) => digests === 1 && new Set(familiar.map(([name]) => name)).size > 1)
    );
  }),
  'parents-by-digest': (responses) => {
    const parents = imagesOf(responses).flatMap(({ ParentId }) => (ParentId === '' ? [] : ParentId));
    return parents.length === 0 ? undefined : parents.every((parent) => parent.startsWith('sha256:'));
  },
  /** There are properties that only Podman sends. */
  'more-members': testImages((images) => images.some((image) => 'Names' in image || 'Digest' in image)),

  /** The size is the sum of the manifests' content and unpacked layers. */
  'size-of-manifests': (responses) =>
    all(
      imagesOf(responses).filter(({ Manifests }) => Manifests),
      ({ Size, Manifests = [] }) => Size === Manifests.reduce((sum, manifest) => sum + manifest.Size.Total, 0),
    ),
  'target-without-platform': testImages((images) =>
    images.every(({ Descriptor }) => Descriptor !== undefined && !('platform' in Descriptor)),
  ),
  /** There are manifests of kind `unknown`, with no data of another kind. */
  'unknown-kinds': (responses) =>
    all(
      manifestsOf(responses).filter(({ Kind }) => Kind === 'unknown'),
      (manifest) => !('ImageData' in manifest) && !('AttestationData' in manifest),
    ),
  'empty-platforms': (responses) =>
    manifestsOf(responses).some(
      (manifest) =>
        manifest.Kind === 'image' &&
        manifest.ImageData.Platform.os === '' &&
        manifest.ImageData.Platform.architecture === '',
    ),
};

/** Tests the tags of the images as they were sent, with their placeholders. */
function hasRawTags(response: ProbeResponse | undefined, test: (tags: unknown) => boolean): boolean | undefined {
  if (!response || response.images.length === 0) return undefined;
  return Object.values(response.body ?? []).some((image) => test(Object(image).RepoTags));
}
