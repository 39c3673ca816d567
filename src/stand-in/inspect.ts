import type { Universe } from '../model/universe.js';
import { noSuchImage, type Refusal } from './refusals.js';

/**
 * What `GET /images/NAME/json` says of an image, as far as a list tells: docker-py asks for it of each image that it
 * lists.
 *
 * @param name as the path has it, escapes and all
 */
export function inspected(name: string, { find }: Universe): Refusal | object {
  const text = unescaped(name);
  const image = find(text);
  if (!image) return noSuchImage(text);
  const { Id, ParentId, RepoTags, RepoDigests, Created, Size, Labels, Descriptor } = image;
  return {
    ...{ Id, RepoTags, RepoDigests, Parent: ParentId, Created: new Date(Created * 1000).toISOString(), Size },
    ...{ Os: 'linux', Architecture: 'amd64', Config: { Labels }, RootFS: { Type: 'layers' } },
    ...(Descriptor && { Descriptor }),
  };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
