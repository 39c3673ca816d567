import 'docker-images-contract/jest';
import type { ImageSummary } from 'docker-images-contract';
import { createImagesClient, EngineError, listImages } from 'docker-images-contract/client';
import { images } from 'docker-images-contract/fixtures';
import { standIn } from 'docker-images-contract/stand-in';

test('the matcher and the client, with their types', async () => {
  await expect(images.graphdriver).toKeepImagesContract();
  const client = createImagesClient({ fetch: standIn({ images: images.graphdriver }) });
  const listed: ImageSummary[] = await listImages({ all: true }, { client });
  expect(listed.map(({ Id }) => Id)).toHaveLength(images.graphdriver.length);
  const refusal = await listImages({ filters: { since: ['none:1'] } }, { client }).catch((error: unknown) => error);
  expect(refusal instanceof EngineError && refusal.status).toBe(404);
});
