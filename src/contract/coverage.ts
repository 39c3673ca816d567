import { shapes } from '../../generated/coverage.js';
import { isTrue } from '../request/query.js';
import type { ImageListRequest } from '../request/request.js';
import { child } from '../values/pointer.js';
import { contentType, readBody } from './answer.js';
import type { Judgement } from './check.js';
import type { Exchange } from './exchange.js';
import { type Contract, contractFor, contracts, spanOf } from './version.js';

/** How much exchanges have shown of the contracts that judged them. */
export interface Coverage {
  readonly covered: number;
  readonly total: number;
  /** Rounded down to two decimals, so that 100 says that nothing is missing. */
  readonly percent: number;
  /**
   * What no exchange has shown, in the contract's own words and order; of another contract than that of the version of
   * record behind its API versions, such as `1.44-1.46 status 404`.
   */
  readonly missing: readonly string[];
  /** What exchanges have shown, in the same words and order; of the reports of parts, that of the whole is made. */
  readonly exercised: readonly string[];
}

/** Collects what exchanges show of the contract, one after another. */
export interface Coverer {
  /** Takes in an exchange with what came of it. */
  readonly add: (exchange: Exchange, judgement: Judgement) => void;
  readonly sum: () => Coverage;
}

/** A word of a place, as one item: `ImageSummary.Labels: null`, or the place alone when the word says that it is there. */
const item = (label: string, word: string): string => (word === '' ? label : `${label}: ${word}`);

/** The items of a contract. */
const itemsOf = ({ index }: Contract): string[] =>
  Object.entries(shapes).flatMap(([label, { words }]) =>
    words.flatMap((word) => {
      const [text, first, last] = typeof word === 'string' ? [word, index, index] : word;
      return first <= index && index <= last ? [item(label, text)] : [];
    }),
  );

/**
 * Starts with nothing covered. An exchange that breaks the contract shows how its engine departs from it, not that the
 * contract's branch is real; `--rule` changes what a run is to fail on, not this.
 */
export function coverer(): Coverer {
  const said = new Map<Contract, Set<string>>();
  return {
    add(exchange, { kind, request, contract, findings }) {
      if (kind !== 'judged' || !contract || findings.some(({ severity }) => severity === 'error')) return;
      const seen = said.get(contract) ?? new Set();
      said.set(contract, seen);
      const say: Say = (label, word) => void seen.add(item(label, word));
      if (request) walkRequest(request, say);
      walkResponse(exchange.response, say);
    },
    sum: () => coverageOf([...said].flatMap(([contract, seen]) => [...seen].map((one) => prefixOf(contract) + one))),
  };
}

const prefixOf = (contract: Contract): string => (contract === contractFor() ? '' : `${spanOf(contract)} `);

/**
 * The coverage of those contracts of which anything is exercised; of the version of record where nothing is.
 *
 * @param exercised what exchanges have shown, in whatever order and however often
 */
export function coverageOf(exercised: Iterable<string>): Coverage {
  const seen = new Set(exercised);
  const ofContracts = contracts.map((contract) => itemsOf(contract).map((one) => prefixOf(contract) + one));
  const judged = ofContracts.filter((items) => items.some((one) => seen.has(one)));
  const items = judged.length > 0 ? judged.flat() : itemsOf(contractFor());
  const [shown, missing] = [items.filter((one) => seen.has(one)), items.filter((one) => !seen.has(one))];
  const [covered, total] = [shown.length, items.length];
  return { covered, total, percent: Math.floor((covered * 10_000) / total) / 100, missing, exercised: shown };
}

/** Takes a word of a place, whether the contract asks for it or not. */
type Say = (label: string, word: string) => void;

function walkRequest({ pairs, filters, faults }: ImageListRequest, say: Say): void {
  // An engine reads nothing of a query that it cannot decode.
  if (faults.some(({ name }) => name === 'query')) return;
  // Of a repeated parameter the first counts.
  for (const [name, value] of new Map([...pairs].reverse())) walk(`parameter ${name}`, isTrue(value), say);
  const keys = [...filters.values].map(([key, values]) => [
    key,
    filters.spelling === 'list' ? [...values.keys()] : Object.fromEntries(values),
  ]);
  walk(`filters in the ${filters.spelling} spelling`, Object.fromEntries(keys), say);
}

function walkResponse(response: Exchange['response'], say: Say): void {
  const label = `status ${response.status}`;
  const body = readBody(response);
  walk(label, body.kind === 'json' ? body.value : null, say);
  say(label, contentType(response) ?? '');
}

/** Follows the contract into a value, and never what the contract does not describe: no value can make it go deeper. */
function walk(label: string, value: unknown, say: Say): void {
  const shape = shapes[label];
  if (!shape) return;
  const kind = child(value, shape.tag ?? '');
  for (const word of wordsOf(value)) say(label, word);
  if (typeof kind === 'string') say(label, `${shape.tag} "${kind}"`);
  if (value === undefined) return;
  for (const [name, below] of Object.entries(shape.members ?? {})) walk(below, child(value, name), say);
  if (shape.each !== undefined && typeof value === 'object') {
    for (const one of Object.values(value ?? [])) walk(shape.each, one, say);
  }
  const further = shape.is ?? (typeof kind === 'string' ? child(shape.branches, kind) : undefined);
  if (typeof further === 'string') walk(further, value, say);
}

/** All that a value says by itself. */
function wordsOf(value: unknown): string[] {
  if (value === undefined) return ['absent'];
  if (value === null) return ['', 'null'];
  if (typeof value === 'string') return ['', 'not null', `"${value}"`];
  if (typeof value !== 'object') return ['', 'not null', String(value)];
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  return ['', 'not null', size === 0 ? 'empty' : 'not empty'];
}
