import { type AnyImage, namesIn } from '../model/image.js';
import { hash } from './finding.js';

/** The members of an image that are the same in every answer of a session, but for what `reference` and the like leave out. */
const compared = ['Id', 'ParentId', 'Created', 'Labels', 'RepoTags', 'RepoDigests'] as const;
type Compared = (typeof compared)[number];

/** A digest of each member of an image that is compared. */
export type Members = Readonly<Record<Compared, string>>;

/** What is expected of an image; what is undefined can be anything. */
export type Described = { readonly [Member in Compared]: AnyImage[Member] | undefined };

/** Names as a set: their order and repetitions do not matter, nor what stands for none. */
const set = (names: readonly string[] | null): string[] => [...new Set(namesIn(names))].sort();

const texts: { readonly [Member in Compared]: (value: AnyImage[Member]) => string } = {
  Id: (id) => id,
  ParentId: (id) => id,
  Created: String,
  Labels: (labels) => JSON.stringify(labels && Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  RepoTags: (names) => JSON.stringify(set(names)),
  RepoDigests: (names) => JSON.stringify(set(names)),
};

const digest = <Member extends Compared>(member: Member, image: Described): string | undefined => {
  const value = image[member];
  return value === undefined ? undefined : hash(texts[member](value as AnyImage[Member])); // undefined has just been ruled out
};

/** The digests of an image as an answer has it. */
export const digestsOf = (image: AnyImage): Members =>
  Object.fromEntries(compared.map((member) => [member, digest(member, image) ?? ''])) as Members; // one for each

/** The members that differ from what is expected. */
export const differences = (found: Members, expected: Described): Compared[] =>
  compared.filter((member) => {
    const wanted = digest(member, expected);
    return wanted !== undefined && wanted !== found[member];
  });
