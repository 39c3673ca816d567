import { openapiOverlay } from 'openapi-format';
import { contracts, findContract } from '../../../src/contract/contract-version.js';
import type { JsonObject } from '../../generate/bundle.js';
import { listRecordings, type Recording } from '../../generate/recordings.js';
import { checkByDescription, readDescription } from '../errata/published.js';
import type { UpstreamPart } from './part.js';

/** Applies an OpenAPI Overlay to a copy of a document. */
export async function applyOverlay(document: JsonObject, overlay: object): Promise<JsonObject> {
  const { data } = await openapiOverlay(structuredClone(document), { overlaySet: structuredClone(overlay) as never });
  return data as JsonObject; // the types of the library and ours are unrelated; both are plain JSON
}

/** The contract of an API version: that of the newest one if it is not known. */
const contractOf = (version: string) => findContract(version) ?? contracts.at(-1);

/** Selects the recordings of Docker whose API version has the contract of another. */
export const selectRecordings = (version: string): Recording[] =>
  listRecordings().filter(
    ({ engine, apiVersion }) => engine.startsWith('docker') && contractOf(apiVersion) === contractOf(version),
  );

/** What a description says of recorded responses. */
export interface Rejections {
  readonly lists: number;
  readonly rejected: number;
  /** The faults in lists and the statuses that are not listed, each once. */
  readonly reasons: ReadonlySet<string>;
}

/** Checks recorded responses by a part. */
export function checkRecordings({ version, document }: UpstreamPart, recordings = selectRecordings(version)): Rejections {
  const description = readDescription(JSON.stringify(document), `v${version}`);
  const results = recordings.map(({ exchange }) => checkByDescription(description, exchange));
  const lists = results.filter(({ status }) => status === 200);
  const unlisted = results.filter(({ listed }) => !listed).map(({ status }) => `status ${status}`);
  return {
    lists: lists.length,
    rejected: lists.filter(({ reasons }) => reasons.size > 0).length,
    reasons: new Set([...lists.flatMap(({ reasons }) => [...reasons]), ...unlisted]),
  };
}
