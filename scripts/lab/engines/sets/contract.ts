/**
 * The images that the project's recordings are made of: one of every kind that an engine can list, under names that
 * say what is special. Dates and contents are fixed, so that digests stay the same.
 */

import type { OCIPlatform } from '../../../../src/index.js';
import {
  absent,
  amd64,
  artifact,
  attestation,
  blob,
  described,
  type ImageSpec,
  image,
  index,
  type OciContent,
  withoutConfig,
  withoutLayers,
} from '../oci.js';
import { load, loads, type Step } from '../step.js';

const arm64: OCIPlatform = { architecture: 'arm64', os: 'linux' };
const arm64v8: OCIPlatform = { ...arm64, variant: 'v8' };
const armv7: OCIPlatform = { architecture: 'arm', os: 'linux', variant: 'v7' };
const s390x: OCIPlatform = { architecture: 's390x', os: 'linux' };
const windows: OCIPlatform = {
  architecture: 'amd64',
  os: 'windows',
  'os.version': '10.0.20348.2113',
  'os.features': ['win32k'],
};
const provenance = 'https://slsa.dev/provenance/v0.2';
const spdx = 'https://spdx.dev/Document';

/** An image with one layer of its own. */
const plain = (created: string | null, text: string, more: Partial<ImageSpec> = {}): OciContent =>
  image({ created, layers: [text], ...more });

/** The same content for each platform. */
const each = (created: string, text: string, platforms: readonly OCIPlatform[]): OciContent[] =>
  platforms.map((platform) => plain(created, `${text}-${platform.architecture}`, { platform }));

/** An image without word of its platform in the index. */
const unplaced = (content: OciContent): OciContent => described(content, { platform: undefined });

const kind = (value: string): Readonly<Record<string, string>> => ({ 'com.example.kind': value });

const labels = loads({
  'contract/no-labels:1': plain('2024-01-01', 'no-labels'),
  'contract/empty-labels:1': plain('2024-01-02', 'empty-labels', { labels: {} }),
  'contract/kind-base:1': plain('2024-01-03', 'kind-base', { labels: kind('base') }),
  'contract/kind-app:1': plain('2024-01-04', 'kind-app', { labels: { ...kind('app'), 'com.example.tier': 'web' } }),
  'contract/kind-tool:1': plain('2024-01-05', 'kind-tool', { labels: { ...kind('tool'), 'com.example.tier': 'cli' } }),
  'contract/kind-empty:1': plain('2024-01-06', 'kind-empty', { labels: kind('') }),
  'contract/label-values:1': plain('2024-01-07', 'label-values', {
    labels: {
      'com.example.equals': 'a=b=c',
      'com.example.url': 'https://example.com/?a=1&b=<2>',
      'com.example.quote': '"quoted" \\ and \'single\'',
      'com.example.lines': 'one\ntwo\r\n\tthree',
      'com.example.emoji': '🐳 \u{1f469}\u200d\u{1f4bb}',
      'com.example.nul': 'before\0after',
      'com.example.separators': 'line\u2028paragraph\u2029end',
      'com.example.long': 'long '.repeat(1024),
    },
  }),
  'contract/label-keys:1': plain('2024-01-08', 'label-keys', {
    labels: {
      '': 'an empty key',
      'key=with=equals': 'a key that no filter can name',
      'key with spaces': 'x',
      ключ: 'значение',
      // Computed, or the literal would set the prototype.
      ['__proto__']: 'no prototype',
      constructor: 'no function',
    },
  }),
});

const names: readonly Step[] = [
  {
    load: plain('2023-02-01', 'many-names', { labels: kind('app') }),
    as: ['contract/many-names:1', 'contract/many-names:latest', 'contract/other-name:1', 'example.com/team/app:1.2.3'],
  },
  load('solo:1', plain('2023-02-02', 'solo')),
  load('127.0.0.1:5000/contract/port:1', plain('2023-02-03', 'port')),
  load('registry.example.com:8443/team/port:1', plain('2023-02-04', 'other-port')),
  load('contract/a__b-c.d/e:_Tag.with-all', plain('2023-02-05', 'punctuation')),
  load(`contract/long-tag:${'t'.repeat(128)}`, plain('2023-02-06', 'long-tag')),
  load('contract/sub/deep/er:1', plain('2023-02-07', 'deep')),
  { tag: 'contract/no-labels:1', as: 'contract/tagged-later:1' },
];

