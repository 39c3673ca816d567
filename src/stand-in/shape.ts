import type { Asked } from '../model/asked.js';
import type { Names } from '../model/described.js';
import type { AnyImage } from '../model/image.js';
import type { Known, Store } from '../model/universe.js';

/** An image as an answer has it: with the members of its API version, and what was asked for. */
export function shaped(known: Known, { tags, digests }: Names, asked: Asked, store: Store): AnyImage {
  const { Manifests, Descriptor, VirtualSize: _, ...image } = known.image;
  const { minor } = asked;
  return {
    ...image,
    Containers: minor < 51 ? -1 : image.Containers,
    SharedSize: asked.sharedSize ? Math.max(image.SharedSize, 0) : -1,
    ...named([...(tags ?? [])], [...(digests ?? [])], minor, store),
    ...(minor < 44 && image.Size > 0 && { VirtualSize: image.Size }),
    ...(store === 'containerd' && minor >= 48 && Descriptor && { Descriptor }),
    ...(store === 'containerd' && asked.manifests && Manifests && { Manifests }),
  };
}

/** Before API 1.43 placeholders stand for no name at all, and `null` for none of one kind. */
function named(
  tags: string[],
  digests: string[],
  minor: number,
  store: Store,
): Pick<AnyImage, 'RepoTags' | 'RepoDigests'> {
  if (minor >= 43) return { RepoTags: tags, RepoDigests: digests };
  if (tags.length + digests.length === 0) return { RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] };
  return {
    RepoTags: tags.length > 0 || store === 'containerd' ? tags : null,
    RepoDigests: digests.length > 0 ? digests : null,
  };
}
