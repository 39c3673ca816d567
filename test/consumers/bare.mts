// Compiled without the DOM's types and without Node's.
import type { ImageKind, ImageSummary } from 'docker-images-contract';
import { checkExchange, type Finding, isImageList } from 'docker-images-contract/contract';
import { exchanges, images } from 'docker-images-contract/fixtures';
import { type MockEngine, mockEngine } from 'docker-images-contract/mock';

export const engine: MockEngine = mockEngine({ images: images.graphdriver });
export const findings: readonly Finding[] = exchanges.flatMap((exchange) => checkExchange(exchange));
export const first = (value: unknown): ImageSummary | undefined => (isImageList(value) ? value[0] : undefined);
export const kinds: readonly ImageKind[] = images.containerd.flatMap(({ Manifests = [] }) =>
  Manifests.map(({ Kind }) => Kind),
);
