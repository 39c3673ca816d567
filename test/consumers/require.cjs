const { createImagesClient, EngineError, listImages } = require('docker-images-contract/client');
const { assertImageList, checkExchange, contractMiddleware } = require('docker-images-contract/contract');
const { exchanges, images } = require('docker-images-contract/fixtures');
const { mockEngine } = require('docker-images-contract/mock');

async function main() {
  const client = createImagesClient();
  const found = [];
  client.use(contractMiddleware((findings) => found.push(...findings)));
  const listed = await listImages({ manifests: true }, { client });
  assertImageList(listed);
  const ask = (one) => listImages({ filters: { dangling: ['maybe'] } }, { client: one }).catch((error) => error);
  const refusal = await ask(client);
  const modules = await import('docker-images-contract/client');
  const stand = createImagesClient({ fetch: mockEngine({ images: images.containerd }) });
  const findings = exchanges.flatMap((exchange) => checkExchange(exchange));
  console.log(
    JSON.stringify({
      images: listed.length > 5,
      findings: found.length,
      refusal: refusal instanceof EngineError && refusal.status,
      same: modules.EngineError === EngineError && refusal instanceof modules.EngineError,
      stood: [
        (await listImages({}, { client: stand })).length > 5,
        findings.filter(({ severity }) => severity === 'error').length,
        (await ask(stand)).status,
      ],
    }),
  );
}
main();
