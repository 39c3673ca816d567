import { isDeepStrictEqual } from 'node:util';
import { at as objectAt } from '../../generate/bundle.js';
import { addExamples, collectRecorded, selectExampleRecordings } from '../../generate/examples.js';
import { listRecordings, RECORD_VERSION } from '../../generate/recordings.js';
import { listChanges } from './changes.js';
import { type ClauseExpectation, readExpectations } from './expectations.js';
import { createContract, type InMemoryContract, loadChecker, readDocuments } from './in-memory-contract.js';
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
  const checker = await loadChecker(root);
  const expectations = [...readExpectations(root).values()].flat();
  const unchanged = await createContract(documents, checker);
  const failing = expectations.find((expectation) => fails(expectation, unchanged));
  if (failing) throw new Error(`mutate: the unchanged contract fails "${failing.name}" of test/contract/clauses/`);
  const findsFailure = createSearch(expectations);
  const recorded = collectRecorded(
    unchanged.bundles.get(RECORD_VERSION) ?? {},
    selectExampleRecordings(listRecordings()),
  );

  const whole = {
    ...documents.fragment,
    overlays: Object.fromEntries(documents.overlays.map(({ name, document }) => [name, document])),
  };
  const isNoticed = async (group: string): Promise<boolean> => {
    try {
      const { overlays, ...fragment } = whole;
      const kept = documents.overlays.flatMap((overlay) => {
        const document = objectAt(overlays)[overlay.name];
        return document === undefined ? [] : { ...overlay, document: objectAt(document) };
      });
      const contract = await createContract({ fragment, overlays: kept }, checker);
      // The generator refuses examples that no recording has.
      if (group === 'examples') addExamples(contract.bundles.get(RECORD_VERSION) ?? {}, recorded);
      return findsFailure(contract);
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
    outcomes.push({ name, change: `${clause} ${description}`, noticed: await isNoticed(name) });
    undo();
  }
  console.error = error;
  return outcomes;
}

function fails({ expected, getActual }: ClauseExpectation, contract: InMemoryContract): boolean {
  try {
    return !isDeepStrictEqual(getActual(contract), expected);
  } catch {
    return true;
  }
}

/** Creates a search for an expectation that fails. Those that failed last come first: they notice most of the next changes. */
function createSearch(expectations: readonly ClauseExpectation[]): (contract: InMemoryContract) => boolean {
  const ordered = [...expectations];
  return (contract) => {
    const index = ordered.findIndex((expectation) => fails(expectation, contract));
    if (index >= 0) ordered.unshift(...ordered.splice(index, 1));
    return index >= 0;
  };
}
