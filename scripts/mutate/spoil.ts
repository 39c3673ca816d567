import type { Exchange, RuleName } from '../../src/contract/index.js';
import type { ImageManifestSummary } from '../../src/index.js';
import { valuesOf } from '../../src/model/asked.js';
import { type AnyImage, manifestTypes, YEAR_1 } from '../../src/model/image.js';
import { readUntil } from '../../src/request/timestamp.js';
import { setAtPointer } from '../set-at-pointer.js';
import { answering, type Honest } from './honest.js';

/*
 * How each rule is broken, and no other beside it, in an answer that was honest. What a spoiler takes for granted of
 * engines it says itself, so that it does not move with the rule.
 */

/** An exchange that breaks one rule, and the place that a finding is to name. */
export interface Spoiled {
  readonly exchange: Exchange;
  readonly pointer: string;
  /** Whether it shows beside the lists of all images alone. */
  readonly inSession?: boolean;
}

/** Spoils an exchange; `undefined` where it has not what it takes. */
export type Spoiler = (honest: Honest) => Spoiled | undefined;

/** Further places to be put, with their values. */
type Edits = Readonly<Record<string, unknown>>;

function edited(honest: Honest, pointer: string, edits: Edits): Spoiled {
  const body = Object.entries(edits).reduce<unknown>(
    (here, [at, value]) => setAtPointer(here, at, value),
    honest.images,
  );
  return { exchange: answering(honest, body), pointer };
}

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const other = digest('0');

/** Spoils the first image, of those that are listed, for which there are edits: members with what is put there. */
const image =
  (edit: (image: AnyImage, honest: Honest, index: number) => Edits | undefined | false, pointer?: string): Spoiler =>
  (honest) => {
    for (const [index, one] of honest.images.entries()) {
      const edits = edit(one, honest, index);
      if (!edits) continue;
      const placed = Object.entries(edits).map(([at, value]) => [`/${index}/${at}`, value]);
      return edited(
        honest,
        pointer === undefined ? String(placed[0]?.[0]) : `/${index}${pointer}`,
        Object.fromEntries(placed),
      );
    }
    return undefined;
  };

/** The same of a manifest of an image. */
const manifest =
  (edit: (manifest: ImageManifestSummary, image: AnyImage) => Edits | false, pointer?: string): Spoiler =>
  (honest) => {
    for (const [index, one] of honest.images.entries()) {
      for (const [at, each] of (one.Manifests ?? []).entries()) {
        const here = `/${index}/Manifests/${at}`;
        const edits = edit(each, one);
        if (!edits) continue;
        const placed = Object.entries(edits).map(([below, value]) => [`${here}/${below}`, value]);
        return edited(
          honest,
          pointer === undefined ? String(placed[0]?.[0]) : here + pointer,
          Object.fromEntries(placed),
        );
      }
    }
    return undefined;
  };

/** Only where the request fits. */
const where =
  (fits: (honest: Honest) => boolean, spoil: Spoiler): Spoiler =>
  (honest) =>
    fits(honest) ? spoil(honest) : undefined;

/** By these filters alone, with nothing in them that engines read in different ways. */
const filtersBy =
  (...keys: string[]) =>
  ({ asked }: Honest): boolean =>
    [...asked.filters.values.keys()].join() === keys.join() &&
    asked.faults.every(({ name }) => name !== 'glob' && name !== 'dangling');
/** Neither `filters` nor `filter`, and a list. */
const isPlain = ({ asked, images }: Honest): boolean =>
  asked.filters.values.size === 0 && asked.pairs.every(([name]) => name !== 'filter') && images.length > 1;
const from =
  (minor: number) =>
  ({ asked }: Honest): boolean =>
    asked.minor >= minor;
const both =
  (...all: ((honest: Honest) => boolean)[]) =>
  (honest: Honest): boolean =>
    all.every((fits) => fits(honest));
const asksForManifests = ({ asked }: Honest): boolean => asked.manifests && asked.minor >= 47;
const isGraphdriver = ({ asked, interview, images }: Honest): boolean =>
  asked.minor >= 48 ? images.every(({ Descriptor }) => !Descriptor) : interview.includes('-overlay2');
