import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Exchange } from '../../../src/contract/index.js';

export const root = join(import.meta.dirname, '../../..');
const CONTAINERD = 'test/recordings/docker-28.5.2-containerd';
/** A long recording, as a path from the root. */
export const RECORDING = `${CONTAINERD}/manifests.json.gz`;
/** Two folders with 180 recordings each. */
export const FOLDERS = [CONTAINERD, 'test/recordings/docker-28.5.2-overlay2'] as const;

/** What a list to check consists of. */
export interface ListOptions {
  readonly count: number;
  /** Each image has its manifests. */
  readonly manifests: boolean;
  /** Each image has one fault, of which `checkExchange` reports the first thousand. */
  readonly findings: boolean;
}

/** Makes a response body: a recorded list is repeated, newest first, and each image has an ID and names of its own. */
export function makeList({ count, manifests, findings }: ListOptions): string {
  const { response } = readRecording(join(root, CONTAINERD, manifests ? 'manifests.json.gz' : 'plain.json.gz'));
  const images = Array.from({ length: count }, (_, index) => {
    const image = response.body[Math.floor((index * response.body.length) / count)];
    // An image without a repository has its ID for a name.
    const rename = (name: string) => (name.startsWith('sha256:') ? name : name.replace(/(?=[:@]|$)/, `-${index}`));
    const names = { RepoTags: image.RepoTags.map(rename), RepoDigests: image.RepoDigests.map(rename) };
    // Docker's published example has this fault.
    const fault = findings ? { Created: String(image.Created) } : {};
    const text = JSON.stringify({ ...image, ...names, ...fault });
    return text.replaceAll(image.Id, `sha256:${String(index).padStart(64, '0')}`);
  });
  return `[${images.join(',')}]`;
}

/** Writes a HAR of `count` entries: the longer recordings, which have about 25 kB each, repeated. */
export function writeHar(file: string, count: number): void {
  const recordings = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.json(\.gz)?$/.test(name))
      .map((name): Exchange => readRecording(join(root, folder, name))),
  );
  const entries = recordings.filter((one) => JSON.stringify(one).length > 3500).map(toEntry);
  const repeated = Array.from({ length: count }, (_, index) => entries[index % entries.length]);
  writeFileSync(file, JSON.stringify({ log: { version: '1.2', entries: repeated } }));
}

function readRecording(path: string) {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}

const toEntry = ({ request, response }: Exchange) => ({
  startedDateTime: '2026-01-01T00:00:00.000Z',
  request: {
    method: request.method,
    url: `http://localhost${request.path}`,
    headers: [],
    queryString: [],
    cookies: [],
  },
  response: {
    status: response.status,
    headers: Object.entries(response.headers ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    cookies: [],
    content: { size: 1, mimeType: 'application/json', text: response.bodyText ?? JSON.stringify(response.body) },
  },
});
