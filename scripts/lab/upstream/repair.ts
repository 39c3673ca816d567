import { readFileSync } from 'node:fs';
import { openapiOverlay } from 'openapi-format';
import { parse } from 'yaml';
import { findContract } from '../../../src/contract/contract-version.js';
import type { JsonObject } from '../../generate/bundle.js';
import type { OverlayAction } from '../../generate/errata.js';
import { listRecordings, type Recording } from '../../generate/recordings.js';
import { checkByDescription, readDescription } from '../errata/published.js';
import type { UpstreamPart } from './part.js';

/** The OpenAPI Overlay that mends Docker's files. */
export const readDockerOverlay = (): DockerOverlay =>
  parse(readFileSync(new URL('../../../generated/docker.overlay.yaml', import.meta.url), 'utf8'));

export interface DockerOverlay {
  readonly overlay: string;
  readonly actions: readonly (OverlayAction & { readonly description: string })[];
}

/** Applies an overlay to a copy of a part. */
export async function repair(part: UpstreamPart, overlay: DockerOverlay): Promise<UpstreamPart> {
  const overlaySet = structuredClone(overlay) as never; // the library's type has no JSON
  const { data } = await openapiOverlay(structuredClone(part.document), { overlaySet });
  return { ...part, document: data as JsonObject }; // the types of the library and ours are unrelated; both are plain JSON
}

/** The contract of an API version: that of the newest one if it is not known. */

/** Each is read once. */
const recordings = listRecordings().filter(({ engine }) => engine.startsWith('docker'));

/** Selects the recordings of Docker whose API version has the contract of another. */
const selectRecordings = (version: string): Recording[] =>
  recordings.filter(({ apiVersion }) => findContract(apiVersion) === findContract(version));

/** How a description checks recorded responses. */
export interface Rejections {
  readonly lists: number;
  readonly rejected: number;
  /** The faults in lists, and the statuses that are not listed, each once. */
  readonly reasons: readonly string[];
}

/** Checks the recorded responses of its version by a part. */
export function checkRecordings({ version, document }: UpstreamPart): Rejections {
  const description = readDescription(JSON.stringify(document), `API ${version}`);
  const results = selectRecordings(version).map(({ exchange }) => checkByDescription(description, exchange));
  const lists = results.filter(({ status }) => status === 200);
  const unlisted = results.filter(({ listed }) => !listed).map(({ status }) => `status ${status}`);
  const reasons = new Set([...lists.flatMap((list) => [...list.reasons]), ...unlisted]);
  return { lists: lists.length, rejected: lists.filter((list) => list.reasons.size > 0).length, reasons: [...reasons] };
}
