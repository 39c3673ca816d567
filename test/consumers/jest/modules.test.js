import 'docker-images-contract/jest';
import { createImagesClient, EngineError, listImages } from 'docker-images-contract/client';
import { checkExchange } from 'docker-images-contract/contract';
import { exchanges, images } from 'docker-images-contract/fixtures';
import { mockEngine } from 'docker-images-contract/mock';

test('the matcher, the contract, and the client of a stand-in', async () => {
  await expect(images.graphdriver).toSatisfyImagesContract();
  expect(exchanges.flatMap((one) => checkExchange(one)).filter(({ severity }) => severity === 'error')).toEqual([]);
  const client = createImagesClient({ fetch: mockEngine({ images: images.graphdriver }) });
  expect(await listImages({ all: true }, { client })).toHaveLength(images.graphdriver.length);
  const refusal = listImages({ filters: { since: ['none:1'] } }, { client });
  await expect(refusal).rejects.toBeInstanceOf(EngineError);
});