const isContainerd = (honest: Honest): boolean => !isGraphdriver(honest);
/** Whether the session tells the store: lists do from API 1.48 on. */
const tellsStore = (honest: Honest): boolean => honest.wholes().some(({ asked }) => asked.minor >= 48);
const isDated = ({ Created }: AnyImage): boolean => Created !== 0 && Created !== YEAR_1;
const isIndex = ({ Descriptor }: AnyImage): boolean => !manifestTypes.includes(Descriptor?.mediaType ?? '');
const isSingle = ({ Descriptor, Id }: AnyImage): boolean =>
  manifestTypes.includes(Descriptor?.mediaType ?? '') && Descriptor?.digest === Id;

/** The values of a filter, when it is the only one. */
const theValue = ({ asked }: Honest, key: string): string => {
  const values = valuesOf(asked, key);
  return values.length === 1 ? (values[0] ?? '') : '';
};
const TAGGED = /^(?!sha256:)[\w./-]+:[\w.-]+$/;

/** A manifest of which nothing is there. */
const absent = (size = 0): unknown => ({
  ID: other,
  Descriptor: { mediaType: 'a/b', digest: other, size: 1 },
  Available: false,
  Size: { Content: size, Total: size },
  Kind: 'unknown',
});

/** An answer with another status, body or header. */
const answer =
  (change: (honest: Honest) => Partial<Exchange['response']> | undefined | false): Spoiler =>
  (honest) => {
    const changes = change(honest);
    if (!changes) return undefined;
    const { body: _, bodyText: __, ...bare } = honest.exchange.response;
    const kept = 'body' in changes || 'bodyText' in changes ? bare : honest.exchange.response;
    return { exchange: { ...honest.exchange, response: { ...kept, ...changes } }, pointer: '' };
  };

/** A request with another query, or version. */
const request =
  (path: (path: string) => string): Spoiler =>
  ({ exchange, asked }) =>
    asked.faults.length > 0 || exchange.response.status !== 200
      ? undefined
      : { exchange: { ...exchange, request: { ...exchange.request, path: path(exchange.request.path) } }, pointer: '' };
const withParameter = (pair: string) => (path: string) => `${path}${path.includes('?') ? '&' : '?'}${pair}`;

/** What shows beside the lists of all images. */
const inSession =
  (spoil: Spoiler): Spoiler =>
  (honest) => {
    const spoiled = honest.wholes().length > 0 ? spoil(honest) : undefined;
    return spoiled && { ...spoiled, inSession: true };
  };

/** An answer without an image that it has to list. */
const without = (fits: (honest: Honest) => boolean, isCertain: (image: AnyImage, honest: Honest) => boolean): Spoiler =>
  inSession(
    where(
      both(fits, ({ asked }) => !asked.all),
      (honest) => {
        const index = honest.images.findIndex((image) => isCertain(image, honest));
        return index < 0 ? undefined : { exchange: answering(honest, honest.images.toSpliced(index, 1)), pointer: '' };
      },
    ),
  );

/** An answer with an image of a whole list that it may not list, where its date puts it. */
const withImage = (
  fits: (honest: Honest) => boolean,
  isRuledOut: (image: AnyImage, honest: Honest) => boolean,
  change: (image: AnyImage) => AnyImage = (image) => image,
): Spoiler =>
  inSession(
    where(fits, (honest) => {
      const { asked, images } = honest;
      const listed = new Set(images.map(({ Id }) => Id));
      const list = honest
        .wholes()
        .find((whole) => whole.asked.minor === asked.minor && !whole.asked.manifests && !whole.asked.sharedSize);
      const found = list?.images.find((image) => !listed.has(image.Id) && isRuledOut(image, honest));
      if (!found || asked.manifests || asked.sharedSize) return undefined;
      const after = images.findIndex(({ Created }) => Created < found.Created);
      const at = after < 0 ? images.length : after;
      return { exchange: answering(honest, images.toSpliced(at, 0, change(found))), pointer: `/${at}` };
    }),
  );

