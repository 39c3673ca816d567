require('docker-images-contract/jest');
const { createImagesClient, EngineError, listImages } = require('docker-images-contract/client');
const { isImageList } = require('docker-images-contract/contract');
const { exchanges, images } = require('docker-images-contract/fixtures');
const { serve, mockEngine } = require('docker-images-contract/mock');

test('the matcher', async () => {
  await expect(images.containerd).toSatisfyImagesContract();
  await expect([{ Id: 1 }]).not.toSatisfyImagesContract();
  for (const exchange of exchanges) await expect(exchange).toSatisfyImagesContract();
});

test('the client asks over a socket', async () => {
  const { host, close } = await serve(mockEngine({ images: images.graphdriver }), 'tcp://127.0.0.1:0');
  const client = createImagesClient({ host });
  const listed = await listImages({ all: true }, { client });
  expect(isImageList(listed)).toBe(true);
  expect(listed.length).toBe(images.graphdriver.length);
  await expect(fetch(`${host.replace('tcp', 'http')}/v1.49/images/json`)).resolves.toBeInstanceOf(Response);
  await close();
  await expect(listImages({}, { client })).rejects.toBeInstanceOf(EngineError);
});
