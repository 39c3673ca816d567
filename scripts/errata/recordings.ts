import { join, relative } from 'node:path';
import type { Exchange } from '../../src/contract/index.js';
import { filesOf } from '../../src/recordings/files.js';
import { read } from '../../src/recordings/read.js';

/** Folders of recordings that judge the published description, with the image store of their engine. */
export const stores: Readonly<Record<string, 'containerd' | 'graphdriver'>> = {
  'docker-28.5.2-containerd': 'containerd',
  'docker-28.5.2-overlay2': 'graphdriver',
};

/** Exchanges by file name below test/recordings, in the order of engines and names. */
export type Recordings = ReadonlyMap<string, Exchange>;

export async function recordings(): Promise<Recordings> {
  const root = join(import.meta.dirname, '../../test/recordings');
  const found = new Map<string, Exchange>();
  for (const file of Object.keys(stores).flatMap((folder) => filesOf(join(root, folder)))) {
    for await (const { exchange } of read(file)) found.set(relative(root, file.path), exchange);
  }
  return found;
}
