/**
 * Parses a request for the list of images as a Docker Engine parses it, and finds its faults: everything in it that can
 * keep an engine from responding with a plain 200. This folder only reads requests; `src/engine` knows the responses.
 */
import type { filterKeys } from '../../generated/constants.js';
import { compileGlob } from './compile-glob.js';
import { findReferenceFault } from './image-reference.js';
import { type ParsedFilters, parseFilters } from './parse-filters.js';
import { isLenientTrue, type ParsedQuery, parseQuery } from './parse-query.js';
import { findListPath, getListTarget, type RequestLine } from './parse-target.js';
import { parseUntil } from './parse-until.js';

/** The kinds of faults; `src/engine/allowed-statuses.ts` has the statuses of each. */
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

/** One fault of a request. */
export interface RequestFault {
  readonly name: FaultName;
  /** The part of the request that is at fault, such as a filter's key or value. */
  readonly offendingValue: string;
}

/** A request for the list of images. */
export interface ImageListRequest {
  /** The path before the `?`. */
  readonly path: string;
  /** The API version in the path, such as `1.49`; `undefined` if the path has none. */
  readonly apiVersion: string | undefined;
  /** The decoded query, in order, repeated names included. */
  readonly pairs: ParsedQuery['pairs'];
  readonly all: boolean;
  readonly sharedSize: boolean;
  readonly manifests: boolean;
  readonly identity: boolean;
  /** Whether `digests` is present, with any value. No Docker Engine reads it. */
  readonly digests: boolean;
  readonly filters: ParsedFilters;
  readonly faults: readonly RequestFault[];
}

/** Parses a request; `undefined` if it does not request the list of images. */
export function parseListRequest(request: RequestLine): ImageListRequest | undefined {
  const target = getListTarget(request) ?? '';
  const listPath = findListPath(target);
  if (!listPath) return undefined;
  const { path, apiVersion } = listPath;
  const { pairs, undecodablePairs } = parseQuery(target.slice(path.length + 1));
  const getParameter = (name: string) => pairs.find(([parameterName]) => parameterName === name)?.[1] ?? '';
  const filters = parseFilters(getParameter('filters'));
  return {
    path,
    apiVersion,
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

const createFaults = (name: FaultName, offendingValues: readonly string[]): RequestFault[] =>
  offendingValues.map((offendingValue) => ({ name, offendingValue }));

function findFilterFaults({ form, values }: ParsedFilters, text: string): RequestFault[] {
  if (form === 'malformed') return createFaults('filters', [text]);
  const unknownKeys = [...values.keys()].filter((key) => !Object.hasOwn(faultFinders, key));
  const knownKeyFaults = Object.entries(faultFinders).flatMap(([key, findFaults]) => {
    const keyValues = values.get(key);
    return keyValues ? findFaults(keyValues) : [];
  });
  return [...createFaults('unknown-key', unknownKeys), ...knownKeyFaults];
}

/** Finds the faults in the values of one filter. */
type FaultFinder = (values: ReadonlyMap<string, boolean>) => RequestFault[];

/** Classifies each value on its own. */
const classifyEach =
  (classify: (value: string) => FaultName | undefined): FaultFinder =>
  (values) =>
    [...values.keys()].flatMap((value) => {
      const name = classify(value);
      return name ? createFaults(name, [value]) : [];
    });

/** `dangling` needs exactly one of true and false; other values beside it do not matter. */
const findDanglingFaults: FaultFinder = (values) => {
  const hasAny = (...texts: string[]) => texts.some((text) => values.get(text));
  const texts = [...values.keys()];
  if (hasAny('0', 'false') === hasAny('1', 'true')) return createFaults('dangling', [texts.join(', ')]);
  return createFaults(
    'dangling-digit',
    texts.filter((text) => text === '0' || text === '1'),
  );
};

/** containerd limits the bytes of a label's key and value together. */
const findLabelFaults = classifyEach((value) =>
  new TextEncoder().encode(value).length > 4096 ? 'long-label' : undefined,
);

const untilFaults = { always: undefined, sometimes: 'ambiguous-until', never: 'invalid-until' } as const;
const findUntilFaults = classifyEach((value) => untilFaults[parseUntil(value).accepted]);

const faultFinders: Readonly<Record<(typeof filterKeys)[number], FaultFinder>> = {
  before: classifyEach(findReferenceFault),
  dangling: findDanglingFaults,
  label: findLabelFaults,
  'label!': (values) => [...createFaults('not-label', ['label!']), ...findLabelFaults(values)],
  reference: classifyEach((value) => (compileGlob(value) ? undefined : 'malformed-glob')),
  since: classifyEach(findReferenceFault),
  until: (values) => [...createFaults('unsupported-until', ['until']), ...findUntilFaults(values)],
};
