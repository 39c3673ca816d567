import type { filterKeys } from '../../generated/constants.js';
import { compileGlob } from './compile-glob.js';
import { classifyReference } from './image-reference.js';
import { type ParsedFilters, parseFilters } from './parse-filters.js';
import { isLenientTrue, type ParsedQuery, parseQuery } from './parse-query.js';
import { getListTarget, parseListPath, type RequestLine } from './parse-target.js';
import { parseUntil } from './parse-until.js';

/** What keeps a request from a plain 200; `src/engine/status.ts` says what each is answered with. */
export type FaultName =
  | 'query'
  | 'filters'
  | 'unknown-key'
  | 'dangling'
  | 'dangling-digit'
  | 'malformed-reference'
  | 'ambiguous-reference'
  | 'image'
  | 'not-label'
  | 'long-label'
  | 'unsupported-until'
  | 'ambiguous-until'
  | 'invalid-until'
  | 'malformed-glob'
  | 'identity';

/** One fault of one request. */
export interface RequestFault {
  readonly name: FaultName;
  /** The text that is at fault, such as a filter's key or value. */
  readonly offendingValue: string;
}

/** A request for the list of images, read as engines read it. */
export interface ImageListRequest {
  /** The path before the `?`. */
  readonly path: string;
  /** The API version as the path has it, such as `1.49`; `undefined` when it has none. */
  readonly apiVersion: string | undefined;
  /** The decoded query, in order, repeated names included. */
  readonly pairs: ParsedQuery['pairs'];
  readonly all: boolean;
  readonly sharedSize: boolean;
  readonly manifests: boolean;
  readonly identity: boolean;
  /** Whether `digests` is given, with whatever value: no engine of Docker's reads it. */
  readonly digests: boolean;
  readonly filters: ParsedFilters;
  /** All that can keep the request from a plain 200. */
  readonly faults: readonly RequestFault[];
}

/** Reads a request; `undefined` when it is not one for the list of images. */
export function parseListRequest(request: RequestLine): ImageListRequest | undefined {
  const target = getListTarget(request);
  const parsedPath = parseListPath(target ?? '');
  if (target === undefined || !parsedPath) return undefined;
  const { pairs, undecodablePairs } = parseQuery(target.slice(parsedPath.path.length + 1));
  const getParameter = (name: string) => pairs.find(([parameterName]) => parameterName === name)?.[1] ?? '';
  const filters = parseFilters(getParameter('filters'));
  return {
    ...parsedPath,
    pairs,
    all: isLenientTrue(getParameter('all')),
    sharedSize: isLenientTrue(getParameter('shared-size')),
    manifests: isLenientTrue(getParameter('manifests')),
    identity: isLenientTrue(getParameter('identity')),
    digests: pairs.some(([name]) => name === 'digests'),
    filters,
    faults:
      undecodablePairs.length > 0
        ? createFaults('query', undecodablePairs)
        : findFilterFaults(filters, getParameter('filters')),
  };
}

const createFaults = (name: RequestFault['name'], offendingValues: readonly string[]): RequestFault[] =>
  offendingValues.map((offendingValue) => ({ name, offendingValue }));

function findFilterFaults({ form, values, unknownKeys }: ParsedFilters, text: string): readonly RequestFault[] {
  if (form === 'none') return [];
  if (form === 'malformed') return createFaults('filters', [text]);
  return Object.entries(filterChecks).reduce<readonly RequestFault[]>(
    (faults, [key, check]) => {
      const keyValues = values.get(key);
      return keyValues ? faults.concat(check(keyValues)) : faults;
    },
    createFaults('unknown-key', unknownKeys),
  );
}

type FilterCheck = (values: ReadonlyMap<string, boolean>) => readonly RequestFault[];

/** Judges each value by itself. */
const checkEachValue =
  (classify: (value: string) => RequestFault['name'] | undefined): FilterCheck =>
  (values) =>
    [...values.keys()].flatMap((value) => {
      const name = classify(value);
      return name ? createFaults(name, [value]) : [];
    });

/** Not exactly one of true and false among the values; any other text beside it does not matter. */
const checkDangling: FilterCheck = (values) => {
  const hasTrue = (...texts: string[]) => texts.some((text) => values.get(text));
  if (hasTrue('0', 'false') === hasTrue('1', 'true')) return createFaults('dangling', [[...values.keys()].join(', ')]);
  return createFaults(
    'dangling-digit',
    [...values.keys()].filter((text) => text === '0' || text === '1'),
  );
};

const referenceFaults = {
  'well-formed': 'image',
  malformed: 'malformed-reference',
  ambiguous: 'ambiguous-reference',
} as const;
const checkImageReference = checkEachValue((value) => referenceFaults[classifyReference(value)]);

/** containerd's limit on key and value together. */
const checkLabelLength = checkEachValue((value) =>
  new TextEncoder().encode(value).length > 4096 ? 'long-label' : undefined,
);

const untilFaults = { always: undefined, sometimes: 'ambiguous-until', never: 'invalid-until' } as const;

const filterChecks: Readonly<Record<(typeof filterKeys)[number], FilterCheck>> = {
  before: checkImageReference,
  dangling: checkDangling,
  label: checkLabelLength,
  'label!': (values) => [...createFaults('not-label', ['label!']), ...checkLabelLength(values)],
  reference: checkEachValue((value) => (compileGlob(value) ? undefined : 'malformed-glob')),
  since: checkImageReference,
  until: (values) => [
    ...createFaults('unsupported-until', ['until']),
    ...checkEachValue((value) => untilFaults[parseUntil(value).accepted])(values),
  ],
};
