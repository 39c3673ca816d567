/** What must compile. Each is beside its wrong twin in wrong.ts. */
import type {
  components,
  ErrorResponse,
  ImageListFilters,
  ImageListQuery,
  ImageManifestSummary,
  ImageSummary,
  OCIDescriptor,
  OCIPlatform,
  operations,
  paths,
} from 'docker-images-contract';

export const lists: ImageListFilters = { label: ['a', 'b=c'], dangling: ['true'], 'label!': ['d'] };
export const sets: ImageListFilters = { label: { a: true, 'b=c': true }, dangling: { '0': true } };
const names: readonly string[] = ['a'];
export const readonlyLists: ImageListFilters = { label: names, reference: names, dangling: ['0'] as const };
export const none: ImageListFilters = {};
export const query: ImageListQuery = { all: true, filters: lists, manifests: true, 'shared-size': true };

export function platform(manifest: ImageManifestSummary): string | undefined {
  return manifest.Kind === 'image' ? manifest.ImageData.Platform['os.version'] : undefined;
}
export function about(manifest: ImageManifestSummary): string | undefined {
  return manifest.Kind === 'attestation' ? manifest.AttestationData.For : undefined;
}
export function kind(manifest: ImageManifestSummary): 'image' | 'attestation' | 'unknown' {
  return manifest.Kind;
}
export function maintainer({ Labels }: ImageSummary): string | undefined {
  return Labels?.maintainer;
}
export function containers(manifest: components['schemas']['ImageManifest']): number {
  return manifest.ImageData.Containers?.length ?? 0;
}
export function mediaType({ Descriptor }: ImageSummary): string | undefined {
  return Descriptor?.mediaType;
}
export const descriptor: OCIDescriptor = { mediaType: 'a/b', digest: 'sha256:0', size: 1 };
export const nowhere: OCIPlatform = { architecture: '', os: '' };
export const error: ErrorResponse = { message: 'no' };
export type Get = paths['/images/json']['get'] & operations['ImageList'];
