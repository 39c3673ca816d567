import type { ImageSet } from '../engine/image-set.js';
import { createNoSuchImageError, type MockErrorResponse } from './error-responses.js';

/**
 * What `GET /images/NAME/json` says of an image, as far as a list tells: docker-py asks for it of each image that it
 * lists.
 *
 * @param name as the path has it, escapes and all
 */
export function inspectImage(name: string, { findImage }: ImageSet): MockErrorResponse | object {
  const text = decodeName(name);
  const image = findImage(text);
  if (!image) return createNoSuchImageError(text);
  const { Id, ParentId, RepoTags, RepoDigests, Created, Size, Labels, Descriptor } = image;
  return {
    ...{ Id, RepoTags, RepoDigests, Parent: ParentId, Created: new Date(Created * 1000).toISOString(), Size },
    ...{ Os: 'linux', Architecture: 'amd64', Config: { Labels }, RootFS: { Type: 'layers' } },
    ...(Descriptor && { Descriptor }),
  };
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