const dates = loads({
  'contract/date-none:1': plain(null, 'date-none'),
  'contract/date-epoch:1': plain('1970-01-01', 'date-epoch'),
  'contract/date-negative:1': plain('1969-12-31T23:59:00Z', 'date-negative'),
  'contract/date-year-1:1': plain('0001-01-01', 'date-year-1'),
  'contract/date-2100:1': plain('2100-01-01', 'date-2100'),
  'contract/date-fraction:1': plain('2022-03-04T05:06:07.999999999Z', 'date-fraction'),
  'contract/date-zone:1': plain('2022-03-05T00:00:00+02:00', 'date-zone'),
  'contract/date-old:1': plain('2015-03-20', 'date-old'),
  'contract/date-equal-a:1': plain('2022-03-06', 'date-equal-a'),
  'contract/date-equal-b:1': plain('2022-03-06', 'date-equal-b'),
  'contract/date-equal-c:1': plain('2022-03-06', 'date-equal-c'),
});

const layers = loads({
  'contract/no-layers:1': image({ created: '2021-04-01' }),
  'contract/shared-a:1': image({ created: '2021-04-02', layers: ['shared', 'a'] }),
  'contract/shared-b:1': image({ created: '2021-04-03', layers: ['shared', 'b'] }),
  'contract/shared-only:1': image({ created: '2021-04-04', layers: ['shared'] }),
  'contract/twenty-layers:1': image({
    created: '2021-04-05',
    layers: Array.from({ length: 20 }, (_, i) => `layer-${i}`),
  }),
  'contract/docker-schema2:1': plain('2021-04-06', 'schema2', { format: 'docker', gzip: true }),
  'contract/annotated:1': described(
    plain('2021-04-07', 'annotated', { annotations: { 'com.example.in': 'manifest' } }),
    { annotations: { 'com.example.in': 'layout', 'org.opencontainers.image.ref.name': '1' } },
  ),
});

const platforms = loads({
  'contract/multi:1': index(each('2023-05-01', 'multi', [amd64, arm64v8, armv7])),
  'contract/multi-docker-list:1': index(
    [amd64, arm64].map((platform) =>
      plain('2023-05-02', `list-${platform.architecture}`, { platform, format: 'docker', gzip: true }),
    ),
    'docker',
  ),
  'contract/multi-others-absent:1': index(
    each('2023-05-03', 'others', [amd64, arm64, s390x]).map((content, i) => (i ? absent(content) : content)),
  ),
  'contract/multi-all-absent:1': index(each('2023-05-04', 'all', [amd64, arm64]).map(absent)),
  'contract/multi-foreign:1': index(each('2023-05-05', 'foreign', [arm64, s390x])),
  'contract/multi-config-absent:1': index([
    plain('2023-05-06', 'config'),
    unplaced(withoutConfig(plain('2023-05-06', 'no-config', { platform: arm64 }))),
  ]),
  'contract/multi-one:1': index(each('2023-05-07', 'one', [amd64])),
  'contract/multi-unplaced:1': index(each('2023-05-08', 'unplaced', [amd64, arm64]).map(unplaced)),
  'contract/multi-unplaced-absent:1': index([
    plain('2023-05-09', 'unplaced'),
    absent(unplaced(plain('2023-05-09', 'nowhere', { platform: arm64 }))),
  ]),
  'contract/multi-windows:1': index([
    plain('2023-05-10', 'beside-windows'),
    plain('2023-05-10', 'windows', { platform: windows }),
  ]),
  'contract/windows:1': plain('2023-05-11', 'windows-alone', { platform: windows }),
  'contract/arm64:1': plain('2023-05-12', 'arm64', { platform: arm64 }),
  'contract/arm64-v8:1': plain('2023-05-13', 'arm64-v8', { platform: arm64v8 }),
  'contract/arm64-v8-in-config:1': index([unplaced(plain('2023-05-14', 'config-v8', { platform: arm64v8 }))]),
  'contract/arm64-v8-not-in-index:1': index([
    plain('2023-05-14', 'index-arm64', { platform: arm64, configPlatform: arm64v8 }),
  ]),
  'contract/arm-v7:1': plain('2023-05-15', 'arm-v7', { platform: armv7 }),
  'contract/empty-index:1': index([]),
  'contract/nested-index:1': index([
    plain('2023-05-16', 'beside-nested'),
    index(each('2023-05-16', 'nested', [arm64])),
  ]),
  'contract/nested-absent:1': index([
    plain('2023-05-17', 'beside-absent'),
    absent(index(each('2023-05-17', 'nowhere', [arm64]))),
  ]),
});