/** The image that the only value of `before` or `since` names by tag. */
const named = (honest: Honest, key: string): AnyImage | undefined =>
  honest
    .wholes()
    .find(({ asked }) => asked.minor === honest.asked.minor)
    ?.images.find(({ RepoTags }) => RepoTags?.includes(theValue(honest, key)));

const hasTag = ({ RepoTags }: AnyImage): boolean =>
  (RepoTags ?? []).some((name) => !name.startsWith('<none>') && TAGGED.test(name));

const isBefore =
  (key: 'before' | 'since') =>
  (image: AnyImage, honest: Honest): boolean => {
    const bound = named(honest, key);
    if (!bound || !isDated(bound) || !isDated(image)) return false;
    return key === 'before' ? image.Created < bound.Created : image.Created > bound.Created;
  };
const isBeyond =
  (key: 'before' | 'since') =>
  (image: AnyImage, honest: Honest): boolean => {
    const bound = named(honest, key);
    if (!bound || !isDated(bound) || !isDated(image) || !hasTag(image)) return false;
    return key === 'before' ? image.Created > bound.Created : image.Created < bound.Created;
  };

/** The image that a filter names, listed; engines before API 1.44 take one of several values. */
const itself = (key: 'before' | 'since'): Spoiler =>
  where(
    filtersBy(key),
    image((one, honest) => {
      const name = theValue(honest, key);
      return isDated(one) && TAGGED.test(name) && { RepoTags: [name] };
    }, '/Id'),
  );

/** A list of all images is what others are held against. */
const isPart = (honest: Honest): boolean => isPlain(honest) && !honest.asked.all;
const differing = (edit: Parameters<typeof image>[0]): Spoiler =>
  inSession(
    where(
      both(isPart, (honest) => honest.wholes().some(({ asked }) => asked.minor === honest.asked.minor)),
      image(edit),
    ),
  );

