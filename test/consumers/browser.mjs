import { createImagesClient, EngineError, listImages } from 'docker-images-contract/client';
import { contractMiddleware } from 'docker-images-contract/contract';
import { images } from 'docker-images-contract/fixtures';
import { mockEngine } from 'docker-images-contract/mock';

const found = [];
const client = createImagesClient({ host: 'http://engine.example/docker', fetch: belowPrefix });
client.use(contractMiddleware((findings) => found.push(...findings)));
const listed = await listImages({ manifests: true }, { client });
const refusal = await listImages({ filters: { dangling: ['maybe'] } }, { client }).catch((error) => error);
let alone = '';
try {
  createImagesClient();
} catch (error) {
  alone = error instanceof EngineError ? error.message.replace(/.*: /, '') : String(error);
}
console.log(
  JSON.stringify({
    images: listed.length > 5,
    findings: found.length,
    refusal: refusal instanceof EngineError && refusal.status,
    alone,
  }),
);

/** A proxy in front of an engine, as a page has one. */
function belowPrefix(request) {
  return mockEngine({ images: images.containerd })(new Request(request.url.replace('/docker', ''), request));
}
