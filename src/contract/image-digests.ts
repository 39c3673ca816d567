import { type AnyVersionImage, dropPlaceholders } from '../engine/image.js';
import type { ExpectedNames } from '../engine/image-names.js';
import type { IndexedImage } from '../engine/image-set.js';
import { hashString } from '../values/hash-string.js';

/** Digests names: order, repetitions and placeholders do not matter. */
const digestNames = (names: readonly string[] | null): string =>
  hashString(JSON.stringify([...new Set(dropPlaceholders(names))].sort()));

/** The properties of an image that are the same in every response of a session, apart from names that filters leave out. */
const digestsByProperty = {
  ParentId: ({ ParentId }: AnyVersionImage) => ParentId,
  Created: ({ Created }: AnyVersionImage) => String(Created),
  Size: ({ Size }: AnyVersionImage) => String(Size),
  Labels: ({ Labels }: AnyVersionImage) =>
    hashString(JSON.stringify(Labels && Object.entries(Labels).sort(([a], [b]) => (a < b ? -1 : 1)))),
  RepoTags: ({ RepoTags }: AnyVersionImage) => digestNames(RepoTags),
  RepoDigests: ({ RepoDigests }: AnyVersionImage) => digestNames(RepoDigests),
} as const;
type ComparedProperty = keyof typeof digestsByProperty;

const comparedProperties = Object.keys(digestsByProperty) as ComparedProperty[]; // the keys of the literal above

/** The digests of the compared properties of an image. */
export type PropertyDigests = Readonly<Record<ComparedProperty, string>>;

/** Digests the properties of an image. */
export const digestImage = (image: AnyVersionImage): PropertyDigests =>
  Object.fromEntries(
    comparedProperties.map((property) => [property, digestsByProperty[property](image)]),
  ) as PropertyDigests; // one for each

/**
 * Finds the properties that differ from those of the full listing.
 *
 * @param names the names that the request leaves
 */
export function findDifferences(
  actual: PropertyDigests,
  listed: IndexedImage & { readonly listedDigests: PropertyDigests },
  names: ExpectedNames,
): { readonly property: ComparedProperty; readonly expected: unknown }[] {
  const { image, listedDigests } = listed;
  const expectedNames = { RepoTags: [names.tags, listed.tags], RepoDigests: [names.digests, listed.digests] } as const;
  return comparedProperties.flatMap((property) => {
    if (property !== 'RepoTags' && property !== 'RepoDigests')
      return actual[property] === listedDigests[property] ? [] : { property, expected: image[property] };
    const [expected, all] = expectedNames[property];
    if (expected === undefined) return [];
    const digest = expected.length === all.length ? listedDigests[property] : digestNames(expected);
    return actual[property] === digest ? [] : { property, expected };
  });
}