/** The rules, each with all ways in which it is broken. What has no row does not compile. */
export const spoilers: Readonly<Record<RuleName, Readonly<Record<string, Spoiler>>>> = {
  'response/schema': {
    'a member is missing': (honest) =>
      honest.images.length > 0 ? { ...edited(honest, '/0', { '/0/Id': undefined }) } : undefined,
  },
  'response/status': {
    'no such status': answer(() => ({ status: 418 })),
    'a refusal of what is no fault': answer(
      ({ asked, images }) =>
        asked.faults.length === 0 && images.length > 0 && { status: 404, body: { message: 'No such image: a:1' } },
    ),
    'a list for an undecodable query': answer(
      ({ asked }) => asked.faults.some(({ name }) => name === 'query') && { status: 200, body: [] },
    ),
    'an image that is there is not found': inSession(
      where(
        both(isGraphdriver, filtersBy('before'), (honest) => named(honest, 'before') !== undefined),
        answer((honest) => ({ status: 404, body: { message: `No such image: ${theValue(honest, 'before')}` } })),
      ),
    ),
  },
  'response/content-type': {
    'another type': answer(({ exchange: { response } }) => ({
      headers: { ...response.headers, 'content-type': 'text/html' },
    })),
  },
  'response/body-empty': {
    'no body': answer(() => ({ bodyText: '' })),
  },
  'response/body-not-json': {
    'half a list': answer(({ images }) => images.length > 0 && { bodyText: '[{"Id":' }),
  },
  'response/undocumented': {
    'another member': image(() => ({ another: 1 })),
  },
  'response/header': {
    'no Server': answer(({ exchange: { response }, asked }) => {
      const { server, ...headers } = response.headers ?? {};
      // The words of a refusal count without it.
      return server !== undefined && asked.faults.length === 0 && { headers };
    }),
  },
  'response/blames-engine': {
    'a 500 for an undecodable query': answer(
      ({ asked, exchange: { response } }) =>
        asked.faults.some(({ name }) => name === 'query') && response.status === 400 && { status: 500 },
    ),
  },
  'relation/manifests-unasked': {
    'manifests of nothing': where(
      both(isPlain, from(47), ({ asked }) => !asked.manifests),
      image(
        ({ Descriptor }, { asked }) => (asked.minor === 47 || Descriptor !== undefined) && { Manifests: [absent()] },
      ),
    ),
  },
  'relation/shared-size': {
    'not computed, or without being asked for': where(
      isPlain,
      image((_, { asked }) => ({ SharedSize: asked.sharedSize ? -1 : 0 })),
    ),
    'more than the size': where(
      ({ asked }) => asked.sharedSize,
      image(({ Size }) => ({ SharedSize: Size + 1 })),
    ),
  },
  'relation/containers': {
    'a count': where(
      ({ asked }) => asked.minor < 51,
      image(() => ({ Containers: 0 })),
    ),
  },
  'relation/virtual-size': {
    'from 1.44 on': where(
      from(44),
      image(({ Size }) => ({ VirtualSize: Size })),
    ),
    'another size': image(({ VirtualSize, Size }) => VirtualSize !== undefined && { VirtualSize: Size + 1 }),
    'none of an image with a size': where(
      ({ asked: { engine, minor } }) => minor < 44 && engine !== undefined && engine.major < 29,
      image(({ VirtualSize, Size }) => VirtualSize !== undefined && Size > 0 && { VirtualSize: undefined }),
    ),
  },
  'relation/label': {
    'no labels': where(
      ({ asked }) =>
        (asked.minor >= 48 || (asked.engine?.major ?? 24) < 24) &&
        /^[\w.]+(=|$)/.test(valuesOf(asked, 'label')[0] ?? ''),
      image((one) => (!one.Descriptor || isSingle(one)) && { Labels: {} }),
    ),
  },
  'relation/reference': {
    'another name': where(
      filtersBy('reference'),
      image(({ RepoTags }) => (RepoTags ?? []).length > 0 && { 'RepoTags/0': 'no.such.host/a/b/c/d/e/f/g:none' }),
    ),
  },
  'relation/dangling': {
    'a tag on what dangles': where(
      both(filtersBy('dangling'), ({ asked }) => asked.filters.values.get('dangling')?.get('true') === true),
      image(() => ({ RepoTags: ['no.such/name:1'] })),
    ),
    'no name on what does not': where(
      both(filtersBy('dangling'), ({ asked }) => asked.filters.values.get('dangling')?.get('false') === true),
      image(() => ({ RepoTags: [], RepoDigests: [] })),
    ),
  },
  'relation/before': { 'the image that is named': itself('before') },
  'relation/since': { 'the image that is named': itself('since') },
  'relation/names': {
    'a name in full': where(
      isPlain,
      image(({ RepoTags }) => hasNames(RepoTags) && { 'RepoTags/0': 'docker.io/library/no-such:1' }),
    ),
    'a placeholder': where(
      both(isPlain, from(43)),
      image(({ RepoTags }) => hasNames(RepoTags) && { 'RepoTags/0': '<none>:<none>' }),
    ),
    'a tag by digest of a graph driver': where(
      both(isPlain, from(48), isGraphdriver),
      image(({ RepoTags }) => hasNames(RepoTags) && { 'RepoTags/0': `no-such@${other}` }),
    ),
  },
  'relation/created': {
    'the year 10000': where(
      isPlain,
      image((_, __, index) => index === 0 && { Created: 253_402_300_800 }),
    ),
    'before the year 0': where(
      isPlain,
      image((_, { images }, index) => index === images.length - 1 && { Created: -62_167_219_201 }),
    ),
  },
  'relation/parent': {
    'no id': image(() => ({ ParentId: 'x' })),
    'its own': image(({ Id }) => ({ ParentId: Id })),
  },
  'relation/name-unique': {
    'a name of another image': where(
      isPlain,
      image(({ RepoTags }, { images }, index) => {
        const first = images.slice(0, index).find(({ RepoTags }) => hasNames(RepoTags));
        return hasNames(RepoTags) && first !== undefined && { 'RepoTags/0': first.RepoTags?.[0] };
      }),
    ),
  },
  'relation/repo-digests': {
    'no digest': where(
      isPlain,
      image(({ RepoDigests }) => hasNames(RepoDigests) && { 'RepoDigests/0': 'no-such:1' }),
    ),
    'another digest': where(
      both(isPlain, from(48), isContainerd),
      image(({ RepoDigests }) => hasNames(RepoDigests) && { 'RepoDigests/0': `no-such@${other}` }),
    ),
  },
  'relation/descriptor': {
    'not on all images': where(
      both(isPlain, from(48), isContainerd),
      image(() => ({ Descriptor: undefined }), ''),
    ),
    'what no store keeps': where(
      both(isPlain, from(48), isContainerd),
      image(() => ({ 'Descriptor/artifactType': 'a/b' })),
    ),
    'manifests without it': where(
      both(isPlain, from(48), isGraphdriver, asksForManifests),
      image(({ Size }) => ({ Manifests: [absent(Size)] })),
    ),
  },
  'relation/size': {
    'not the sum': where(
      asksForManifests,
      image(({ Manifests, Size }) => Manifests !== undefined && { Size: Size + 1 }),
    ),
    'over 64 bits': where(
      from(44),
      image(() => ({ Size: 2 ** 63 })),
    ),
  },
  'relation/manifests': {
    'another media type than the image': where(
      asksForManifests,
      manifest((_, one) => isSingle(one) && { 'Descriptor/mediaType': 'a/b' }),
    ),
    'two, where the image is one': where(
      asksForManifests,
      image((one) => one.Manifests !== undefined && isSingle(one) && { Manifests: [...one.Manifests, absent()] }),
    ),
    'the index itself': where(
      asksForManifests,
      manifest(
        ({ Kind }, one) =>
          isIndex(one) &&
          /index|list/.test(one.Descriptor?.mediaType ?? '') &&
          Kind === 'attestation' && { ID: one.Id, 'Descriptor/digest': one.Id },
      ),
    ),
  },
  'relation/available': {
    'smaller than itself': where(
      asksForManifests,
      manifest(
        ({ Available, Size }, one) => Available && isIndex(one) && { 'Descriptor/size': Size.Content + 1 },
        '/Size/Content',
      ),
    ),
  },
  'relation/platform': {
    'another architecture': where(
      asksForManifests,
      manifest(
        ({ Kind, Descriptor }) =>
          Kind === 'image' && Descriptor.platform !== undefined && { 'ImageData/Platform/architecture': 'vax' },
        '/ImageData/Platform',
      ),
    ),
  },
  'relation/kind': {
    'an attestation as an image': where(
      asksForManifests,
      manifest(
        ({ Kind }) =>
          Kind === 'image' && { 'Descriptor/annotations': { 'vnd.docker.reference.type': 'attestation-manifest' } },
        '/Kind',
      ),
    ),
  },
  'relation/container-ids': {
    'one twice': where(
      asksForManifests,
      manifest(
        ({ Kind }) => Kind === 'image' && { 'ImageData/Containers': ['1', '1'].map((digit) => digit.repeat(64)) },
        '/ImageData/Containers/1',
      ),
    ),
  },
  'relation/not-label': {
    'a list of a graph driver': where(both(filtersBy('label!', 'label'), from(48)), (honest) => {
      const images = honest.images
        .filter((one) => isSingle(one) && one.Labels !== null && hasTag(one))
        .slice(0, 1)
        .map(({ Descriptor: _, ...image }) => image);
      return images.length > 0 ? { exchange: answering(honest, images), pointer: '/0' } : undefined;
    }),
  },
  'relation/api-version': {
    'an engine that does not serve it': where(
      ({ asked, images }) => asked.apiVersion !== undefined && images.length > 0 && asked.minor > 24,
      answer(
        ({ exchange: { response } }) => response.headers && { headers: { ...response.headers, 'api-version': '1.24' } },
      ),
    ),
  },
  'relation/until': {
    'the time itself': where(
      both(filtersBy('until', 'label'), isGraphdriver),
      image((_, honest, index) => {
        const { instant } = readUntil(theValue(honest, 'until'));
        return index === 0 && instant !== undefined && instant !== YEAR_1 && { Created: Math.ceil(instant) };
      }),
    ),
  },
  'relation/order': {
    'the last is newest': where(
      isPlain,
      image(
        (_, { images }, index) => index === images.length - 1 && { Created: (images[index - 1]?.Created ?? 0) + 1 },
      ),
    ),
  },
  'relation/size-total': {
    'another sum': where(
      asksForManifests,
      manifest(({ Size }) => ({ 'Size/Total': Size.Total + 1 })),
    ),
  },
  'relation/id-digest': {
    'another id': where(
      both(isPlain, from(48), isContainerd),
      image(() => ({ Id: other })),
    ),
    'another ID': where(
      asksForManifests,
      manifest(({ Kind }) => Kind === 'attestation' && { ID: other }),
    ),
  },
  'relation/attestation-for': {
    'another manifest': where(
      asksForManifests,
      manifest(({ Kind }) => Kind === 'attestation' && { 'AttestationData/For': other }),
    ),
  },
  'relation/id-unique': {
    'an image twice': where(isPlain, (honest) => ({
      exchange: answering(honest, [honest.images[0], ...honest.images]),
      pointer: '/1/Id',
    })),
  },
  'session/missing': {
    'an image with a tag': without(isPlain, hasTag),
    'by reference': without(filtersBy('reference'), hasTag),
    'by dangling': without(
      both(filtersBy('dangling'), ({ asked }) => asked.filters.values.get('dangling')?.get('false') === true),
      hasTag,
    ),
    'by label': without(both(filtersBy('label'), isGraphdriver), hasTag),
    'by before': without(filtersBy('before'), isBefore('before')),
    'by since': without(filtersBy('since'), isBefore('since')),
    'by until': without(both(filtersBy('until', 'label'), isGraphdriver, tellsStore), (one, honest) => {
      const { instant } = readUntil(theValue(honest, 'until'));
      return instant !== undefined && instant !== YEAR_1 && isDated(one) && one.Created < instant - 1;
    }),
  },
  'session/unasked': {
    'an image that is not there': inSession(
      where(isPart, (honest) => {
        const [first, ...rest] = honest.images;
        if (!first) return undefined;
        const { Manifests: _, Descriptor, ...known } = first;
        const named = { Id: other, RepoTags: [], RepoDigests: [], SharedSize: honest.asked.sharedSize ? 0 : -1 };
        const stranger = { ...known, ...named, ...(Descriptor && { Descriptor: { ...Descriptor, digest: other } }) };
        return { exchange: answering(honest, [first, stranger, ...rest]), pointer: '/1' };
      }),
    ),
    'by before': withImage(filtersBy('before'), isBeyond('before')),
    'by since': withImage(filtersBy('since'), isBeyond('since')),
    'by reference': withImage(
      both(filtersBy('reference'), isGraphdriver),
      (_, honest) => /^[\w./-]+$/.test(theValue(honest, 'reference')),
      (one) => ({ ...one, RepoTags: [], RepoDigests: [] }),
    ),
  },
  'session/differs': {
    'another parent': differing(({ Id, ParentId }, { images }) => {
      const another = images.find((one) => one.Id !== Id && one.Id !== ParentId);
      return another !== undefined && { ParentId: /^sha256:[0-9a-f]{64}$/.test(another.Id) ? another.Id : digest('f') };
    }),
    'another date': differing(
      ({ Created }, { images }, index) =>
        Created > 1 && (images[index + 1]?.Created ?? 0) < Created && { Created: Created - 1 },
    ),
  },
  'request/undocumented': {
    'a parameter': request(withParameter('no-such=1')),
  },
  'request/ineffective': {
    'a parameter that no engine reads': request(withParameter('sharedSize=1')),
  },
  'request/version': {
    'an older version': request((path) => path.replace(/^\/v[\d.]+/, '/v1.12')),
  },
};

function hasNames(names: readonly string[] | null): boolean {
  return (names ?? []).length > 0 && !names?.[0]?.startsWith('<none>');
}
