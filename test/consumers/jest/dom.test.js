/** @jest-environment jsdom */
require('docker-images-contract/jest');
const { checkExchange, isImageList } = require('docker-images-contract/contract');
const { images } = require('docker-images-contract/fixtures');

test('the contract, the fixtures and the matcher, where conditions are those of a browser', async () => {
  expect(typeof window).toBe('object');
  expect(isImageList(images.containerd)).toBe(true);
  await expect(images.graphdriver).toSatisfyImagesContract();
  const request = { method: 'GET', path: '/v1.49/images/json' };
  expect(checkExchange({ request, response: { status: 418 } }).map(({ rule }) => rule)).toContain('response/status');
});
