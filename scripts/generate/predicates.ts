import type { Exchange } from '../../src/contract/index.js';
import type { ImageManifestSummary, ImageSummary } from '../../src/index.js';
import { compileGlob } from '../../src/request/compile-glob.js';
import { toFamiliarNames } from '../../src/request/image-reference.js';
import { type ImageListRequest, parseListRequest } from '../../src/request/parse-request.js';
import { parseUntil } from '../../src/request/parse-until.js';

/** What an engine answered to one request. */
export interface Answer {
  readonly request: ImageListRequest;
  readonly status: number;
  /** The images of a 200. */
  readonly images: readonly ImageSummary[];
}

/** What several answers of one engine have in common. False of no answers, and where there is nothing to see. */
export type Predicate = (answers: readonly Answer[]) => boolean;

export function answerOf({ request: { path }, response }: Exchange): Answer {
  const request = parseListRequest({ method: 'GET', path });
  if (!request) throw new Error(`expected a request for the list of images, found ${path}`);
  // The tests of the recordings hold that each list passes our schema.
  const images = response.status === 200 ? (response.body as ImageSummary[]) : [];
  return { request, status: response.status, images: images.map(withoutNone) };
}

/** Before API 1.43 an image without names has null, or `<none>` for a name. */
const withoutNone = (image: ImageSummary): ImageSummary => ({
  ...image,
  RepoTags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
  RepoDigests: (image.RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>'),
});

const all = <Item>(items: readonly Item[], holds: (item: Item) => boolean): boolean =>
  items.length > 0 && items.every(holds);

const imagesOf = (answers: readonly Answer[]): ImageSummary[] => answers.flatMap(({ images }) => images);
const manifestsOf = (answers: readonly Answer[]): ImageManifestSummary[] =>
  imagesOf(answers).flatMap(({ Manifests }) => Manifests ?? []);

/** The answers to requests with a filter, and those to the other requests. */
function split(answers: readonly Answer[], key: string): [filtered: Answer[], others: Answer[]] {
  const has = ({ request }: Answer): boolean => request.filters.values.has(key);
  return [answers.filter(has), answers.filter((answer) => !has(answer))];
}

const filterValues = ({ request }: Answer, key: string): string[] => [
  ...(request.filters.values.get(key)?.keys() ?? []),
];

/** The same text for the same content, in whatever order lists and members come. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .sort()
    .join()}}`;
}

const status =
  (expected: number): Predicate =>
  (answers) =>
    all(answers, (answer) => answer.status === expected);

/** All answers are the same list, which is not empty. */
const sameAnswer: Predicate = (answers) =>
  answers.length > 1 &&
  imagesOf(answers).length > 0 &&
  new Set(answers.map(({ images }) => canonical(images))).size === 1;

/** A parameter's texts, neither `true` nor `false`, are read loosely, some as true and some as false. */
const loose =
  (name: string, read: (request: ImageListRequest) => boolean, shows: (image: ImageSummary) => boolean): Predicate =>
  (answers) =>
    all(answers, ({ request, images }) => {
      const text = request.pairs.find(([given]) => given === name)?.[1];
      const odd = text !== undefined && text !== 'true' && text !== 'false';
      return odd && all(images, (image) => shows(image) === read(request));
    }) && new Set(answers.map(({ request }) => read(request))).size === 2;

/** Of the images that some answers to `until` could list, those created before it. */
function createdBefore(filtered: readonly Answer[], others: readonly Answer[]): ImageSummary[] {
  const [instant] = filtered.flatMap((answer) =>
    filterValues(answer, 'until').map((text) => parseUntil(text).exactTime),
  );
  return instant === undefined ? [] : imagesOf(others).filter(({ Created }) => Created < instant);
}

/** What errata of behaviour come down to, by the name that openapi/errata.yaml knows them by. */
export const predicates: Readonly<Record<string, Predicate>> = {
  'status-400': status(400),
  'status-404': status(404),
  'status-500': status(500),
  'same-answer': sameAnswer,

  /** With and without `digests` the answer is the same, and has digests. */
  'digests-without-effect': (answers) =>
    sameAnswer(answers) &&
    new Set(answers.map(({ request }) => request.digests)).size === 2 &&
    imagesOf(answers).some(({ RepoDigests }) => RepoDigests.length > 0),

  'loose-shared-size': loose(
    'shared-size',
    ({ sharedSize }) => sharedSize,
    ({ SharedSize }) => SharedSize >= 0,
  ),
  'loose-manifests': loose(
    'manifests',
    ({ manifests }) => manifests,
    ({ Manifests }) => Manifests !== undefined,
  ),

  /** `SharedSize` is computed where asked for, and -1 otherwise. */
  'shared-size-when-asked': (answers) =>
    all(answers, ({ request, images }) => all(images, ({ SharedSize }) => SharedSize >= 0 === request.sharedSize)) &&
    answers.some(({ request }) => request.sharedSize),

  /** Asked for manifests, the answer has images but no manifests and no descriptors. */
  'manifests-ignored': (answers) =>
    all(
      answers,
      ({ request, images }) =>
        request.manifests && all(images, (image) => !('Manifests' in image) && !('Descriptor' in image)),
    ),

  /** Without `all`, an image is listed by its tag though a hidden one was built on it. */
  'tagged-parents-listed': (answers) => {
    const parents = new Set(imagesOf(answers.filter(({ request }) => request.all)).map(({ ParentId }) => ParentId));
    const listed = imagesOf(answers.filter(({ request }) => !request.all));
    return listed.some(({ Id, RepoTags }) => RepoTags.length > 0 && parents.has(Id));
  },

  /** Images without any name are dropped, though there are some. */
  'nameless-dropped': (answers) => {
    const named = ({ RepoTags, RepoDigests }: ImageSummary): boolean => RepoTags.length + RepoDigests.length > 0;
    const [filtered, others] = split(answers, 'dangling');
    return all(imagesOf(filtered), named) && !imagesOf(others).every(named);
  },

  /** No image has the label that `label!` names, though there are some that have. */
  'label-negated': (answers) => {
    const [filtered, others] = split(answers, 'label!');
    const carries = ({ Labels }: ImageSummary): boolean =>
      filtered
        .flatMap((answer) => filterValues(answer, 'label!'))
        .some((text) => Object.entries(Labels ?? {}).some(([key, value]) => text === `${key}=${value}`));
    return all(imagesOf(filtered), (image) => !carries(image)) && imagesOf(others).some(carries);
  },

  /** `reference` holds what cannot be a name, and lists images that match it as a glob. */
  'reference-is-a-glob': (answers) =>
    all(answers, (answer) =>
      all(
        filterValues(answer, 'reference'),
        (glob) =>
          toFamiliarNames(glob) === undefined &&
          all(answer.images, ({ RepoTags }) =>
            all(RepoTags, (tag) => (toFamiliarNames(tag) ?? []).some((name) => compileGlob(glob)?.(name))),
          ),
      ),
    ),

  /** Images that `reference` lists have lost some of their names. */
  'names-left-out': (answers) => {
    const [filtered, others] = split(answers, 'reference');
    return all(imagesOf(filtered), ({ Id, RepoTags }) =>
      imagesOf(others).some((image) => image.Id === Id && image.RepoTags.length > RepoTags.length),
    );
  },

  /** A name in full lists nothing, the same name in its short form does. */
  'only-familiar-names': (answers) => {
    const asked = answers.map((answer) => ({
      name: filterValues(answer, 'reference').join(),
      found: answer.images.length,
    }));
    return (
      all(asked, ({ name, found }) => name.startsWith('docker.io/') === (found === 0)) &&
      new Set(asked.map(({ found }) => found > 0)).size === 2 &&
      new Set(asked.map(({ name }) => name.replace('docker.io/', ''))).size === 1
    );
  },

  /** `until` lists the images created before it, and no others. */
  'until-by-created': (answers) => {
    const [filtered, others] = split(answers, 'until');
    const older = createdBefore(filtered, others);
    return (
      older.length > 0 && canonical(older) === canonical(imagesOf(filtered)) && older.length < imagesOf(others).length
    );
  },

  /** `until` leaves out images created before it. */
  'until-not-by-created': (answers) => {
    const [filtered, others] = split(answers, 'until');
    const listed = new Set(imagesOf(filtered).map(({ Id }) => Id));
    return filtered.length > 0 && createdBefore(filtered, others).some(({ Id }) => !listed.has(Id));
  },

  /** The id is that of the index or manifest, not that of the configuration. */
  'id-of-target': (answers) => all(imagesOf(answers), ({ Id, Descriptor }) => Id === Descriptor?.digest),

  /** There are dates of 0, before 1970, and beyond 32 bits. */
  'any-date': (answers) => {
    const dates = imagesOf(answers).map(({ Created }) => Created);
    return (
      [0, -1].every((sign) => dates.some((date) => Math.sign(date) === sign)) &&
      dates.some((date) => date !== (date | 0))
    );
  },

  'containers-never-counted': (answers) => all(imagesOf(answers), ({ Containers }) => Containers === -1),

  /** There are containers, for manifests name them. */
  'containers-exist': (answers) =>
    manifestsOf(answers).some(
      (manifest) => manifest.Kind === 'image' && (manifest.ImageData.Containers ?? []).length > 0,
    ),

  /** Among the tags are digests, texts that are no references, and one twice. */
  'tags-of-any-form': (answers) => {
    const lists = imagesOf(answers).map(({ RepoTags }) => RepoTags);
    return (
      lists.flat().some((tag) => tag.includes('@sha256:')) &&
      lists.flat().some((tag) => toFamiliarNames(tag) === undefined) &&
      lists.some((tags) => new Set(tags).size < tags.length)
    );
  },

  'bare-digests': (answers) =>
    imagesOf(answers).some(({ RepoDigests }) => RepoDigests.some((digest) => digest.startsWith('sha256:'))),

  /** Every image that has names, all sound, has a digest; one is enough for names of several repositories. */
  'one-digest-for-all-names': (answers) => {
    const names = imagesOf(answers).map(({ RepoTags, RepoDigests }) => ({
      // The bare name, and the name with its tag.
      familiar: RepoTags.map((tag) => toFamiliarNames(tag) ?? []),
      digests: RepoDigests.length,
    }));
    const sound = names.filter(({ familiar }) => all(familiar, (both) => both.length === 2));
    return (
      all(sound, ({ digests }) => digests > 0) &&
      sound.some(({ familiar, digests }) => digests === 1 && new Set(familiar.map(([name]) => name)).size > 1)
    );
  },

  /** The size is the sum of the manifests' content and unpacked layers. */
  'size-of-manifests': (answers) =>
    all(
      imagesOf(answers).filter(({ Manifests }) => Manifests),
      ({ Size, Manifests = [] }) => Size === Manifests.reduce((sum, manifest) => sum + manifest.Size.Total, 0),
    ),

  'target-without-platform': (answers) =>
    all(imagesOf(answers), ({ Descriptor }) => Descriptor !== undefined && !('platform' in Descriptor)),

  /** There are manifests of kind `unknown`, with no data of another kind. */
  'unknown-kinds': (answers) =>
    all(
      manifestsOf(answers).filter(({ Kind }) => Kind === 'unknown'),
      (manifest) => !('ImageData' in manifest) && !('AttestationData' in manifest),
    ),

  'empty-platforms': (answers) =>
    manifestsOf(answers).some(
      (manifest) =>
        manifest.Kind === 'image' &&
        manifest.ImageData.Platform.os === '' &&
        manifest.ImageData.Platform.architecture === '',
    ),
};
