import type {
  AttestationManifest,
  ErrorResponse,
  ImageListFilters,
  ImageListQuery,
  ImageManifestSummary,
  ImageSummary,
  OCIDescriptor,
  OCIPlatform,
  operations,
} from 'docker-images-contract';
import { type ImagesClientOptions, listImages } from 'docker-images-contract/client';
import { type Finding, isImageList } from 'docker-images-contract/contract';

const filters: ImageListFilters = { dangling: ['false'], label: ['com.example.kind'] };
const query: ImageListQuery = { filters, 'shared-size': true };
const options: ImagesClientOptions = { timeout: 1000 };

export const platformOf = (manifest: ImageManifestSummary): OCIPlatform | undefined =>
  manifest.Kind === 'image' ? manifest.ImageData.Platform : undefined;
export const subjectOf = ({ AttestationData }: AttestationManifest): string => AttestationData.For;
export const typeOf = ({ Descriptor }: ImageSummary): OCIDescriptor['mediaType'] | undefined => Descriptor?.mediaType;
export const reason = ({ message }: ErrorResponse): string => message;
export const answers: (keyof operations['ImageList']['responses'])[] = [200, 404];
export const sum = async (): Promise<number> =>
  (await listImages(query)).map(({ Size }) => Size).reduce((a, b) => a + b, 0);
export const names = (value: unknown): string[] =>
  isImageList(value) ? value.flatMap(({ RepoTags }) => RepoTags) : [];
export const place = ({ rule, pointer }: Finding): string => `${rule} ${pointer}`;
export { options };
