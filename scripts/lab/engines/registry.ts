/** Lays images into an engine's registry as the files that it keeps, so that nothing has to be pushed. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Content, manifestsOf } from './oci.js';
import { dataOf } from './paths.js';
import type { Engine } from './table.js';

export function seedRegistry(engine: Engine, content: Content, repository: string, tag?: string): void {
  const root = join(dataOf(engine), 'registry/docker/registry/v2');
  for (const [path, bytes] of registryFiles(content, repository, tag)) {
    const file = join(root, path);
    if (existsSync(file)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** The storage of a docker-registry: blobs by digest, and links to those that a repository or a tag knows. */
function registryFiles(content: Content, repository: string, tag?: string): readonly [string, Uint8Array | string][] {
  const home = `repositories/${repository}`;
  const hex = (digest: string): string => digest.replace('sha256:', '');
  const link = (folder: string, digest: string): [string, string] => [`${folder}/sha256/${hex(digest)}/link`, digest];
  const { digest } = content.descriptor;
  return [
    ...[...content.blobs].map(([d, bytes]): [string, Buffer] => [
      `blobs/sha256/${hex(d).slice(0, 2)}/${hex(d)}/data`,
      bytes,
    ]),
    ...[...content.blobs.keys()].map((d) => link(`${home}/_layers`, d)),
    ...[...manifestsOf(content)].map((d) => link(`${home}/_manifests/revisions`, d)),
    ...(tag ? [[`${home}/_manifests/tags/${tag}/current/link`, digest] as [string, string]] : []),
    ...(tag ? [link(`${home}/_manifests/tags/${tag}/index`, digest)] : []),
  ];
}
