import type { AnyVersionImage } from '../engine/image.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import type { ImageManifestSummary } from '../index.js';

/** What is wrong with an image or a manifest: the pointer below it, what must stand there, what describes it. */
export type ItemViolation = readonly [below: string, expected: string, schema?: string | undefined];

/** Says what is wrong with an image. */
export type ImageCheck = (image: AnyVersionImage) => ItemViolation | undefined;

/** Says what must stand in place of a name of an image. */
export type NameCheck = (
  image: AnyVersionImage,
  property: (typeof nameProperties)[number],
  name: string,
) => string | false | undefined;

/** Says what is wrong with a manifest, one of all that an image has. */
export type ManifestCheck = (
  manifest: ImageManifestSummary,
  manifests: readonly ImageManifestSummary[],
) => ItemViolation | undefined;

/** Makes the judge of one list, where there is something to judge: what the request says is read once. */
type CheckFactory<Check> = (
  request: InterpretedRequest,
  images: readonly AnyVersionImage[],
) => Check | undefined | false;

/**
 * One relation, by what it is about. It reads what the schema guarantees, so the list must keep it; images, names and
 * manifests come in the order of the list.
 */
export interface Relation {
  readonly image?: CheckFactory<ImageCheck>;
  readonly name?: CheckFactory<NameCheck>;
  readonly manifest?: CheckFactory<ManifestCheck>;
}

/** A value that the rest of the exchange contradicts: where it stands, what must stand there, what describes it. */
export type Violation = readonly [pointer: string, expected: string, schema?: string | undefined];

/** A judge, and what it found. */
interface CheckRun<Check> {
  readonly check: Check;
  readonly violations: Violation[];
}

const nameProperties = ['RepoTags', 'RepoDigests'] as const;
const NO_NAMES: readonly never[] = [];

/**
 * What each relation finds in a list, image by image. All are judged in one walk, for a list can be larger than what a
 * processor keeps at hand; and nothing is made for an image with which all is well, no iterator either.
 */
export function findViolations(
  relations: readonly Relation[],
  request: InterpretedRequest,
  images: readonly AnyVersionImage[],
): (readonly Violation[])[] {
  if (images.length === 0) return [];
  const imageRuns: CheckRun<ImageCheck>[] = [];
  const nameRuns: CheckRun<NameCheck>[] = [];
  const manifestRuns: CheckRun<ManifestCheck>[] = [];
  const violationsByRelation = relations.map(({ image, name, manifest }) => {
    const violations: Violation[] = [];
    const addRun = <Check>(runs: CheckRun<Check>[], check: Check | undefined | false): void => {
      if (check) runs.push({ check, violations });
    };
    addRun(imageRuns, image?.(request, images));
    addRun(nameRuns, name?.(request, images));
    addRun(manifestRuns, manifest?.(request, images));
    return violations;
  });
  for (let index = 0; index < images.length; index++) {
    const image = images[index];
    if (!image) continue;
    for (let run = 0; run < imageRuns.length; run++) {
      const violation = imageRuns[run]?.check(image);
      if (violation) imageRuns[run]?.violations.push([`/${index}${violation[0]}`, violation[1], violation[2]]);
    }
    if (nameRuns.length > 0) checkNames(nameRuns, image, index);
    if (image.Manifests) checkManifests(manifestRuns, image.Manifests, index);
  }
  return violationsByRelation;
}

function checkNames(runs: readonly CheckRun<NameCheck>[], image: AnyVersionImage, index: number): void {
  for (const property of nameProperties) {
    const names = image[property] ?? NO_NAMES;
    for (let nameIndex = 0; nameIndex < names.length; nameIndex++) {
      const name = names[nameIndex] ?? '';
      for (let run = 0; run < runs.length; run++) {
        const expected = runs[run]?.check(image, property, name);
        if (expected) runs[run]?.violations.push([`/${index}/${property}/${nameIndex}`, expected]);
      }
    }
  }
}

function checkManifests(
  runs: readonly CheckRun<ManifestCheck>[],
  manifests: readonly ImageManifestSummary[],
  index: number,
): void {
  for (let manifestIndex = 0; manifestIndex < manifests.length; manifestIndex++) {
    const manifest = manifests[manifestIndex];
    if (!manifest) continue;
    for (let run = 0; run < runs.length; run++) {
      const violation = runs[run]?.check(manifest, manifests);
      if (violation)
        runs[run]?.violations.push([`/${index}/Manifests/${manifestIndex}${violation[0]}`, violation[1], violation[2]]);
    }
  }
}
