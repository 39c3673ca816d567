import { shapes } from '../../generated/coverage.js';
import { isLenientTrue } from '../request/parse-query.js';
import type { ImageListRequest } from '../request/parse-request.js';
import { getOwn } from '../values/pointer.js';
import type { ExchangeCheckResult } from './check-exchange.js';
import { type Contract, contracts, getContract } from './contract-version.js';
import type { Exchange } from './exchange.js';
import { getContentType, parseBody } from './response-body.js';

/** How much of their contracts exchanges have shown. */
export interface Coverage {
  readonly covered: number;
  readonly total: number;
  /** Rounded down to two decimals, so 100 means that nothing is missing. */
  readonly percent: number;
  /**
   * The items that no exchange has shown, in the words and order of the contract. Items of other contracts than that of the
   * version of record begin with their API versions: `1.44-1.46 status 404`.
   */
  readonly missing: readonly string[];
  /** The items that exchanges have shown, in the same form. Merging reports needs them. */
  readonly exercised: readonly string[];
}

/** Collects what exchanges show of their contracts. */
export interface CoverageCollector {
  /** Adds an exchange with its result. */
  readonly add: (exchange: Exchange, result: ExchangeCheckResult) => void;
  readonly getCoverage: () => Coverage;
}

/** Formats the state of a place as one item: `ImageSummary.Labels: null`, or the place alone if it is present. */
const formatItem = (label: string, state: string): string => (state === '' ? label : `${label}: ${state}`);

/** The items of a contract. */
const listItems = ({ index }: Contract): string[] =>
  Object.entries(shapes).flatMap(([label, { words: states }]) =>
    states.flatMap((state) => {
      const [text, first, last] = typeof state === 'string' ? [state, index, index] : state;
      return first <= index && index <= last ? [formatItem(label, text)] : [];
    }),
  );

/**
 * Creates an empty collector. Exchanges with errors do not count, whatever `--rule` says: they show how an engine differs from
 * the contract.
 */
export function createCoverageCollector(): CoverageCollector {
  const seen = new Set<string>();
  return {
    add(exchange, { interpretedRequest, contract, findings }) {
      if (!contract || findings.some(({ severity }) => severity === 'error')) return;
      const prefix = formatContractPrefix(contract);
      const markCovered: MarkCovered = (label, state) => void seen.add(prefix + formatItem(label, state));
      if (interpretedRequest) visitRequest(interpretedRequest, markCovered);
      visitResponse(exchange.response, markCovered);
    },
    getCoverage: () => computeCoverage(seen),
  };
}

function formatContractPrefix(contract: Contract): string {
  const { first, last } = contract;
  if (contract === getContract()) return '';
  return first === last ? `${first} ` : `${first}-${last} `;
}

/**
 * Computes the coverage of the contracts with exercised items, or of the version of record if there are none.
 *
 * @param exercised the items that exchanges have shown, in any order, possibly repeated
 */
export function computeCoverage(exercised: Iterable<string>): Coverage {
  const seen = new Set(exercised);
  const itemsByContract = contracts.map((contract) =>
    listItems(contract).map((item) => formatContractPrefix(contract) + item),
  );
  const exercisedContracts = itemsByContract.filter((items) => items.some((item) => seen.has(item)));
  const items = exercisedContracts.length > 0 ? exercisedContracts.flat() : listItems(getContract());
  const [shown, missing] = [items.filter((item) => seen.has(item)), items.filter((item) => !seen.has(item))];
  const [covered, total] = [shown.length, items.length];
  return { covered, total, percent: Math.floor((covered * 10_000) / total) / 100, missing, exercised: shown };
}

/** Marks the state of a place as shown, whether or not the contract has such an item. */
type MarkCovered = (label: string, state: string) => void;

function visitRequest({ pairs, filters, faults }: ImageListRequest, markCovered: MarkCovered): void {
  // An engine ignores a query that it cannot decode.
  if (faults.some(({ name }) => name === 'query')) return;
  // If a parameter is repeated, the first value is used.
  for (const [name, value] of new Map([...pairs].reverse()))
    visitValue(`parameter ${name}`, isLenientTrue(value), markCovered);
  const keys = [...filters.values].map(([key, values]) => [
    key,
    filters.form === 'array' ? [...values.keys()] : Object.fromEntries(values),
  ]);
  visitValue(`filters in the ${filters.form} form`, Object.fromEntries(keys), markCovered);
}

function visitResponse(response: Exchange['response'], markCovered: MarkCovered): void {
  const label = `status ${response.status}`;
  const body = parseBody(response);
  visitValue(label, body.kind === 'json' ? body.value : null, markCovered);
  markCovered(label, getContentType(response) ?? '');
}

/** Walks a value along the contract. Undocumented properties are skipped, so no value makes it recurse deeper. */
function visitValue(label: string, value: unknown, markCovered: MarkCovered): void {
  const shape = shapes[label];
  if (!shape) return;
  const kind = getOwn(value, shape.tag ?? '');
  for (const state of describeStates(value)) markCovered(label, state);
  if (typeof kind === 'string') markCovered(label, `${shape.tag} "${kind}"`);
  if (value === undefined) return;
  for (const [name, propertyLabel] of Object.entries(shape.members ?? {}))
    visitValue(propertyLabel, getOwn(value, name), markCovered);
  if (shape.each !== undefined && typeof value === 'object') {
    for (const item of Object.values(value ?? [])) visitValue(shape.each, item, markCovered);
  }
  const nextLabel = shape.is ?? (typeof kind === 'string' ? getOwn(shape.branches, kind) : undefined);
  if (typeof nextLabel === 'string') visitValue(nextLabel, value, markCovered);
}

/** Lists the states that a value shows. */
function describeStates(value: unknown): string[] {
  if (value === undefined) return ['absent'];
  if (value === null) return ['', 'null'];
  if (typeof value === 'string') return ['', 'not null', `"${value}"`];
  if (typeof value !== 'object') return ['', 'not null', String(value)];
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  return ['', 'not null', size === 0 ? 'empty' : 'not empty'];
}
