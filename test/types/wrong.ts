/** What must not compile: without an error on the line below, `@ts-expect-error` is one itself. */
import type {
  components,
  ImageListFilters,
  ImageListQuery,
  ImageManifestSummary,
  ImageSummary,
  OCIDescriptor,
} from 'docker-images-contract';

// @ts-expect-error an unknown filter key
export const unknownKey: ImageListFilters = { nope: ['x'] };
// @ts-expect-error a value that is no list
export const noList: ImageListFilters = { label: 'a' };
// @ts-expect-error `dangling` takes texts
export const dangling: ImageListFilters = { dangling: true };
// @ts-expect-error `dangling` takes four texts only
export const maybe: ImageListFilters = { dangling: ['maybe'] };
// @ts-expect-error a list of booleans, which has the members of a set, `0` and `1`
export const booleans: ImageListFilters = { dangling: [true] };
// @ts-expect-error any text
export const texts: ImageListFilters = { dangling: [String(true)] };
// @ts-expect-error the two spellings in one request
export const mixed: ImageListFilters = { label: ['a'], reference: { b: true } };
// @ts-expect-error `filters` is an object, not its JSON text
export const text: ImageListQuery = { filters: '{"label":["a"]}' };
// @ts-expect-error the parameter has a hyphen
export const underscore: ImageListQuery = { shared_size: true };

export function platform(manifest: ImageManifestSummary): unknown {
  // @ts-expect-error not every kind has it
  return manifest.ImageData;
}
export function maintainer({ Labels }: ImageSummary): unknown {
  // @ts-expect-error it can be null
  return Labels.maintainer;
}
export function containers({ ImageData }: components['schemas']['ImageManifest']): unknown {
  // @ts-expect-error it can be null
  return ImageData.Containers.length;
}
export function virtualSize(image: ImageSummary): unknown {
  // @ts-expect-error never sent at this version
  return image.VirtualSize;
}
export function unpacked({ ImageData }: components['schemas']['ImageManifest']): unknown {
  // @ts-expect-error published as required, never defined, never sent
  return ImageData.UnpackedSize;
}
// @ts-expect-error a digest and a size are always there
export const descriptor: OCIDescriptor = { mediaType: 'a/b' };
