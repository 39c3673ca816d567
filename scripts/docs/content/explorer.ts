import { getOwn } from '../../../src/values/pointer.js';
import { at } from '../../generate/bundle.js';
import type { Engine, Explorer } from '../browser/data.js';
import { fieldId } from './anchors.js';
import { formatEngine } from './error-responses.js';
import { refOf } from './facts.js';
import type { Recorded } from './inputs.js';
import { type Contract, schemasOf } from './versions.js';

const FULL_LISTING = 'all-digests-manifests-shared-size.json.gz';
const folders = { containerd: 'docker-28.5.2-containerd', graphdriver: 'docker-28.5.2-overlay2' } as const;

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
export const createExplorer = (recorded: readonly Recorded[], contracts: readonly Contract[]): Explorer => ({
  engines: findEngines(recorded),
  images: {
    containerd: findImages(recorded, folders.containerd),
    graphdriver: findImages(recorded, folders.graphdriver),
  },
  fields: findFields(contracts),
  kinds: findManifestKinds(contracts),
});

/** The recorded Docker engines: those that the images are of first, then the newest first. */
function findEngines(recorded: readonly Recorded[]): Engine[] {
  const found = new Map<string, Engine>();
  for (const { file, exchange } of recorded) {
    const folder = /docker-[^/]+?-(?:containerd|overlay2)(?=\/)/.exec(file)?.[0];
    const [server, newest] = ['server', 'api-version'].map((name) => String(getOwn(exchange.response.headers, name)));
    if (!folder || !server || !newest || found.has(folder)) continue;
    const [name = '', driver] = formatEngine(folder).split(/ (?=\w+$)/);
    found.set(folder, { name, store: driver === 'containerd' ? 'containerd' : 'graphdriver', server, newest });
  }
  const first = Object.values(folders).flatMap((folder) => found.get(folder) ?? []);
  const others = [...found.values()].filter((one) => !first.includes(one));
  return [...first, ...others.sort((a, b) => b.name.localeCompare(a.name, 'en', { numeric: true }))];
}

function findImages(recorded: readonly Recorded[], folder: string): unknown[] {
  const body = recorded.find(({ file }) => file === `${folder}/${FULL_LISTING}`)?.exchange.response.body;
  if (!Array.isArray(body)) throw new Error(`test/recordings: expected an array in ${folder}/${FULL_LISTING}`);
  return body.filter((image) => {
    const tags = [getOwn(image, 'RepoTags')].flat();
    return tags.length === 0 || tags.some((tag) => imageNames.has(String(tag)));
  });
}

function findFields(contracts: readonly Contract[]): Explorer['fields'] {
  const all: Record<string, Record<string, readonly [string, string?]>> = {};
  for (const [schemaName, schema] of contracts.flatMap(({ bundle }) => Object.entries(schemasOf(bundle)))) {
    for (const [name, property] of Object.entries(at(at(schema).properties ?? {}))) {
      const id = fieldId(schemaName, name);
      const ref = refOf(at(property));
      all[schemaName] = { ...all[schemaName], [name]: ref ? [id, ref] : [id] };
    }
  }
  return all;
}

function findManifestKinds(contracts: readonly Contract[]): Explorer['kinds'] {
  const [schema] = contracts.flatMap(({ bundle }) => schemasOf(bundle).ImageManifestSummary ?? []);
  const mapping = Object.entries(at(schema ?? {}, 'discriminator', 'mapping'));
  return Object.fromEntries(mapping.map(([kind, ref]) => [kind, refOf({ $ref: ref })]));
}
