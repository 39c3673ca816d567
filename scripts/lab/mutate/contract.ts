import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, at as objectAt } from '../../generate/bundle.js';
import { recordedIn, selectExampleRecordings, withExamples } from '../../generate/examples.js';
import { listRecordings, type Recording } from '../../generate/recordings.js';
import { listChanges } from './changes.js';
import { type Expectation, readExpectations } from './expectations.js';
import {
  createContract,
  deriveContracts,
  type InMemoryContract,
  loadChecker,
  readDocuments,
} from './in-memory-contract.js';
import type { Outcome } from './scores.js';

/*
 * Every clause of the fragment and its overlays is deleted, loosened or tightened, one at a time and in memory. After each
 * change an expectation of test/contract/clauses/ must fail. A document that the generator refuses counts as noticed.
 */

/** The classes of clauses, by JSON Pointer. The first that matches counts. */
const classes: readonly (readonly [name: string, pointer: RegExp])[] = [
  ['examples', /\/examples?(\/|$)/],
  ['facts (x-...)', /\/x-[a-z-]+$/],
  ['overlays', /^\/overlays\//],
  ['headers', /^\/components\/headers\/|\/headers(\/|$)/],
  ['statuses and content types', /\/get\/responses(\/|$)/],
  ['parameters', /\/get\/parameters(\/|$)/],
  ['request filters', /^\/components\/schemas\/(ImageListFilters\w*|ValueSet)(\/|$)/],
  ['bodies', /^\/components\/schemas\//],
  ['the document', /^/],
];

/** Changes every clause of the contract, and says which changes an expectation notices. */
export async function changeContract(root: string): Promise<Outcome[]> {
  const documents = readDocuments(root);
  const version = String(objectAt(documents.fragment, 'info').version);
  const checker = await loadChecker(root);
  const tables = [...readExpectations(root).values()];
  const unchanged = createContract(await deriveContracts(documents), version, checker);
  const failing = tables.flat().find((expectation) => fails(expectation, unchanged));
  if (failing) throw new Error(`mutate: the unchanged contract fails "${failing.name}" of test/contract/clauses/`);
  const findsFailure = createSearch(tables);
  const refusesExamples = createExampleCheck(
    unchanged.bundles.get(version) ?? {},
    selectExampleRecordings(listRecordings()),
  );

  const whole = {
    ...documents.fragment,
    overlays: Object.fromEntries(documents.overlays.map(({ name, document }) => [name, document])),
  };
  const isNoticed = async (clause: string, group: string): Promise<boolean> => {
    try {
      const { overlays, ...fragment } = whole;
      const kept = documents.overlays.flatMap((overlay) => {
        const document = objectAt(overlays)[overlay.name];
        return document === undefined ? [] : { ...overlay, document: objectAt(document) };
      });
      const contract = createContract(await deriveContracts({ fragment, overlays: kept }), version, checker);
      if (group === 'examples' && refusesExamples(contract.bundles.get(version) ?? {})) return true;
      return findsFailure(contract, clause);
    } catch {
      return true;
    }
  };

  // The library that applies overlays prints what is wrong with a changed one.
  const { error } = console;
  console.error = () => {};
  const outcomes: Outcome[] = [];
  for (const { clause, description, apply } of listChanges(whole)) {
    const [name] = classes.find(([, pointer]) => pointer.test(clause)) ?? [''];
    const undo = apply();
    outcomes.push({ name, change: `${clause} ${description}`, noticed: await isNoticed(clause, name) });
    undo();
  }
  console.error = error;
  return outcomes;
}

function fails({ expected, getActual }: Expectation, contract: InMemoryContract): boolean {
  try {
    return !isDeepStrictEqual(getActual(contract), expected);
  } catch {
    return true;
  }
}

/**
 * Creates a search for an expectation that fails. It tries expectations that name the changed property, header or status
 * first, then the table and the expectation that failed last: the next clause is near, so the first few find most changes.
 */
function createSearch(all: readonly (readonly Expectation[])[]) {
  const tables = all.map((expectations) => [...expectations]);
  return (contract: InMemoryContract, clause: string): boolean => {
    const [, subject] = /.*\/(?:properties|headers|responses)\/([^/]+)/.exec(clause) ?? [];
    const ordered = tables.flat();
    const near = subject === undefined ? [] : ordered.filter(({ name }) => name.includes(subject));
    const failing = [...near, ...ordered].find((expectation) => fails(expectation, contract));
    const table = tables.find((expectations) => failing && expectations.includes(failing));
    if (!failing || !table) return false;
    table.unshift(...table.splice(table.indexOf(failing), 1));
    tables.unshift(...tables.splice(tables.indexOf(table), 1));
    return true;
  };
}

/** Creates a check for whether the generator refuses the examples of a document because no recording has one of them. */
function createExampleCheck(document: JsonObject, recordings: readonly Recording[]): (changed: JsonObject) => boolean {
  const recorded = recordedIn(document, recordings);
  return (changed) => {
    try {
      withExamples(changed, recorded);
      return false;
    } catch {
      return true;
    }
  };
}
