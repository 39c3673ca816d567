import { familiarNames, fullName } from '../request/reference.js';
import { type AnyImage, namesIn, YEAR_1 } from './image.js';

/** Where an engine keeps its images: containerd's store, or a graph driver such as overlay2. */
export type Store = 'containerd' | 'graphdriver';

/** One image of the whole list, with what filters look at. */
export interface Known {
  readonly image: AnyImage;
  readonly tags: readonly Name[];
  readonly digests: readonly Name[];
  /** Whether an image of the list was built on it. */
  readonly isParent: boolean;
}

/** A name of an image as the list has it, with its familiar spellings; none of what is no reference. */
export interface Name {
  readonly text: string;
  readonly spellings: readonly string[];
}

/** All images of one engine. */
export interface Universe {
  /** In the order of the list. */
  readonly images: readonly Known[];
  /** How many names they have together. */
  readonly names: number;
  /** `undefined` when nothing tells. */
  readonly store: Store | undefined;
  /** The image that a text names; `undefined` when none does, or more than one. */
  readonly find: (text: string) => AnyImage | undefined;
}

/** The images of a whole list: one with `all` true and without a filter. */
export function universeOf(list: readonly AnyImage[], store: Store | undefined): Universe {
  const parents = new Set(list.map(({ ParentId }) => ParentId));
  const images = list.map(
    (image): Known => ({
      image,
      tags: namesIn(image.RepoTags).map(nameOf),
      digests: namesIn(image.RepoDigests).map(nameOf),
      isParent: parents.has(image.Id),
    }),
  );
  const names = images.reduce((sum, { tags, digests }) => sum + tags.length + digests.length, 0);
  return { images, names, store, find: finder(images) };
}

/** The store that a list shows: from API 1.48 on containerd's sends a `Descriptor` with every image, and no other does. */
export function storeOf(list: readonly AnyImage[], minor: number): Store | undefined {
  if (minor < 48 || list.length === 0) return undefined;
  return list.some(({ Descriptor }) => Descriptor) ? 'containerd' : 'graphdriver';
}

const nameOf = (text: string): Name => ({ text, spellings: familiarNames(text) ?? [] });

/** Whether nothing tells when the image was created, or the start of 1970 does. */
export const isUndated = ({ Created }: AnyImage): boolean => Created === 0 || Created === YEAR_1;

/** Finds an image by name, `name@digest`, id or the beginning of its digits, in this order, as engines do. */
function finder(images: readonly Known[]): Universe['find'] {
  let byName: Map<string, AnyImage | undefined> | undefined;
  return (text) => {
    byName ??= namesOf(images);
    const whole = fullName(text);
    if (whole !== undefined && byName.has(whole)) return byName.get(whole);
    const digits = text.replace(/^sha256:/, '');
    if (!/^[0-9a-f]{1,64}$/.test(digits)) return undefined;
    const [found, ...others] = images.filter(({ image }) => image.Id.startsWith(`sha256:${digits}`));
    return others.length === 0 ? found?.image : undefined;
  };
}

/** The images by their names in full; `undefined` where two have one name, or where it is not kept in full. */
function namesOf(images: readonly Known[]): Map<string, AnyImage | undefined> {
  const found = new Map<string, AnyImage | undefined>();
  for (const { image, tags, digests } of images) {
    for (const { text, spellings } of [...tags, ...digests]) {
      const full = spellings[1];
      if (full === undefined) continue;
      // A containerd store lists what it keeps as `index.docker.io/a:1` as `a:1` too, and finds neither.
      const other = found.has(full) && found.get(full) !== image;
      found.set(full, other || text.startsWith('index.docker.io/') ? undefined : image);
    }
  }
  return found;
}
