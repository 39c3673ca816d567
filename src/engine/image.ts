import type { ImageSummary as OldImageSummary } from '../../generated/types/v1.24.js';
import type { ImageSummary } from '../index.js';
import { getOwn } from '../values/pointer.js';

/** An image of a list at any API version, with the properties of all versions. */
export type AnyVersionImage = Omit<ImageSummary, 'RepoTags' | 'RepoDigests'> &
  Pick<OldImageSummary, 'RepoTags' | 'RepoDigests' | 'VirtualSize'>;

/** 0001-01-01T00:00:00Z in seconds since 1970: Go's zero time. */
export const GO_ZERO_TIME = -62_135_596_800;

/** The media types of a manifest for one platform. */
export const manifestMediaTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** The media types of an index, which lists manifests. */
export const indexMediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** The names without placeholders. Before API 1.43 a placeholder, or `null`, stands for no names. */
export const dropPlaceholders = (names: readonly string[] | null): readonly string[] =>
  names?.some((name) => name.startsWith('<none>')) ? names.filter((name) => !name.startsWith('<none>')) : (names ?? []);

/** A familiar name with the domain, and the `library/`, that it leaves out. A name with a domain gets a second one. */
export const toCanonicalName = (name: string): string => `docker.io/${name.includes('/') ? '' : 'library/'}${name}`;

/** Whether labels match a value of the filter `label`. */
export function hasLabel(labels: Readonly<Record<string, string>>, value: string): boolean {
  const [key = '', ...rest] = value.split('=');
  const actual = getOwn(labels, key);
  return rest.length === 0 ? actual !== undefined : actual === rest.join('=');
}

/**
 * The images without the properties that the schema of an API version does not describe, and that can hold anything there:
 * `Manifests` before 1.47 and `Descriptor` before 1.48.
 */
export function dropUndescribed(images: readonly AnyVersionImage[], minor: number): readonly AnyVersionImage[] {
  if (minor >= 48) return images;
  return images.map(({ Manifests, Descriptor: _, ...image }) =>
    minor >= 47 && Manifests !== undefined ? { ...image, Manifests } : image,
  );
}
