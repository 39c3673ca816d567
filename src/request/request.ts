import type { filterKeys } from '../../generated/constants.js';
import { type Filters, readFilters } from './filters.js';
import { compileGlob } from './glob.js';
import { isTrue, type Query, readQuery } from './query.js';
import { classifyReference } from './reference.js';
import { listPath, listTarget, type RequestLine } from './target.js';
import { readUntil } from './timestamp.js';

/** What keeps a request from a plain 200; `src/model/status.ts` says what each is answered with. */
export type FaultName =
  | 'query'
  | 'filters'
  | 'key'
  | 'dangling'
  | 'dangling-digit'
  | 'malformed-reference'
  | 'doubtful-reference'
  | 'image'
  | 'not-label'
  | 'long-label'
  | 'until-key'
  | 'until'
  | 'no-time'
  | 'glob'
  | 'identity';

/** One fault of one request. */
export interface Fault {
  readonly name: FaultName;
  /** The text that is at fault, such as a filter's key or value. */
  readonly subject: string;
}

/** A request for the list of images, read as engines read it. */
export interface ImageListRequest {
  /** The path before the `?`. */
  readonly path: string;
  /** The API version as the path has it, such as `1.49`; `undefined` when it has none. */
  readonly apiVersion: string | undefined;
  /** The decoded query, in order, repeated names included. */
  readonly pairs: Query['pairs'];
  readonly all: boolean;
  readonly sharedSize: boolean;
  readonly manifests: boolean;
  readonly identity: boolean;
  /** Whether `digests` is given, with whatever value: no engine of Docker's reads it. */
  readonly digests: boolean;
  readonly filters: Filters;
  /** All that can keep the request from a plain 200. */
  readonly faults: readonly Fault[];
}

/** Reads a request; `undefined` when it is not one for the list of images. */
export function readRequest(request: RequestLine): ImageListRequest | undefined {
  const target = listTarget(request);
  const list = listPath(target ?? '');
  if (target === undefined || !list) return undefined;
  const { pairs, undecodable } = readQuery(target.slice(list.path.length + 1));
  const value = (name: string) => pairs.find(([given]) => given === name)?.[1] ?? '';
  const filters = readFilters(value('filters'));
  return {
    ...list,
    pairs,
    all: isTrue(value('all')),
    sharedSize: isTrue(value('shared-size')),
    manifests: isTrue(value('manifests')),
    identity: isTrue(value('identity')),
    digests: pairs.some(([name]) => name === 'digests'),
    filters,
    faults: undecodable.length > 0 ? named('query', undecodable) : filterFaults(filters, value('filters')),
  };
}

const named = (name: Fault['name'], subjects: readonly string[]): Fault[] =>
  subjects.map((subject) => ({ name, subject }));

function filterFaults({ spelling, values, unknown }: Filters, text: string): readonly Fault[] {
  if (spelling === 'none') return [];
  if (spelling === 'malformed') return named('filters', [text]);
  return Object.entries(judges).reduce<readonly Fault[]>(
    (found, [key, judge]) => {
      const given = values.get(key);
      return given ? found.concat(judge(given)) : found;
    },
    named('key', unknown),
  );
}

type Judge = (given: ReadonlyMap<string, boolean>) => readonly Fault[];

/** Judges each value by itself. */
const each =
  (fault: (value: string) => Fault['name'] | undefined): Judge =>
  (given) =>
    [...given.keys()].flatMap((value) => {
      const name = fault(value);
      return name ? named(name, [value]) : [];
    });

/** Not exactly one of true and false among the values; any other text beside it does not matter. */
const dangling: Judge = (given) => {
  const says = (...texts: string[]) => texts.some((text) => given.get(text));
  if (says('0', 'false') === says('1', 'true')) return named('dangling', [[...given.keys()].join(', ')]);
  return named(
    'dangling-digit',
    [...given.keys()].filter((text) => text === '0' || text === '1'),
  );
};

const references = {
  'well-formed': 'image',
  malformed: 'malformed-reference',
  doubtful: 'doubtful-reference',
} as const;
const image = each((value) => references[classifyReference(value)]);

/** containerd's limit on key and value together. */
const label = each((value) => (new TextEncoder().encode(value).length > 4096 ? 'long-label' : undefined));

const untils = { always: undefined, sometimes: 'until', never: 'no-time' } as const;

const judges: Readonly<Record<(typeof filterKeys)[number], Judge>> = {
  before: image,
  dangling,
  label,
  'label!': (given) => [...named('not-label', ['label!']), ...label(given)],
  reference: each((value) => (compileGlob(value) ? undefined : 'glob')),
  since: image,
  until: (given) => [...named('until-key', ['until']), ...each((value) => untils[readUntil(value).taken])(given)],
};
