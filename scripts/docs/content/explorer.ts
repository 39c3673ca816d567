import { getOwn } from '../../../src/values/pointer.js';
import { at } from '../../generate/bundle.js';
import type { Engine, Explorer } from '../browser/data.js';
import { memberId } from './anchors.js';
import { refOf } from './facts.js';
import { engineName, type Recorded } from './refusals.js';
import { type Contract, schemasOf } from './versions.js';

/** The list of all images with all that it can tell. */
const WHOLE = 'all-digests-manifests-shared-size.json.gz';

const folders = { containerd: 'docker-28.5.2-containerd', graphdriver: 'docker-28.5.2-overlay2' } as const;

/** Images of each kind, by a name; of those without one all are taken. */
const NAMES = [
  ...['multi', 'multi-others-absent', 'attested', 'arm64', 'windows', 'artifact', 'many-names', 'empty-labels'],
  ...[
    'kind-base',
    'kind-app',
    'kind-tool',
    'built',
    'built-child',
    'busybox',
    'dangling-tagged',
    'date-old',
    'date-none',
  ],
].map((name) => `contract/${name}:1`);
const OTHERS = ['solo:1', 'registry.example.com:8443/team/port:1', '127.0.0.1:5000/contract/pulled:1'];

export function explorerOf(recorded: readonly Recorded[], contracts: readonly Contract[]): Explorer {
  return {
    engines: enginesIn(recorded),
    images: imagesIn(recorded),
    members: membersIn(contracts),
    kinds: kindsIn(contracts),
  };
}

/** The engines of Docker that were recorded, the one that the images are of first, then newest first. */
function enginesIn(recorded: readonly Recorded[]): Engine[] {
  const found = new Map<string, Engine>();
  for (const { file, exchange } of recorded) {
    const folder = /docker-[^/]+?-(?:containerd|overlay2)(?=\/)/.exec(file)?.[0];
    const [server, newest] = ['server', 'api-version'].map((name) => String(getOwn(exchange.response.headers, name)));
    if (!folder || !server || !newest || found.has(folder)) continue;
    const [name = '', driver] = engineName(folder).split(/ (?=\w+$)/);
    found.set(folder, { name, store: driver === 'containerd' ? 'containerd' : 'graphdriver', server, newest });
  }
  const first = Object.values(folders).flatMap((folder) => found.get(folder) ?? []);
  const others = [...found.values()].filter((one) => !first.includes(one));
  return [...first, ...others.sort((a, b) => b.name.localeCompare(a.name, 'en', { numeric: true }))];
}

function imagesIn(recorded: readonly Recorded[]): Explorer['images'] {
  const of = (folder: string): unknown[] => {
    const body = recorded.find(({ file }) => file === `${folder}/${WHOLE}`)?.exchange.response.body;
    if (!Array.isArray(body)) throw new Error(`test/recordings: expected a list in ${folder}/${WHOLE}`);
    return body.filter((image) => {
      const tags = [getOwn(image, 'RepoTags')].flat();
      return tags.length === 0 || tags.some((tag) => [...NAMES, ...OTHERS].includes(String(tag)));
    });
  };
  return { containerd: of(folders.containerd), graphdriver: of(folders.graphdriver) };
}

function membersIn(contracts: readonly Contract[]): Explorer['members'] {
  const all: Record<string, Record<string, readonly [string, string?]>> = {};
  for (const { bundle } of contracts) {
    for (const [name, schema] of Object.entries(schemasOf(bundle))) {
      const properties = at(at(schema).properties ?? {});
      for (const [key, member] of Object.entries(properties)) {
        const to = refOf(at(member));
        all[name] = { ...all[name], [key]: to ? [memberId(name, key), to] : [memberId(name, key)] };
      }
    }
  }
  return all;
}

/** The schemas of manifests, by their `Kind`. */
function kindsIn(contracts: readonly Contract[]): Explorer['kinds'] {
  const [schema] = contracts.flatMap(({ bundle }) => schemasOf(bundle).ImageManifestSummary ?? []);
  const mapping = Object.entries(at(schema ?? {}, 'discriminator', 'mapping'));
  return Object.fromEntries(mapping.map(([kind, ref]) => [kind, refOf({ $ref: ref })]));
}
