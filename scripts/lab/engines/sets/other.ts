/** Another, smaller set of images: what holds for the first must hold for this one too. */

import { amd64, artifact, attestation, image, index } from '../oci.js';
import type { Step } from '../step.js';

const ppc64le = { architecture: 'ppc64le', os: 'linux' };
const riscv64 = { architecture: 'riscv64', os: 'linux' };

const server = image({ created: '2018-11-12T13:14:15Z', layers: ['base', 'server'], labels: { maintainer: 'nobody' } });
const client = image({ created: '2018-11-12T13:14:16Z', layers: ['base', 'client'], labels: { maintainer: '' } });
const wide = [amd64, ppc64le, riscv64].map((platform) =>
  image({ created: '2026-01-02', layers: [`wide-${platform.architecture}`], platform, format: 'docker', gzip: true }),
);

export const other: readonly Step[] = [
  { load: server, as: ['server:2', 'server:2.0', 'mirror.example.org:80/other/server:2'] },
  { load: client, as: ['client:latest'] },
  { load: index(wide, 'docker'), as: ['other/wide:1'] },
  { load: index([server, attestation(server, 'https://example.com/predicate', 'other')]), as: ['other/attested:1'] },
  { load: artifact('application/vnd.example.other', 'other'), as: ['other/artifact:1'] },
  { load: image({ created: null }), as: ['other/nothing:1'] },
  { load: image({ created: '1901-02-03', layers: ['lost'] }), as: [] },
  { pull: client, from: 'other/client' },
  { pull: index(wide, 'docker'), from: 'other/wide:pulled' },
  { build: 'FROM scratch\nCOPY Dockerfile /built\nLABEL other=built\n', as: 'other/built:1' },
  { use: 'server:2', container: 'other-created', command: ['/none'] },
];
