import { type AnyVersionImage, dropPlaceholders } from '../engine/image.js';
import { hashString } from './finding.js';

/** The members of an image that are the same in every answer of a session, but for what `reference` and the like leave out. */
const comparedProperties = ['Id', 'ParentId', 'Created', 'Labels', 'RepoTags', 'RepoDigests'] as const;
type ComparedProperty = (typeof comparedProperties)[number];

/** A digest of each member of an image that is compared. */
export type PropertyDigests = Readonly<Record<ComparedProperty, string>>;

/** What is expected of an image; what is undefined can be anything. */
export type ExpectedImage = { readonly [Property in ComparedProperty]: AnyVersionImage[Property] | undefined };

/** Names as a set: their order and repetitions do not matter, nor what stands for none. */
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

/** The digests of an image as an answer has it. */
export const digestImage = (image: AnyVersionImage): PropertyDigests =>
  Object.fromEntries(
    comparedProperties.map((property) => [property, digestProperty(property, image) ?? '']),
  ) as PropertyDigests; // one for each

/** The members that differ from what is expected. */
export const findDifferences = (digests: PropertyDigests, expected: ExpectedImage): ComparedProperty[] =>
  comparedProperties.filter((property) => {
    const expectedDigest = digestProperty(property, expected);
    return expectedDigest !== undefined && expectedDigest !== digests[property];
  });