/** What 26.1.5 takes as a reason to unpack, and then fails, for there is nothing. */
const unpackable = loads(
  {
    'contract/multi-layers-absent:1': index(
      each('2023-05-06', 'layers', [amd64, arm64]).map((content, i) => (i ? withoutLayers(content) : content)),
    ),
    'contract/target-config:1': blob('application/vnd.oci.image.config.v1+json', '{}'),
    'contract/target-text:1': blob('text/plain', 'no image at all'),
  },
  { except: ['docker-26.1.5-containerd'] },
);

const attested = plain('2024-06-01', 'attested', { labels: kind('app') });
const attestedArm = plain('2024-06-01', 'attested-arm64', { platform: arm64v8 });
const sbomed = plain('2024-06-02', 'sbom');
const unattested = plain('2024-06-03', 'half-attested');
const rich = plain('2024-06-05', 'rich');
const signature = artifact('application/vnd.example.signature', 'a signature');

const attestations = loads({
  'contract/attested:1': index([
    attested,
    attestedArm,
    attestation(attested, provenance),
    attestation(attestedArm, provenance),
  ]),
  'contract/attested-sbom:1': index([sbomed, attestation(sbomed, spdx, 'sbom')]),
  'contract/attested-absent:1': index([unattested, absent(attestation(unattested, provenance))]),
  'contract/attested-nothing:1': index([
    plain('2024-06-04', 'no-subject'),
    described(attestation(attested, provenance), {
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    }),
  ]),
  'contract/artifact-beside:1': index([plain('2024-06-06', 'beside-artifact'), signature]),
  'contract/artifact-cut:1': index([
    plain('2024-06-07', 'beside-cut'),
    withoutLayers(artifact('application/vnd.example.cut', 'not all is there')),
  ]),
  'contract/artifact:1': artifact('application/vnd.example.notes', 'an artifact alone'),
  'contract/artifact-helm:1': artifact(
    'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
    'a chart',
    blob('application/vnd.cncf.helm.config.v1+json', '{"name":"chart"}'),
  ),
  'contract/rich-descriptors:1': index([
    described(rich, { annotations: { 'com.example.note': 'in the index' }, urls: ['https://example.com/rich'] }),
    described(signature, {
      data: Buffer.from('inlined').toString('base64'),
      urls: ['https://example.com/a', 'https://example.com/b'],
    }),
  ]),
});

const digestOnly = plain('2022-07-01', 'digest-only', { labels: kind('base') });
const unpacked = plain('2022-07-04', 'half-present');
const packed = plain('2022-07-05', 'half-present', { format: 'docker', gzip: true, labels: kind('half') });
const pulled = index([
  ...each('2022-07-02', 'pulled', [amd64, arm64v8]),
  attestation(plain('2022-07-02', 'pulled-amd64'), provenance),
]);

const pulls: readonly Step[] = [
  { pull: digestOnly, from: 'contract/digest-only' },
  { pull: index(each('2022-07-03', 'digest-index', [amd64, arm64])), from: 'contract/digest-only-index' },
  { pull: pulled, from: 'contract/pulled:1' },
  { pull: pulled, from: 'contract/pulled-again:1' },
  {
    pull: plain('2022-07-06', 'pulled-single', { format: 'docker', gzip: true }),
    from: 'contract/pulled-single:1',
  },
  // Its layer is unpacked from the first, so a containerd store never fetches the second's.
  load('contract/half-whole:1', unpacked),
  { pull: packed, from: 'contract/half-tagged:1' },
  { pull: plain('2022-07-07', 'half-present', { format: 'docker', gzip: true }), from: 'contract/half-digest' },
];

