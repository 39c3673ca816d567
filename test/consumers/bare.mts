// Compiled without the DOM's types and without Node's.
import type { ImageKind, ImageSummary } from 'docker-images-contract';
import { checkExchange, type Finding, isImageList } from 'docker-images-contract/contract';
import { exchanges, images } from 'docker-images-contract/fixtures';
import { type StandIn, standIn } from 'docker-images-contract/stand-in';

export const engine: StandIn = standIn({ images: images.graphdriver });
export const findings: readonly Finding[] = exchanges.flatMap((exchange) => checkExchange(exchange));
export const first = (value: unknown): ImageSummary | undefined => (isImageList(value) ? value[0] : undefined);
export const kinds: readonly ImageKind[] = images.containerd.flatMap(({ Manifests = [] }) =>
  Manifests.map(({ Kind }) => Kind),
);
