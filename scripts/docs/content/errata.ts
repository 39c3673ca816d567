import { parsePointer } from '../../../src/values/pointer.js';
import type { JsonObject } from '../../generate/bundle.js';
import { type Erratum as Recorded, readErrata } from '../../generate/errata.js';
import type { EngineRecordings } from '../../generate/recordings.js';
import { listOutcomes, summarizeOutcomes } from '../../lab/errata/versions.js';
import { erratumId, filterId, memberId, parameterId, schemaId, statusId } from './anchors.js';
import { objects, text } from './facts.js';
import { operationOf } from './versions.js';

/** One place where the published description is wrong, as the pages show it. */
export interface Erratum {
  readonly id: string;
  readonly name: string;
  /** The anchor of the block that it is about. */
  readonly about: string;
  readonly published: string;
  readonly engines: string;
  /** The published files that are wrong so, such as `1.25-1.55`. */
  readonly versions: string;
  readonly since?: string;
  readonly mended: string;
  readonly store: string;
  /** Names of recordings that prove it. */
  readonly proof: readonly string[];
  readonly provenAt: readonly string[];
  /** API versions of which there are recordings that do not prove it, with the reason. */
  readonly unproven: readonly (readonly [why: string, versions: readonly string[]])[];
  readonly upstream: readonly Upstream[];
}

export interface Upstream {
  readonly url: string;
  /** Such as `moby/moby#52094`. */
  readonly text: string;
}

/** All errata, in the order of the ledger. */
export function errataOf(bundle: JsonObject, recorded: readonly EngineRecordings[]): Erratum[] {
  return readErrata().map((one) => {
    const { proven, unproven } = summarizeOutcomes(listOutcomes(one, recorded));
    const reasons = [...new Set(unproven.values())];
    return {
      id: erratumId(one.id),
      name: one.id,
      about: anchorOf(one.place.ours, bundle),
      ...{ published: one.published, engines: one.engines, versions: one.versions },
      ...(one.since !== undefined && { since: one.since }),
      mended: mendedIn(one),
      store: one.store,
      proof: [...new Set(one.proof.flatMap(({ recordings }) => recordings))],
      provenAt: proven,
      unproven: reasons.map((why) => [why, [...unproven.keys()].filter((version) => unproven.get(version) === why)]),
      upstream: one.upstream.map(upstreamOf),
    };
  });
}

const mendedIn = ({ mended }: Recorded): string =>
  [mended?.text && `in the file of API ${mended.text}`, mended?.engine && `in Engine ${mended.engine}`]
    .filter(Boolean)
    .join(', ');

function upstreamOf(url: string): Upstream {
  const [, repository, number] = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(url) ?? [];
  return { url, text: number ? `${repository}#${number}` : url.replace(/^https:\/\//, '') };
}

/** Kinds of places in our bundle, each with the anchor of its block. */
const places: readonly (readonly [RegExp, (parts: string[], bundle: JsonObject) => string])[] = [
  [
    /^\/paths\/[^/]+\/get\/parameters\/\d+/,
    ([, , , , index = ''], bundle) => parameterId(text(objects(operationOf(bundle).parameters)[Number(index)]?.name)),
  ],
  [/^\/paths\/[^/]+\/get\/parameters$/, () => 'parameters'],
  [/^\/paths\/[^/]+\/get\/responses\/\d+/, ([, , , , status = '']) => statusId(status)],
  [/^\/paths\/[^/]+\/get$/, () => 'request'],
  [/^\/components\/schemas\/ImageListFiltersAs\w+\/properties\//, ([, , , , key = '']) => filterId(key)],
  [/^\/components\/schemas\/ImageListFilters/, () => 'filters'],
  [/^\/components\/schemas\/\w+\/properties\/./, ([, , schema = '', , name = '']) => memberId(schema, name)],
  [/^\/components\/schemas\/\w+/, ([, , schema = '']) => schemaId(schema)],
];

function anchorOf(ours: string, bundle: JsonObject): string {
  const [, anchor] = places.find(([pattern]) => pattern.test(ours)) ?? [];
  if (!anchor) throw new Error(`openapi/errata.yaml: no block of the page is about ${ours}`);
  return anchor(parsePointer(ours), bundle);
}