const danglingTagged = plain('2020-08-02', 'dangling-tagged');
const dangling: readonly Step[] = [
  { load: plain('2020-08-01', 'dangling', { labels: kind('lost') }), as: [] },
  { load: index(each('2020-08-03', 'dangling-multi', [amd64, arm64])), as: [] },
  { load: danglingTagged, as: [] },
  load('contract/dangling-tagged:1', danglingTagged),
  load('contract/replaced:1', plain('2020-08-04', 'replaced-before')),
  load('contract/replaced:1', plain('2020-08-05', 'replaced-after')),
];

const builds: readonly Step[] = [
  {
    build: 'FROM scratch\nCOPY Dockerfile /first\nLABEL com.example.kind=built\nCOPY Dockerfile /second\n',
    as: 'contract/built:1',
  },
  {
    build: 'FROM contract/built:1\nLABEL com.example.step=child\nCOPY Dockerfile /child\n',
    as: 'contract/built-child:1',
  },
];

/** What buildx asks of an SBOM generator: a file in the folder that it names. */
const scan = `echo '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"${spdx}","predicate":{}}' \
  >"$BUILDKIT_SCAN_DESTINATION/sbom.spdx.json"`;

const programs: readonly Step[] = [
  { program: 'bin/busybox', as: 'contract/busybox:1', created: '2019-09-01' },
  {
    program: 'bin/busybox',
    as: 'contract/scanner:1',
    created: '2019-09-02',
    command: ['/bin/busybox', 'sh', '-c', scan],
    on: ['containerd'],
  },
];

/** A context of its own for each, or two builds would be one image. */
const dockerfile = (name: string): string => `FROM scratch\nCOPY Dockerfile /${name}\n`;

const buildxs: readonly Step[] = [
  { buildx: dockerfile('plain'), as: 'contract/buildx:1' },
  ...[
    { name: 'no-provenance', options: ['--provenance=false', '--annotation=com.example.note=annotated'] },
    { name: 'provenance', options: ['--provenance=mode=max'] },
    { name: 'sbom', options: ['--sbom=generator=contract/scanner:1'] },
    { name: 'multi', options: ['--platform=linux/amd64,linux/arm64,linux/arm/v7'] },
  ].map(
    ({ name, options }): Step => ({
      buildx: dockerfile(name),
      as: `contract/buildx-${name}:1`,
      options,
      on: ['containerd'],
    }),
  ),
];

const containers: readonly Step[] = [
  { use: 'contract/kind-app:1', container: 'contract-created-1', command: ['/none'] },
  { use: 'contract/kind-app:1', container: 'contract-created-2', command: ['/none'] },
  { use: 'contract/multi:1', container: 'contract-multi', command: ['/none'] },
  { use: 'contract/busybox:1', container: 'contract-exited', command: ['/bin/busybox', 'true'], start: true },
  {
    use: 'contract/busybox:1',
    container: 'contract-running',
    command: ['/bin/busybox', 'sleep', '864000'],
    start: true,
  },
];

/** A containerd store keeps names that are no references, and lists them in its own way. */
const strangeNames = [
  { load: plain('2021-10-01', 'strange-spaces'), as: ['docker.io/contract/strange-spaces:1', 'not a ref !!'] },
  { load: plain('2021-10-02', 'strange-bare'), as: ['docker.io/contract/strange-bare:1', 'no-domain-no-tag'] },
  { load: plain('2021-10-03', 'strange-tagless'), as: ['docker.io/contract/strange-tagless:1', 'example.com/no-tag'] },
  { load: plain('2021-10-04', 'strange-nameless'), as: ['docker.io/contract/strange-nameless:1', ':no-name'] },
  { load: plain('2021-10-05', 'strange-case'), as: ['Upper/Case'] },
].map((step): Step => ({ ...step, verbatim: true, on: ['containerd'] }));

export const contract: readonly Step[] = [
  ...labels,
  ...names,
  ...dates,
  ...layers,
  ...platforms,
  ...unpackable,
  ...attestations,
  ...pulls,
  ...dangling,
  ...builds,
  ...programs,
  ...buildxs,
  ...containers,
  ...strangeNames,
];
