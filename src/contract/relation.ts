import type { ImageManifestSummary } from '../index.js';
import type { Asked } from '../model/asked.js';
import type { AnyImage } from '../model/image.js';

/** What is wrong with an image or a manifest: the pointer below it, what must stand there, what describes it. */
export type Wrong = readonly [below: string, expected: string, schema?: string | undefined];

/** Says what is wrong with an image. */
export type ImageJudge = (image: AnyImage) => Wrong | undefined;

/** Says what must stand in place of a name of an image. */
export type NameJudge = (
  image: AnyImage,
  member: (typeof nameLists)[number],
  name: string,
) => string | false | undefined;

/** Says what is wrong with a manifest, one of all that an image has. */
export type ManifestJudge = (manifest: ImageManifestSummary, all: readonly ImageManifestSummary[]) => Wrong | undefined;

/** Makes the judge of one list, where there is something to judge: what the request says is read once. */
type Start<Judge> = (request: Asked, images: readonly AnyImage[]) => Judge | undefined | false;

/**
 * One relation, by what it is about. It reads what the schema guarantees, so the list must keep it; images, names and
 * manifests come in the order of the list.
 */
export interface Relation {
  readonly image?: Start<ImageJudge>;
  readonly name?: Start<NameJudge>;
  readonly manifest?: Start<ManifestJudge>;
}

/** A value that the rest of the exchange contradicts: where it stands, what must stand there, what describes it. */
export type Contradiction = readonly [pointer: string, expected: string, schema?: string | undefined];

/** A judge, and what it found. */
interface Row<Judge> {
  readonly judge: Judge;
  readonly found: Contradiction[];
}

const nameLists = ['RepoTags', 'RepoDigests'] as const;
const none: readonly never[] = [];

/**
 * What each relation finds in a list, image by image. All are judged in one walk, for a list can be larger than what a
 * processor keeps at hand; and nothing is made for an image with which all is well, no iterator either.
 */
export function contradictions(
  relations: readonly Relation[],
  request: Asked,
  images: readonly AnyImage[],
): (readonly Contradiction[])[] {
  if (images.length === 0) return [];
  const ofImages: Row<ImageJudge>[] = [];
  const ofNames: Row<NameJudge>[] = [];
  const ofManifests: Row<ManifestJudge>[] = [];
  const all = relations.map(({ image, name, manifest }) => {
    const found: Contradiction[] = [];
    const add = <Judge>(rows: Row<Judge>[], judge: Judge | undefined | false): void => {
      if (judge) rows.push({ judge, found });
    };
    add(ofImages, image?.(request, images));
    add(ofNames, name?.(request, images));
    add(ofManifests, manifest?.(request, images));
    return found;
  });
  for (let index = 0; index < images.length; index++) {
    const image = images[index];
    if (!image) continue;
    for (let row = 0; row < ofImages.length; row++) {
      const wrong = ofImages[row]?.judge(image);
      if (wrong) ofImages[row]?.found.push([`/${index}${wrong[0]}`, wrong[1], wrong[2]]);
    }
    if (ofNames.length > 0) judgeNames(ofNames, image, index);
    if (image.Manifests) judgeManifests(ofManifests, image.Manifests, index);
  }
  return all;
}

function judgeNames(rows: readonly Row<NameJudge>[], image: AnyImage, index: number): void {
  for (const member of nameLists) {
    const names = image[member] ?? none;
    for (let at = 0; at < names.length; at++) {
      const name = names[at] ?? '';
      for (let row = 0; row < rows.length; row++) {
        const expected = rows[row]?.judge(image, member, name);
        if (expected) rows[row]?.found.push([`/${index}/${member}/${at}`, expected]);
      }
    }
  }
}

function judgeManifests(
  rows: readonly Row<ManifestJudge>[],
  all: readonly ImageManifestSummary[],
  index: number,
): void {
  for (let at = 0; at < all.length; at++) {
    const manifest = all[at];
    if (!manifest) continue;
    for (let row = 0; row < rows.length; row++) {
      const wrong = rows[row]?.judge(manifest, all);
      if (wrong) rows[row]?.found.push([`/${index}/Manifests/${at}${wrong[0]}`, wrong[1], wrong[2]]);
    }
  }
}
