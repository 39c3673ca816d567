import { getOwn } from '../../../src/values/pointer.js';
import { mapValues } from '../../generate/bundle.js';
import { exampleEngines } from '../../generate/examples.js';
import { type Recording, storeOf } from '../../generate/recordings.js';
import type { Engine, Explorer } from '../browser/data.js';
import { formatEngine } from './error-responses.js';

const FULL_LISTING = 'all-digests-manifests-shared-size';

/** Names of images of every kind. All images without a name are taken too. */
const imageNames = new Set([
  'solo:1',
  'registry.example.com:8443/team/port:1',
  '127.0.0.1:5000/contract/pulled:1',
  ...`multi multi-others-absent attested arm64 windows artifact many-names empty-labels kind-base kind-app kind-tool
    built built-child busybox dangling-tagged date-old date-none`
    .split(/\s+/)
    .map((name) => `contract/${name}:1`),
]);

/** The data of the request builder. */
export const createExplorer = (recordings: readonly Recording[]): Explorer => ({
  engines: findEngines(recordings),
  images: mapValues(exampleEngines, (engine) => findImages(recordings, engine)),
});

/** The recorded Docker engines: those that the images are of first, then the newest first. */
function findEngines(recordings: readonly Recording[]): Engine[] {
  const found = new Map<string, Engine>();
  for (const { engine, exchange } of recordings) {
    if (!/^docker-.*-(containerd|overlay2)$/.test(engine) || found.has(engine)) continue;
    const [server, newest] = ['server', 'api-version'].map((name) => getOwn(exchange.response.headers, name));
    if (typeof server !== 'string' || typeof newest !== 'string') continue;
    const name = formatEngine(engine).replace(/ \w+$/, '');
    found.set(engine, { name, store: storeOf(engine), server, newest });
  }
  const first = Object.values(exampleEngines).flatMap((engine) => found.get(engine) ?? []);
  const others = [...found.values()].filter((one) => !first.includes(one));
  return [...first, ...others.sort((a, b) => b.name.localeCompare(a.name, 'en', { numeric: true }))];
}

function findImages(recordings: readonly Recording[], engine: string): unknown[] {
  const body = recordings.find((one) => one.engine === engine && one.probe === FULL_LISTING)?.exchange.response.body;
  if (!Array.isArray(body)) throw new Error(`test/recordings: expected an array in ${engine}/${FULL_LISTING}`);
  return body.filter((image) => {
    const tags = [getOwn(image, 'RepoTags')].flat();
    return tags.length === 0 || tags.some((tag) => imageNames.has(String(tag)));
  });
}
