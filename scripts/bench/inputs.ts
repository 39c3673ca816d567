import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkExchange, type Exchange } from '../../src/contract/index.js';
import { root } from './program.js';

/** One of the longest recordings, as a path from the root. */
export const RECORDING = 'test/recordings/docker-28.5.2-containerd/manifests.json.gz';
/** Each holds 180 answers of one engine. */
export const FOLDERS = ['test/recordings/docker-28.5.2-containerd', 'test/recordings/docker-28.5.2-overlay2'] as const;

const textOf = (path: string): string => {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
};

/** The recorded exchanges of a folder, in the order of its names. */
export function recorded(folder: string): Exchange[] {
  const names = readdirSync(join(root, folder)).filter((name) => /\.json(\.gz)?$/.test(name));
  return names.sort().map((name) => JSON.parse(textOf(join(root, folder, name))));
}

/** A list of so many images with their manifests, as text: a real answer repeated, newest first, each with ids and names of its own. */
export function manyImages(count: number): string {
  const { response } = JSON.parse(textOf(join(root, RECORDING)));
  const images: string[] = Array.from({ length: count }, (_, index) => {
    const image = response.body[Math.floor((index * response.body.length) / count)];
    const name = (text: string) => (text.startsWith('sha256:') ? text : text.replace(/(?=[:@]|$)/, `-${index}`));
    const names = { RepoTags: image.RepoTags.map(name), RepoDigests: image.RepoDigests.map(name) };
    // The only manifest of an image has its id.
    return JSON.stringify({ ...image, ...names }).replaceAll(image.Id, `sha256:${String(index).padStart(64, '0')}`);
  });
  return `[${images.join(',')}]`;
}

/** Docker's longer answers, about 25 kB each, so often repeated that there are so many. */
export const exchanges = (count: number): Exchange[] => repeated(longer(), count);

/** Those of them in which nothing is found: what is found is kept until the report is written. */
export const withoutFindings = (count: number): Exchange[] =>
  repeated(
    longer().filter((one) => checkExchange(one).length === 0),
    count,
  );

const longer = (): Exchange[] => FOLDERS.flatMap(recorded).filter((one) => JSON.stringify(one).length > 3500);

const repeated = (all: readonly Exchange[], count: number): Exchange[] =>
  Array.from({ length: count }, (_, index) => all[index % all.length] as Exchange); // the index is in range

/** Writes exchanges one a line, a part at a time: all together may be longer than a text can be. */
export function writeLines(file: string, all: readonly Exchange[]): void {
  writeFileSync(file, '');
  for (let at = 0; at < all.length; at += 1000) {
    const lines = all.slice(at, at + 1000).map((one) => `${JSON.stringify(one)}\n`);
    appendFileSync(file, lines.join(''));
  }
}

export const writeHar = (file: string, all: readonly Exchange[]): void =>
  writeFileSync(file, JSON.stringify({ log: { version: '1.2', entries: all.map(entryOf) } }));

const entryOf = ({ request, response }: Exchange) => ({
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
