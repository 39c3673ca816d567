import { parsePointer } from '../../../src/values/pointer.js';
import { type JsonObject, objects, operationOf } from '../../generate/bundle.js';
import { type Erratum as ErratumRecord, readErrata } from '../../generate/errata.js';
import type { EngineRecordings } from '../../generate/recordings.js';
import { listOutcomes, summarizeOutcomes } from '../../lab/errata/versions.js';
import { erratumId, fieldId, filterId, parameterId, schemaId, statusId } from './anchors.js';
import { type Details, entry, inlineCode, link, type Pair, type Section } from './blocks.js';
import { text } from './facts.js';

/** One place where the published description is wrong. */
export interface Erratum {
  readonly name: string;
  /** The anchor of the block that it is about. */
  readonly about: string;
  /** What stands at that block. */
  readonly note: Details;
  /** All that is known of it. */
  readonly section: Section;
}

/** All errata, in the order of openapi/errata.yaml. */
export const createErrata = (bundle: JsonObject, recorded: readonly EngineRecordings[]): Erratum[] =>
  readErrata().map((one) => {
    const about = findAnchor(one.place.ours, bundle);
    return { name: one.id, about, note: noteOf(one), section: sectionOf(one, about, recorded) };
  });

function noteOf(one: ErratumRecord): Details {
  const [first = '', ...others] = proofOf(one);
  const proof = `the recording ${inlineCode(first)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
  const rows: Pair[] = [
    ['Engines', one.engines],
    ['Wrong in', formatWhere(one)],
    ['Proof', proof],
    ...upstreamOf(one),
    ['Erratum', link(one.id, erratumId(one.id))],
  ];
  const summary = `Docker’s description differs: ${one.published}`;
  return { kind: 'details', role: 'erratum', summary, blocks: [{ kind: 'pairs', rows }] };
}

function sectionOf(one: ErratumRecord, about: string, recorded: readonly EngineRecordings[]): Section {
  const { proven, unproven } = summarizeOutcomes(listOutcomes(one, recorded));
  const reasons = [...new Set(unproven.values())];
  const rows: Pair[] = [
    ['Published', one.published],
    ['Engines', one.engines],
    ['About', link(about, about)],
    ['Wrong in', formatWhere(one)],
    ...(one.since === undefined ? [] : [['Engines since', one.since.replace('Engine', 'Docker')] as const]),
    ['Proven at', `API ${proven.join(', ')}`],
    ...reasons.map((reason): Pair => {
      const versions = [...unproven.keys()].filter((version) => unproven.get(version) === reason);
      return ['Not proven at', `API ${versions.join(', ')}: ${reason}`];
    }),
    ...upstreamOf(one),
  ];
  const proof = proofOf(one);
  return entry(erratumId(one.id), one.id, [
    { kind: 'pairs', rows },
    {
      kind: 'details',
      summary: proof.length === 1 ? 'The recording that proves it' : `The ${proof.length} recordings that prove it`,
      blocks: [{ kind: 'list', items: proof.map(inlineCode) }],
    },
  ]);
}

/** Names of the recordings that prove an erratum. */
const proofOf = ({ proof }: ErratumRecord): string[] => [...new Set(proof.flatMap(({ recordings }) => recordings))];

function formatWhere({ versions, fixed, store }: ErratumRecord): string {
  const fixes = [fixed?.text && `in the file of API ${fixed.text}`, fixed?.engine && `in Docker ${fixed.engine}`];
  return [
    `the files of API ${versions.replace('-', ' to ')}`,
    fixed && `fixed ${fixes.filter(Boolean).join(', ')}`,
    store !== 'both' && (store === 'containerd' ? 'containerd image store' : 'graph driver'),
  ]
    .filter(Boolean)
    .join('; ');
}

/** Links such as `moby/moby#52094`. */
function upstreamOf({ upstream }: ErratumRecord): Pair[] {
  const links = upstream.map((url) => {
    const [, repository, number] = /^https:\/\/github\.com\/([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)/.exec(url) ?? [];
    return `[${number ? `${repository}#${number}` : url.replace(/^https:\/\//, '')}](${url})`;
  });
  return links.length > 0 ? [['Upstream', links.join(', ')]] : [];
}

/** Kinds of places in the bundle, each with the anchor of its block. */
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
  [/^\/components\/schemas\/\w+\/properties\/./, ([, , schema = '', , name = '']) => fieldId(schema, name)],
  [/^\/components\/schemas\/\w+/, ([, , schema = '']) => schemaId(schema)],
];

function findAnchor(pointer: string, bundle: JsonObject): string {
  const [, anchor] = places.find(([pattern]) => pattern.test(pointer)) ?? [];
  if (!anchor) throw new Error(`openapi/errata.yaml: no block of the page is about ${pointer}`);
  return anchor(parsePointer(pointer), bundle);
}
