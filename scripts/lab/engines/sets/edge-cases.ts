/** Images that break what every list seems to guarantee, each named by what it breaks. */

import { createHash } from 'node:crypto';
import {
  amd64,
  attestation,
  type Descriptor,
  described,
  type ImageSpec,
  image,
  index,
  type OciContent,
} from '../oci.js';
import { loads, type Step } from '../step.js';

const arm: ImageSpec['platform'] = { architecture: 'arm', os: 'linux', variant: 'v7' };
const plain = (text: string, more: Partial<ImageSpec> = {}): OciContent =>
  image({ created: '2022-02-02', layers: [text], ...more });

/** The same content, found by a longer digest. */
function bySha512({ descriptor, blobs }: OciContent): OciContent {
  const bytes = blobs.get(descriptor.digest) ?? Buffer.of();
  const digest = `sha512:${createHash('sha512').update(bytes).digest('hex')}`;
  const others = [...blobs].filter(([name]) => name !== descriptor.digest);
  return { descriptor: { ...descriptor, digest }, blobs: new Map([...others, [digest, bytes]]) };
}

/** Gives a content a descriptor with values of the wrong type. */
const describeWrongly = (content: OciContent, more: Record<string, unknown>): OciContent =>
  described(content, more as Partial<Descriptor>); // the wrong types are what is tried

const one = plain('one');
const attesting = {
  'vnd.docker.reference.digest': one.descriptor.digest,
  'vnd.docker.reference.type': 'attestation-manifest',
};

const forContainerd = loads(
  {
    'odd/sha512-manifest:1': bySha512(plain('sha512')),
    'odd/sha512-index:1': bySha512(index([plain('sha512-index')])),
    'odd/sha512-entry:1': index([bySha512(plain('sha512-entry'))]),
    'odd/top-platform:1': described(index([plain('top-platform')]), { platform: amd64 }),
    'odd/top-more:1': described(index([plain('top-more')]), {
      artifactType: 'a/b',
      urls: ['https://example.com'],
      data: 'e30=',
    }),
    'odd/no-annotations:1': index([described(plain('no-annotations'), { annotations: {} })]),
    'odd/no-urls:1': index([described(plain('no-urls'), { urls: [], data: '' })]),
    'odd/empty-variant:1': index([
      described(plain('empty-variant'), { platform: { ...amd64, variant: '', 'os.features': [] } }),
    ]),
    'odd/other-platform:1': index([described(plain('other-platform', { configPlatform: arm }), { platform: amd64 })]),
    'odd/no-platform:1': index([described(plain('no-platform', { configPlatform: arm }), { platform: undefined })]),
    'odd/half-platform:1': index([
      described(plain('half-platform', { configPlatform: arm }), { platform: { architecture: 'arm', os: 'linux' } }),
    ]),
    'odd/small-size:1': index([described(plain('small-size'), { size: 1 })]),
    'odd/large-size:1': index([described(plain('large-size'), { size: 1_000_000 })]),
    'odd/huge-size:1': index([describeWrongly(plain('huge-size'), { size: 2 ** 62 })]),
    'odd/small-top:1': described(plain('small-top'), { size: 1 }),
    'odd/large-top:1': described(plain('large-top'), { size: 1_000_000 }),
    'odd/image-attesting:1': index([one, described(plain('attesting'), { annotations: attesting })]),
    'odd/attesting-alone:1': index([attestation(one, 'https://example.com/predicate')]),
    'odd/twice:1': index([one, one, described(one, { platform: arm })]),
    'odd/itself:1': index([index([one]), one]),
    'odd/other-type:1': index([describeWrongly(plain('other-type'), { mediaType: 'text/plain' })]),
    'odd/top-other-type:1': describeWrongly(plain('top-other-type'), {
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    }),
    'odd/year-0:1': plain('year-0', { created: '0000-01-01T00:00:00Z' }),
    'odd/year-9999:1': plain('year-9999', { created: '9999-12-31T23:59:59Z' }),
    'odd/year-10000:1': plain('year-10000', { created: '10000-01-01T00:00:00Z' }),
  },
  { on: ['containerd'] },
);

export const edgeCases: readonly Step[] = [
  ...forContainerd,
  { load: plain('same'), as: ['odd/same:1', 'docker.io/odd/same:2', 'index.docker.io/odd/same:3'] },
  { load: plain('year-0-classic', { created: '0000-01-01T00:00:00Z' }), as: ['odd/year-0-classic:1'] },
  { load: plain('year-9999-classic', { created: '9999-12-31T23:59:59Z' }), as: ['odd/year-9999-classic:1'] },
  { use: 'odd/same:1', container: 'odd-one', command: ['/none'] },
  { use: 'odd/same:1', container: 'odd-two', command: ['/none'] },
];
