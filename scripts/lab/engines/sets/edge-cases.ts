/** Images made to break what every list seems to keep: each entry says which law, and the engine says whether it holds. */

import { createHash } from 'node:crypto';
import { amd64, attestation, type Content, type Descriptor, described, type ImageSpec, image, index } from '../oci.js';
import type { Step } from '../step.js';

const arm: ImageSpec['platform'] = { architecture: 'arm', os: 'linux', variant: 'v7' };
const plain = (text: string, more: Partial<ImageSpec> = {}): Content =>
  image({ created: '2022-02-02', layers: [text], ...more });

/** The same content, found by a longer digest. */
function bySha512({ descriptor, blobs }: Content): Content {
  const bytes = blobs.get(descriptor.digest) ?? Buffer.of();
  const digest = `sha512:${createHash('sha512').update(bytes).digest('hex')}`;
  const others = [...blobs].filter(([name]) => name !== descriptor.digest);
  return { descriptor: { ...descriptor, digest }, blobs: new Map([...others, [digest, bytes]]) };
}

/** A descriptor that says what no well-formed one does. */
const wrongly = (content: Content, more: Record<string, unknown>): Content =>
  described(content, more as Partial<Descriptor>); // the wrong types are what is tried

const one = plain('one');
const named = (name: string, content: Content): Step => ({ load: content, as: [name], on: ['containerd'] });

const attesting = {
  'vnd.docker.reference.digest': one.descriptor.digest,
  'vnd.docker.reference.type': 'attestation-manifest',
};

export const odd: readonly Step[] = [
  named('odd/sha512-manifest:1', bySha512(plain('sha512'))),
  named('odd/sha512-index:1', bySha512(index([plain('sha512-index')]))),
  named('odd/sha512-entry:1', index([bySha512(plain('sha512-entry'))])),
  named('odd/top-platform:1', described(index([plain('top-platform')]), { platform: amd64 })),
  named(
    'odd/top-more:1',
    described(index([plain('top-more')]), { artifactType: 'a/b', urls: ['https://example.com'], data: 'e30=' }),
  ),
  named('odd/no-annotations:1', index([described(plain('no-annotations'), { annotations: {} })])),
  named('odd/no-urls:1', index([described(plain('no-urls'), { urls: [], data: '' })])),
  named(
    'odd/empty-variant:1',
    index([described(plain('empty-variant'), { platform: { ...amd64, variant: '', 'os.features': [] } })]),
  ),
  named(
    'odd/other-platform:1',
    index([described(plain('other-platform', { configPlatform: arm }), { platform: amd64 })]),
  ),
  named(
    'odd/no-platform:1',
    index([described(plain('no-platform', { configPlatform: arm }), { platform: undefined })]),
  ),
  named(
    'odd/half-platform:1',
    index([
      described(plain('half-platform', { configPlatform: arm }), { platform: { architecture: 'arm', os: 'linux' } }),
    ]),
  ),
  named('odd/small-size:1', index([described(plain('small-size'), { size: 1 })])),
  named('odd/large-size:1', index([described(plain('large-size'), { size: 1_000_000 })])),
  named('odd/huge-size:1', index([wrongly(plain('huge-size'), { size: 2 ** 62 })])),
  named('odd/small-top:1', described(plain('small-top'), { size: 1 })),
  named('odd/large-top:1', described(plain('large-top'), { size: 1_000_000 })),
  named('odd/image-attesting:1', index([one, described(plain('attesting'), { annotations: attesting })])),
  named('odd/attesting-alone:1', index([attestation(one, 'https://example.com/predicate')])),
  named('odd/twice:1', index([one, one, described(one, { platform: arm })])),
  named('odd/itself:1', index([index([one]), one])),
  named('odd/other-type:1', index([wrongly(plain('other-type'), { mediaType: 'text/plain' })])),
  named(
    'odd/top-other-type:1',
    wrongly(plain('top-other-type'), { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' }),
  ),
  named('odd/year-0:1', plain('year-0', { created: '0000-01-01T00:00:00Z' })),
  named('odd/year-9999:1', plain('year-9999', { created: '9999-12-31T23:59:59Z' })),
  named('odd/year-10000:1', plain('year-10000', { created: '10000-01-01T00:00:00Z' })),
  { load: plain('same'), as: ['odd/same:1', 'docker.io/odd/same:2', 'index.docker.io/odd/same:3'] },
  { load: plain('year-0-classic', { created: '0000-01-01T00:00:00Z' }), as: ['odd/year-0-classic:1'] },
  { load: plain('year-9999-classic', { created: '9999-12-31T23:59:59Z' }), as: ['odd/year-9999-classic:1'] },
  { use: 'odd/same:1', container: 'odd-one', command: ['/none'] },
  { use: 'odd/same:1', container: 'odd-two', command: ['/none'] },
];
