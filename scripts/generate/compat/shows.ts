import type { Json, JsonObject } from '../bundle.js';
import { minorOf } from '../contracts.js';
import type { Answer } from './interviews.js';

/**
 * Whether an engine does what a statement says, by its answers to the questions that the statement asks, in their order;
 * `undefined` where they cannot tell.
 */
export type Shows = (answers: readonly Answer[]) => boolean | undefined;

/** The images of a list; none of another answer. */
const imagesOf = (answer: Answer | undefined): JsonObject[] =>
  answer?.status === 200 && Array.isArray(answer.body)
    ? answer.body.filter((image): image is JsonObject => image !== null && typeof image === 'object')
    : [];
const idsOf = (answer: Answer | undefined): Set<Json | undefined> => new Set(imagesOf(answer).map(({ Id }) => Id));
const texts = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The text that a request asks for with a filter. */
const filterOf = ({ path }: Answer, key: string): string =>
  texts(JSON.parse(new URLSearchParams(path.split('?')[1]).get('filters') ?? '{}')[key])[0] ?? '';

/** The same text for lists of the same images, in whatever order images and names come. */
const listText = (images: readonly JsonObject[]): string =>
  images
    .map((image) =>
      JSON.stringify({
        ...image,
        RepoTags: texts(image.RepoTags).sort(),
        RepoDigests: texts(image.RepoDigests).sort(),
        // Manifests come in any order too; that there are some is enough.
        Manifests: texts(image.Manifests).length,
      }),
    )
    .sort()
    .join();

/** What a test of the images says where there are some. */
const images =
  (test: (images: readonly JsonObject[], answer: Answer) => boolean | undefined): Shows =>
  ([answer]) =>
    answer && imagesOf(answer).length > 0 ? test(imagesOf(answer), answer) : undefined;

const status =
  (expected: number): Shows =>
  ([answer]) =>
    answer?.status === expected;

/**
 * `before` and `since`: whether all that is listed is on the one side of the image that is named, or of its second, for
 * engines compare fractions of it.
 */
const beside =
  (key: string, side: number): Shows =>
  ([filtered, whole]) => {
    const named = imagesOf(whole).find(({ RepoTags }) => filtered && texts(RepoTags).includes(filterOf(filtered, key)));
    const listed = imagesOf(filtered);
    if (!named || listed.length === 0) return;
    return listed.every(({ Id, Created }) => Id !== named.Id && side * (Number(Created) - Number(named.Created)) >= 0);
  };

const differs: Shows = ([one, other]) =>
  one?.status === 200 && Array.isArray(one.body) && listText(imagesOf(one)) !== listText(imagesOf(other));

