import 'docker-images-contract/jest';
import type { ImageSummary } from 'docker-images-contract';
import { createImagesClient, EngineError, listImages } from 'docker-images-contract/client';
import { images } from 'docker-images-contract/fixtures';
import { mockEngine } from 'docker-images-contract/mock';

test('the matcher and the client, with their types', async () => {
  await expect(images.graphdriver).toSatisfyImagesContract();
  const client = createImagesClient({ fetch: mockEngine({ images: images.graphdriver }) });
  const listed: ImageSummary[] = await listImages({ all: true }, { client });
  expect(listed.map(({ Id }) => Id)).toHaveLength(images.graphdriver.length);
  const refusal = await listImages({ filters: { since: ['none:1'] } }, { client }).catch((error: unknown) => error);
  expect(refusal instanceof EngineError && refusal.status).toBe(404);
});
