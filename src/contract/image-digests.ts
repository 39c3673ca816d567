import { type AnyVersionImage, dropPlaceholders } from '../engine/image.js';
import { hashString } from '../values/hash-string.js';

/** The properties of an image that are the same in every response of a session, apart from names that filters leave out. */
const comparedProperties = ['Id', 'ParentId', 'Created', 'Labels', 'RepoTags', 'RepoDigests'] as const;
type ComparedProperty = (typeof comparedProperties)[number];

/** The digests of the compared properties of an image. */
export type PropertyDigests = Readonly<Record<ComparedProperty, string>>;

/** The expected properties of an image; an undefined one can be anything. */
export type ExpectedImage = { readonly [Property in ComparedProperty]: AnyVersionImage[Property] | undefined };

/** Sorts names: order, repetitions and placeholders do not matter. */
const toSortedNames = (names: readonly string[] | null): string[] => [...new Set(dropPlaceholders(names))].sort();

const serializers: { readonly [Property in ComparedProperty]: (value: AnyVersionImage[Property]) => string } = {
  Id: (id) => id,
  ParentId: (id) => id,
  Created: String,
  Labels: (labels) => JSON.stringify(labels && Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  RepoTags: (names) => JSON.stringify(toSortedNames(names)),
  RepoDigests: (names) => JSON.stringify(toSortedNames(names)),
};

const digestProperty = <Property extends ComparedProperty>(
  property: Property,
  image: ExpectedImage,
): string | undefined => {
  const value = image[property];
  return value === undefined ? undefined : hashString(serializers[property](value as AnyVersionImage[Property])); // undefined has just been ruled out
};

/** Digests the properties of an image. */
export const digestImage = (image: AnyVersionImage): PropertyDigests =>
  Object.fromEntries(
    comparedProperties.map((property) => [property, digestProperty(property, image) ?? '']),
  ) as PropertyDigests; // one for each

/** Finds the properties that differ from the expected ones. */
export const findDifferences = (digests: PropertyDigests, expected: ExpectedImage): ComparedProperty[] =>
  comparedProperties.filter((property) => {
    const expectedDigest = digestProperty(property, expected);
    return expectedDigest !== undefined && expectedDigest !== digests[property];
  });
