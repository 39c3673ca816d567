/**
 * Images written by hand, as OCI and Docker describe them. An `OciContent` is a descriptor with the blobs it leads to,
 * as far as they are there; functions make contents out of contents, and nothing depends on clock or machine.
 */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { OCIDescriptor, OCIPlatform } from '../../../src/index.js';
import { tar } from './tar.js';

/** What an index says of an entry. Unlike in a list of an engine, it may lack the platform. */
export type Descriptor = Omit<OCIDescriptor, 'platform'> & { readonly platform?: OCIPlatform | undefined };

export interface OciContent {
  readonly descriptor: Descriptor;
  /** By digest; a blob that is not here is absent wherever the content goes. */
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** What a classic store can take of it: a single image. */
  readonly archive?: ImageArchive | undefined;
}

/** An image as `docker save` has written it since long before OCI. */
export interface ImageArchive {
  readonly platform: OCIPlatform;
  readonly config: string;
  readonly layers: readonly string[];
  readonly blobs: ReadonlyMap<string, Buffer>;
}

export interface ImageSpec {
  /** ISO 8601, a date alone is its midnight; null leaves the member out. */
  readonly created: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  /** Each a layer: a text becomes a layer with one file of that name and content. */
  readonly layers?: readonly (string | Buffer)[];
  readonly platform?: OCIPlatform;
  /** What the config says, where it differs from the index. */
  readonly configPlatform?: OCIPlatform;
  readonly format?: 'oci' | 'docker';
  readonly gzip?: boolean;
  readonly command?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

const oci = 'application/vnd.oci.image';
const docker = 'application/vnd.docker';
const types = {
  oci: {
    index: `${oci}.index.v1+json`,
    manifest: `${oci}.manifest.v1+json`,
    config: `${oci}.config.v1+json`,
    layer: `${oci}.layer.v1.tar`,
    gzip: `${oci}.layer.v1.tar+gzip`,
  },
  docker: {
    index: `${docker}.distribution.manifest.list.v2+json`,
    manifest: `${docker}.distribution.manifest.v2+json`,
    config: `${docker}.container.image.v1+json`,
    layer: `${docker}.image.rootfs.diff.tar`,
    gzip: `${docker}.image.rootfs.diff.tar.gzip`,
  },
} as const;

export const amd64: OCIPlatform = { architecture: 'amd64', os: 'linux' };
const unknown: OCIPlatform = { architecture: 'unknown', os: 'unknown' };

export const sha256 = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const isManifest = ({ mediaType }: Descriptor): boolean => /\.(manifest|index)\./.test(mediaType);

/** The digests of all manifests and indexes of a content. */
export const manifestsOf = ({ blobs, descriptor }: OciContent): ReadonlySet<string> => {
  const found = new Set(isManifest(descriptor) ? [descriptor.digest] : []);
  for (const digest of found) {
    const bytes = blobs.get(digest);
    if (!bytes) continue;
    // Only indexes list manifests, and every index here was written here.
    const { manifests = [] } = JSON.parse(bytes.toString()) as { manifests?: readonly Descriptor[] };
    for (const entry of manifests) if (isManifest(entry)) found.add(entry.digest);
  }
  return found;
};

export function blob(mediaType: string, content: Uint8Array | string): OciContent {
  const bytes = Buffer.from(content);
  const digest = sha256(bytes);
  return { descriptor: { mediaType, digest, size: bytes.length }, blobs: new Map([[digest, bytes]]) };
}

/** A JSON blob that refers to others, with the blobs of all of them. */
function document(mediaType: string, value: object, parts: readonly OciContent[]): OciContent {
  const own = blob(mediaType, JSON.stringify(value));
  return { ...own, blobs: new Map([own, ...parts].flatMap(({ blobs }) => [...blobs])) };
}

/** One image for one platform. */
export function image(spec: ImageSpec): OciContent {
  const { created, labels, platform = amd64, configPlatform = platform, command, annotations } = spec;
  const media = types[spec.format ?? 'oci'];
  const tars = (spec.layers ?? []).map((layer) => (typeof layer === 'string' ? tar({ [layer]: `${layer}\n` }) : layer));
  // Stored, not compressed, so that no version of zlib writes other bytes.
  const pack = (bytes: Buffer) =>
    spec.gzip ? blob(media.gzip, gzipSync(bytes, { level: 0 })) : blob(media.layer, bytes);
  const layers = tars.map(pack);
  const config = blob(
    media.config,
    JSON.stringify({
      ...(created === null ? {} : { created: created.includes('T') ? created : `${created}T00:00:00Z` }),
      ...configPlatform,
      config: { ...(labels && { Labels: labels }), ...(command && { Cmd: command }) },
      rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
    }),
  );
  const manifest = manifestOf(media.manifest, config, layers, { ...(annotations && { annotations }) });
  const blobs = new Map([config, ...tars.map((bytes) => blob('', bytes))].flatMap((part) => [...part.blobs]));
  const archive = { platform: configPlatform, config: config.descriptor.digest, layers: tars.map(sha256), blobs };
  return { ...manifest, descriptor: { ...manifest.descriptor, platform }, archive };
}

/** A manifest that is no image: a config and layers of any type. */
export function artifact(
  artifactType: string,
  text: string,
  config = blob('application/vnd.oci.empty.v1+json', '{}'),
): OciContent {
  const content = manifestOf(types.oci.manifest, config, [blob(artifactType, text)], { artifactType });
  return { ...content, descriptor: { ...content.descriptor, artifactType } };
}

function manifestOf(mediaType: string, config: OciContent, layers: readonly OciContent[], more: object): OciContent {
  const parts = { config: config.descriptor, layers: layers.map(({ descriptor }) => descriptor) };
  return document(mediaType, { schemaVersion: 2, mediaType, ...more, ...parts }, [config, ...layers]);
}

/** What a builder says about an image: an entry beside it in the same index. */
export function attestation(subject: OciContent, predicate: string, type = 'attestation-manifest'): OciContent {
  const { digest } = subject.descriptor;
  const statement = JSON.stringify({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: predicate,
    subject: [{ name: '_', digest: { sha256: digest.replace('sha256:', '') } }],
    predicate: {},
  });
  const layer = blob('application/vnd.in-toto+json', statement);
  const config = blob(
    types.oci.config,
    JSON.stringify({ ...unknown, config: {}, rootfs: { type: 'layers', diff_ids: [layer.descriptor.digest] } }),
  );
  const content = manifestOf(types.oci.manifest, config, [layer], {});
  const annotations = { 'vnd.docker.reference.digest': digest, 'vnd.docker.reference.type': type };
  return described(content, { platform: unknown, annotations });
}

/** An index of any contents, also of indexes. */
export function index(entries: readonly OciContent[], format: 'oci' | 'docker' = 'oci'): OciContent {
  const mediaType = types[format].index;
  const manifests = entries.map(({ descriptor }) => descriptor);
  const content = document(mediaType, { schemaVersion: 2, mediaType, manifests }, entries);
  const archives = entries.map(({ archive }) => archive).filter((archive) => archive?.platform.os === 'linux');
  const archive = archives.find((one) => one?.platform.architecture === amd64.architecture) ?? archives[0];
  return { ...content, archive };
}

/** The same content under a descriptor that says more, or less. */
export const described = (content: OciContent, more: Partial<Descriptor>): OciContent => ({
  ...content,
  descriptor: { ...content.descriptor, ...more },
});

/** Only the descriptor: what it leads to is elsewhere, or nowhere. */
export const absent = ({ descriptor }: OciContent): OciContent => ({ descriptor, blobs: new Map() });

/** Without the layers: manifests and configs are there. */
export const withoutLayers = ({ descriptor, blobs }: OciContent): OciContent => ({
  descriptor,
  blobs: new Map([...blobs].filter(([, bytes]) => bytes[0] === '{'.charCodeAt(0))),
});

/** Only the manifest: neither config nor layers are there. */
export const withoutConfig = ({ descriptor, blobs }: OciContent): OciContent => ({
  descriptor,
  blobs: new Map([...blobs].filter(([digest]) => digest === descriptor.digest)),
});

/** The archive that `load` of a containerd store takes: an OCI layout. */
export function layoutTar({ descriptor, blobs }: OciContent, names: readonly string[]): Buffer {
  // The platform of a single manifest is its config's business.
  const { platform: _, ...entry } = descriptor;
  const annotate = (name: string) => ({ ...entry.annotations, 'io.containerd.image.name': name });
  const manifests = names.length ? names.map((name) => ({ ...entry, annotations: annotate(name) })) : [entry];
  const files = [...blobs].map(([digest, bytes]) => [blobPath(digest), bytes]);
  return tar({
    'oci-layout': JSON.stringify({ imageLayoutVersion: '1.0.0' }),
    'index.json': JSON.stringify({ schemaVersion: 2, mediaType: types.oci.index, manifests }),
    ...Object.fromEntries(files),
  });
}

/** The archive that `load` of every other store takes, in the form of `docker save`. */
export function archiveTar({ config, layers, blobs }: ImageArchive, names: readonly string[]): Buffer {
  const manifest = [{ Config: blobPath(config), RepoTags: names, Layers: layers.map(blobPath) }];
  const files = [...blobs].map(([digest, bytes]) => [blobPath(digest), bytes]);
  return tar({ ...Object.fromEntries(files), 'manifest.json': JSON.stringify(manifest) });
}

const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
