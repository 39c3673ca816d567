import type { ImageManifestSummary, ImageSummary, paths } from 'docker-images-contract';

declare const image: ImageSummary;
declare const manifest: ImageManifestSummary;
type Query = NonNullable<paths['/images/json']['get']['parameters']['query']>;

const query: Query = { all: true };
const created: number = image.Created;
const os: string | undefined = manifest.Kind === 'image' ? manifest.ImageData.Platform.os : undefined;
void [query, created, os];
