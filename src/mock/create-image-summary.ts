import type { AnyVersionImage } from '../engine/image.js';
import type { ExpectedNames } from '../engine/image-names.js';
import type { ImageStore, IndexedImage } from '../engine/image-set.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';

/** An image as an answer has it: with the members of its API version, and what was asked for. */
export function createImageSummary(
  indexedImage: IndexedImage,
  { tags, digests }: ExpectedNames,
  request: InterpretedRequest,
  store: ImageStore,
): AnyVersionImage {
  const { Manifests, Descriptor, VirtualSize: _, ...image } = indexedImage.image;
  const { minor } = request;
  return {
    ...image,
    Containers: minor < 51 ? -1 : image.Containers,
    SharedSize: request.sharedSize ? Math.max(image.SharedSize, 0) : -1,
    ...createNameProperties([...(tags ?? [])], [...(digests ?? [])], minor, store),
    ...(minor < 44 && image.Size > 0 && { VirtualSize: image.Size }),
    ...(store === 'containerd' && minor >= 48 && Descriptor && { Descriptor }),
    ...(store === 'containerd' && request.manifests && Manifests && { Manifests }),
  };
}

/** Before API 1.43 placeholders stand for no name at all, and `null` for none of one kind. */
function createNameProperties(
  tags: string[],
  digests: string[],
  minor: number,
  store: ImageStore,
): Pick<AnyVersionImage, 'RepoTags' | 'RepoDigests'> {
  if (minor >= 43) return { RepoTags: tags, RepoDigests: digests };
  if (tags.length + digests.length === 0) return { RepoTags: ['<none>:<none>'], RepoDigests: ['<none>@<none>'] };
  return {
    RepoTags: tags.length > 0 || store === 'containerd' ? tags : null,
    RepoDigests: digests.length > 0 ? digests : null,
  };
}
