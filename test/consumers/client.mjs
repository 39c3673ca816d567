import { createImagesClient, EngineError, encodeFilters, listImages } from 'docker-images-contract/client';
import { assertImageList, checkExchange, contractMiddleware, exchangeFrom } from 'docker-images-contract/contract';

const client = createImagesClient();
const found = [];
client.use(contractMiddleware((findings) => found.push(...findings)));
const images = await listImages({ manifests: true }, { client });
assertImageList(images);
const { response } = await client.GET('/images/json');
const exchange = await exchangeFrom('/v1.49/images/json', new Response('[]', response));
const refusal = await listImages({ filters: { dangling: ['maybe'] } }).catch((error) => error);
console.log(
  JSON.stringify({
    images: images.length > 5,
    findings: found.length + checkExchange(exchange).length,
    refusal: refusal instanceof EngineError && refusal.status,
    filters: encodeFilters({ label: ['a b'] }),
  }),
);
