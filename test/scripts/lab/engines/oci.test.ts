import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  absent,
  archiveTar,
  attestation,
  type Content,
  described,
  image,
  index,
  layoutTar,
  manifestsOf,
  sha256,
  withoutConfig,
  withoutLayers,
} from '../../../../scripts/lab/engines/oci.js';

const arm64 = { architecture: 'arm64', os: 'linux' };
const one = image({ created: '2020-01-01', layers: ['one'] });
const other = image({ created: null, layers: ['other'], platform: arm64 });
const both = index([other, one, attestation(one, 'https://example.com/predicate')]);

const entriesOf = (archive: Buffer): string[] =>
  execFileSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' }).trim().split('\n');
const read = (archive: Buffer, path: string): unknown =>
  JSON.parse(execFileSync('tar', ['-xOf', '-', path], { input: archive, encoding: 'utf8' }));
const document = (content: Content): unknown => JSON.parse(String(content.blobs.get(content.descriptor.digest)));

describe('contents', () => {
  test('are the same bytes on every machine and every day', () => {
    expect(one.descriptor.digest).toBe('sha256:089c7770481cb00685c47ad02342a6f6da450f8f4459dddbd5c7377fdb6d8092');
  });

  test('hold each blob under its digest', () => {
    for (const [digest, bytes] of both.blobs) expect(sha256(bytes)).toBe(digest);
  });

  test.each([
    ['all of an image', one, 3],
    ['all of an index', both, 10],
    ['nothing when absent', absent(both), 0],
    ['manifest and config without layers', withoutLayers(one), 2],
    ['the manifest without config', withoutConfig(one), 1],
  ])('hold %s', (_, content, blobs) => {
    expect(content.blobs.size).toBe(blobs);
  });

  test('list their manifests, also the absent ones', () => {
    expect(manifestsOf(both).size).toBe(4);
    expect(manifestsOf(index([absent(one)]))).toContain(one.descriptor.digest);
  });

  test('say what an attestation is for', () => {
    const annotations = { 'vnd.docker.reference.digest': one.descriptor.digest };
    expect(document(both)).toMatchObject({ manifests: [{}, {}, { annotations }] });
  });

  test.each([
    ['a date', '2020-01-01', '2020-01-01T00:00:00Z'],
    ['a time', '1969-12-31T23:59:00Z', '1969-12-31T23:59:00Z'],
    ['nothing', null, undefined],
  ])('are created at %s', (_, created, expected) => {
    const { archive } = image({ created });
    expect(JSON.parse(String(archive?.blobs.get(archive.config))).created).toBe(expected);
  });
});

describe('archives', () => {
  test('of a layout name each image once per name, without its platform', () => {
    const layout = layoutTar(one, ['docker.io/library/a:1', 'docker.io/library/b:1']);
    const { platform: _, ...entry } = one.descriptor;
    const named = (name: string) => ({ ...entry, annotations: { 'io.containerd.image.name': name } });
    expect(read(layout, 'index.json')).toMatchObject({
      manifests: [named('docker.io/library/a:1'), named('docker.io/library/b:1')],
    });
    expect(entriesOf(layout)).toHaveLength(2 + one.blobs.size);
  });

  test('keep what a descriptor says', () => {
    const layout = layoutTar(described(one, { annotations: { key: 'value' } }), []);
    expect(read(layout, 'index.json')).toMatchObject({ manifests: [{ annotations: { key: 'value' } }] });
  });

  test('of an index hold its amd64 image, wherever it stands', () => {
    expect(both.archive).toBe(one.archive);
    expect(index([other]).archive).toBe(other.archive);
    expect(index([]).archive).toBeUndefined();
  });

  test('in the form of docker save lead to their blobs', () => {
    const { archive } = both;
    if (!archive) throw new Error('no archive');
    const saved = archiveTar(archive, ['a:1']);
    const [manifest] = read(saved, 'manifest.json') as [{ Config: string; Layers: string[]; RepoTags: string[] }];
    expect(manifest.RepoTags).toEqual(['a:1']);
    expect(entriesOf(saved)).toEqual(expect.arrayContaining([manifest.Config, ...manifest.Layers]));
  });
});
