import { toFamiliarNames, toFullName } from '../request/image-reference.js';
import { type AnyVersionImage, dropPlaceholders, GO_ZERO_TIME } from './image.js';

/** Where an engine keeps its images: containerd's store, or a graph driver such as overlay2. */
export type ImageStore = 'containerd' | 'graphdriver';

/** One image of the whole list, with what filters look at. */
export interface IndexedImage {
  readonly image: AnyVersionImage;
  readonly tags: readonly ImageName[];
  readonly digests: readonly ImageName[];
  /** Whether an image of the list was built on it. */
  readonly isParent: boolean;
}

/** A name of an image as the list has it, with its familiar spellings; none of what is no reference. */
export interface ImageName {
  readonly raw: string;
  readonly familiarForms: readonly string[];
}

/** All images of one engine. */
export interface ImageSet {
  /** In the order of the list. */
  readonly images: readonly IndexedImage[];
  /** How many names they have together. */
  readonly nameCount: number;
  /** `undefined` when nothing tells. */
  readonly store: ImageStore | undefined;
  /** The image that a text names; `undefined` when none does, or more than one. */
  readonly findImage: (text: string) => AnyVersionImage | undefined;
}

/** The images of a whole list: one with `all` true and without a filter. */
export function createImageSet(fullListing: readonly AnyVersionImage[], store: ImageStore | undefined): ImageSet {
  const parents = new Set(fullListing.map(({ ParentId }) => ParentId));
  const images = fullListing.map(
    (image): IndexedImage => ({
      image,
      tags: dropPlaceholders(image.RepoTags).map(toImageName),
      digests: dropPlaceholders(image.RepoDigests).map(toImageName),
      isParent: parents.has(image.Id),
    }),
  );
  const nameCount = images.reduce((sum, { tags, digests }) => sum + tags.length + digests.length, 0);
  return { images, nameCount, store, findImage: createImageFinder(images) };
}

/** The store that a list shows: from API 1.48 on containerd's sends a `Descriptor` with every image, and no other does. */
export function detectStore(list: readonly AnyVersionImage[], minor: number): ImageStore | undefined {
  if (minor < 48 || list.length === 0) return undefined;
  return list.some(({ Descriptor }) => Descriptor) ? 'containerd' : 'graphdriver';
}

const toImageName = (text: string): ImageName => ({ raw: text, familiarForms: toFamiliarNames(text) ?? [] });

/** Whether nothing tells when the image was created, or the start of 1970 does. */
export const hasNoDate = ({ Created }: AnyVersionImage): boolean => Created === 0 || Created === GO_ZERO_TIME;

/** Finds an image by name, `name@digest`, id or the beginning of its digits, in this order, as engines do. */
function createImageFinder(images: readonly IndexedImage[]): ImageSet['findImage'] {
  let imagesByName: Map<string, AnyVersionImage | undefined> | undefined;
  return (text) => {
    imagesByName ??= indexByFullName(images);
    const fullReference = toFullName(text);
    if (fullReference !== undefined && imagesByName.has(fullReference)) return imagesByName.get(fullReference);
    const idPrefix = text.replace(/^sha256:/, '');
    if (!/^[0-9a-f]{1,64}$/.test(idPrefix)) return undefined;
    const [match, ...others] = images.filter(({ image }) => image.Id.startsWith(`sha256:${idPrefix}`));
    return others.length === 0 ? match?.image : undefined;
  };
}

/** The images by their names in full; `undefined` where two have one name, or where it is not kept in full. */
function indexByFullName(images: readonly IndexedImage[]): Map<string, AnyVersionImage | undefined> {
  const imagesByName = new Map<string, AnyVersionImage | undefined>();
  for (const { image, tags, digests } of images) {
    for (const { raw, familiarForms } of [...tags, ...digests]) {
      const fullReference = familiarForms[1];
      if (fullReference === undefined) continue;
      // A containerd store lists what it keeps as `index.docker.io/a:1` as `a:1` too, and finds neither.
      const isDuplicate = imagesByName.has(fullReference) && imagesByName.get(fullReference) !== image;
      imagesByName.set(fullReference, isDuplicate || raw.startsWith('index.docker.io/') ? undefined : image);
    }
  }
  return imagesByName;
}
