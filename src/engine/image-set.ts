import { toFamiliarNames, toFullName } from '../request/image-reference.js';
import { type AnyVersionImage, dropPlaceholders, GO_ZERO_TIME } from './image.js';
import type { EngineVersion } from './interpreted-request.js';

/** Where an engine keeps its images: the containerd image store, or a graph driver such as overlay2. */
export type ImageStore = 'containerd' | 'graphdriver';

/** One image of a list, with what filters look at. */
export interface IndexedImage {
  readonly image: AnyVersionImage;
  readonly tags: readonly ImageName[];
  readonly digests: readonly ImageName[];
  /** Whether an image of the list was built on it. */
  readonly isParent: boolean;
}

/** A name of an image as the list has it, with its familiar forms; an invalid reference has none. */
export interface ImageName {
  readonly raw: string;
  readonly familiarForms: readonly string[];
}

/** The images of one engine: all of them, or those that one response lists. */
export interface ImageSet {
  /** Whether these are all images of the engine. */
  readonly isComplete: boolean;
  /** In the order of the list. */
  readonly images: readonly IndexedImage[];
  /** The number of names of all images. */
  readonly nameCount: number;
  /** `undefined` if unknown. */
  readonly store: ImageStore | undefined;
  /** Finds the image that a string names; `undefined` if it names none, or more than one. */
  readonly findImage: (text: string) => AnyVersionImage | undefined;
}

/** Creates the image set of a full listing, or, with `isComplete` false, of any response. */
export function createImageSet(
  list: readonly AnyVersionImage[],
  store: ImageStore | undefined,
  isComplete = true,
): ImageSet {
  const parents = new Set(list.flatMap(({ Id, ParentId }) => (ParentId === Id ? [] : ParentId)));
  const images = list.map(
    (image): IndexedImage => ({
      image,
      tags: dropPlaceholders(image.RepoTags).map(toImageName),
      digests: dropPlaceholders(image.RepoDigests).map(toImageName),
      isParent: parents.has(image.Id),
    }),
  );
  const nameCount = images.reduce((sum, { tags, digests }) => sum + tags.length + digests.length, 0);
  return { isComplete, images, nameCount, store, findImage: createImageFinder(images, isComplete) };
}

/**
 * Detects the store that sent a list. From API 1.48 on the containerd image store sends a `Descriptor` with every image, and
 * no other store does. Docker has that store since version 24.
 */
export function detectStore(
  list: readonly AnyVersionImage[],
  { minor, engineVersion }: { readonly minor: number; readonly engineVersion?: EngineVersion | undefined },
): ImageStore | undefined {
  if (engineVersion && engineVersion.major < 24) return 'graphdriver';
  if (minor < 48 || list.length === 0) return undefined;
  return list.some(({ Descriptor }) => Descriptor) ? 'containerd' : 'graphdriver';
}

const toImageName = (text: string): ImageName => ({ raw: text, familiarForms: toFamiliarNames(text) ?? [] });

/** Whether the creation date of an image is unknown, or the start of 1970. */
export const hasNoDate = ({ Created }: AnyVersionImage): boolean => Created === 0 || Created === GO_ZERO_TIME;

/**
 * Finds an image by name, `name@digest`, id or the start of its digits, in this order, as engines do. A start of an id may
 * be the name of an image that an incomplete set lacks.
 */
function createImageFinder(images: readonly IndexedImage[], isComplete: boolean): ImageSet['findImage'] {
  const idPattern = isComplete ? /^[0-9a-f]{1,64}$/ : /^[0-9a-f]{64}$/;
  let imagesByName: Map<string, AnyVersionImage | undefined> | undefined;
  return (text) => {
    imagesByName ??= indexByFullName(images);
    const fullReference = toFullName(text);
    if (fullReference !== undefined && imagesByName.has(fullReference)) return imagesByName.get(fullReference);
    const idPrefix = text.replace(/^sha256:/, '');
    if (!idPattern.test(idPrefix)) return undefined;
    const [match, ...others] = images.filter(({ image }) => image.Id.startsWith(`sha256:${idPrefix}`));
    return others.length === 0 ? match?.image : undefined;
  };
}

/** Indexes the images by full name; `undefined` for a name of two images, or one that is not kept in full. */
function indexByFullName(images: readonly IndexedImage[]): Map<string, AnyVersionImage | undefined> {
  const imagesByName = new Map<string, AnyVersionImage | undefined>();
  for (const { image, tags, digests } of images) {
    for (const { raw, familiarForms } of [...tags, ...digests]) {
      const fullReference = familiarForms[1];
      if (fullReference === undefined) continue;
      // The containerd image store lists `index.docker.io/a:1` as `a:1` too, and finds neither.
      const isDuplicate = imagesByName.has(fullReference) && imagesByName.get(fullReference) !== image;
      imagesByName.set(fullReference, isDuplicate || raw.startsWith('index.docker.io/') ? undefined : image);
    }
  }
  return imagesByName;
}
