import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkExchange } from '../../src/contract/index.js';
import type { AnyVersionImage } from '../../src/engine/image.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { root } from '../cli/run.js';

const manifests = ({ Manifests = [] }: AnyVersionImage) => Manifests;
const twice = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;
const ODD = 'versions/docker-28.5.2-containerd-odd/v1.49/manifests-shared-size.json.gz';
const CONTAINERD = 'docker-28.5.2-containerd/manifests-shared-size.json.gz';
const UNDATED = 'versions/docker-28.5.2-overlay2-undated/v1.49/whole-before.json.gz';

/** What looks like a law and is none: an honest Docker breaks it. */
test.each<[law: string, recording: string, broken: (image: AnyVersionImage) => unknown]>([
  ['an id is SHA-256', ODD, ({ Id }) => Id.startsWith('sha512:')],
  [
    'a name never has the domain of Docker Hub',
    ODD,
    ({ RepoTags }) => RepoTags?.includes('index.docker.io/odd/same:3'),
  ],
  ['an image has `Manifests` when they are asked for', CONTAINERD, ({ Manifests }) => !Manifests],
  ['a manifest is listed once', ODD, (image) => twice(manifests(image).map(({ ID }) => ID))],
  ['a tag is listed once', CONTAINERD, ({ RepoTags }) => twice(RepoTags ?? [])],
  ['a tag has no digest', CONTAINERD, ({ RepoTags }) => RepoTags?.some((tag) => tag.includes('@'))],
  [
    'what is not available has no content',
    CONTAINERD,
    (image) => manifests(image).some(({ Available, Size }) => !Available && Size.Content > 0),
  ],
  [
    'what is available is no larger than it says',
    ODD,
    (image) =>
      manifests(image).some(({ Available, Size, Descriptor }) => Available && Size.Content > 9 * Descriptor.size),
  ],
  ['an image is of the year 1 or later', ODD, ({ Created }) => Created < -62_135_596_800],
  ['an image is no older than 1970', UNDATED, ({ Created }) => Created < 0],
  [
    'a descriptor is that of an index or a manifest',
    CONTAINERD,
    ({ Descriptor }) => !/index|manifest/.test(Descriptor?.mediaType ?? ''),
  ],
  ['a size fits what JavaScript can count', ODD, ({ Size }) => !Number.isSafeInteger(Size)],
  [
    'an attestation says so',
    CONTAINERD,
    (image) =>
      manifests(image).some(
        ({ Kind, Descriptor }) =>
          Kind === 'attestation' && Descriptor.annotations?.['vnd.docker.reference.type'] !== 'attestation-manifest',
      ),
  ],
])('no law: %s', async (_law, recording, broken) => {
  for await (const { exchange } of readPaths([join(root, 'test/recordings', recording)])) {
    const images = exchange.response.body as AnyVersionImage[]; // a recorded list
    expect(images.filter(broken)).not.toEqual([]);
    expect(checkExchange(exchange)).toEqual([]);
  }
});
