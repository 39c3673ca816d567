import { join } from 'node:path';
import type { Exchange } from '../../src/contract/index.js';
import { recordingsIn } from '../../src/recordings/recordings.js';

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
  const folders = Object.keys(stores).map((folder) => join(root, folder));
  for await (const { exchange, file } of recordingsIn(folders)) found.set(file.name.slice(root.length + 1), exchange);
  return found;
}