/** By the names that openapi/claims.yaml knows them by. */
export const shows: Readonly<Record<string, Shows>> = {
  'status-200': status(200),
  'status-400': status(400),
  'status-404': status(404),
  'status-500': status(500),

  /** Two lists that are not the same. */
  differs,
  /** Two lists that are the same. */
  same: (answers) => answers[0]?.status === 200 && Array.isArray(answers[0].body) && !differs(answers),
  /** More images than in the second list; where there are none to be added, nothing can be told. */
  more: ([asked, unasked]) => idsOf(asked).size > idsOf(unasked).size || undefined,
  /** Fewer images of the same. */
  fewer: ([filtered, whole]) => {
    const [some, all] = [idsOf(filtered), idsOf(whole)];
    return filtered?.status === 200 && some.size < all.size && [...some].every((id) => all.has(id));
  },
  /** A list without any of the images of the second, which has some. */
  excludes: ([filtered, others]) => {
    const [some, out] = [idsOf(filtered), idsOf(others)];
    return out.size === 0 ? undefined : filtered?.status === 200 && ![...out].some((id) => some.has(id));
  },
  /** A list that is not empty. */
  listed: ([answer]) => imagesOf(answer).length > 0,

  'empty-body': ([answer]) => answer?.status === 200 && answer.body === undefined && !answer.bodyText,
  'refused-by-value': ([answer]) => answer?.status === 400 && !JSON.stringify(answer.body).includes("ilter 'until'"),
  'message-alone': ([answer]) =>
    answer?.status === 200 ? undefined : Object.keys(answer?.body ?? {}).join() === 'message',
  'four-headers': ([answer]) => {
    const names = Object.keys(answer?.headers ?? {}).map((name) => name.toLowerCase());
    return ['api-version', 'docker-experimental', 'ostype', 'server'].every((name) => names.includes(name));
  },
  /** Asked at a version newer than it says it serves, it refuses. */
  'window-kept': ([answer]) => {
    const newest = Object.entries(answer?.headers ?? {}).find(([name]) => name.toLowerCase() === 'api-version')?.[1];
    const asked = /^\/v(1\.\d+)\//.exec(answer?.path ?? '')?.[1];
    return minorOf(asked) > minorOf(newest) ? answer?.status === 400 : undefined;
  },

  'newest-first': images((all) =>
    all.every(({ Created }, index) => index === 0 || Number(all[index - 1]?.Created) >= Number(Created)),
  ),
  'ids-unique': images((all) => new Set(all.map(({ Id }) => Id)).size === all.length),
  'before-strictly': beside('before', -1),
  'since-strictly': beside('since', 1),
  /** Of the images that the second lists, those created before the instant that the first asks for. */
  'until-by-created': ([filtered, others]) => {
    if (filtered?.status !== 200) return;
    const instant = Date.parse(filterOf(filtered, 'until')) / 1000;
    const older = imagesOf(others).filter(({ Created }) => Number(Created) < instant);
    if (older.length === 0) return;
    return listText(older) === listText(imagesOf(filtered));
  },
  /** The answer to a name in full, whichever of the questions asks for one. */
  'matches-in-full': (answers) => {
    const full = answers.find((one) => /^docker\.io\/(?!docker\.io\/)/.test(filterOf(one, 'reference')));
    return full && imagesOf(full).length > 0;
  },
  /** An image that both list has fewer tags in the first. */
  'tags-cut': ([filtered, whole]) => {
    const tags = new Map(imagesOf(whole).map(({ Id, RepoTags }) => [Id, texts(RepoTags).length]));
    const counts = imagesOf(filtered).map(({ Id, RepoTags }) => [texts(RepoTags).length, tags.get(Id) ?? 0] as const);
    // Where all the tags match, nothing is to be cut.
    if (!counts.some(([, all]) => all > 1)) return;
    return counts.some(([left, all]) => left < all);
  },
  /** Computed in the first list, and not in the second, where that can be told. */
  'shared-size-computed': (answers) => {
    const [asked, unasked] = answers.map((one) => imagesOf(one).every(({ SharedSize }) => Number(SharedSize) >= 0));
    return unasked ? undefined : asked;
  },
  'labels-null': images((all) => all.some(({ Labels }) => Labels === null)),
  'tags-null': images((all) => all.some(({ RepoTags }) => RepoTags === null)),
  'none-for-names': images((all) => all.some(({ RepoTags }) => texts(RepoTags).includes('<none>:<none>'))),
  'tags-in-full': images((all) =>
    all.some(({ RepoTags }) => texts(RepoTags).some((tag) => tag.startsWith('docker.io/'))),
  ),
  'parents-by-digest': images((all) => {
    const parents = all.map(({ ParentId }) => String(ParentId)).filter((text) => text !== '');
    return parents.length === 0 ? undefined : parents.every((text) => text.startsWith('sha256:'));
  }),
  'containers-counted': images((all) => all.some(({ Containers }) => Number(Containers) >= 0)),
  'id-of-target': images((all) => all.every(({ Id, Descriptor }) => Id === Object(Descriptor).digest)),
  'more-members': images((all) => all.some((image) => 'Names' in image || 'Digest' in image)),
};
