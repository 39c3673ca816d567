import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { at, type JsonObject } from '../generate/bundle.js';
import { type Recordings, recordedIn, withExamples } from '../generate/examples.js';
import { recordingsIn } from '../generate/sources.js';
import { changesOf } from './changes.js';
import { clauses, type Expectation } from './clauses.js';
import { contractsIn, documentsIn, programFrom, programOf, subjectOf } from './memory.js';
import type { Score } from './score.js';
import type { Subject } from './subject.js';

/*
 * Every clause of the fragment, its overlays and the tables of rules and statuses is deleted, loosened or tightened, one
 * at a time and in memory; something that test/contract/clauses/ says by hand must not hold any more. What the generator
 * refuses is noticed too: there is no contract to ship.
 */

/** The classes of clauses in the documents, by where they stand; the first that fits counts. */
const classes: readonly (readonly [name: string, place: RegExp])[] = [
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

const fails =
  (subject: Subject) =>
  ({ expected, found }: Expectation): boolean => {
    try {
      return !isDeepStrictEqual(found(subject), expected);
    } catch {
      return true;
    }
  };

/**
 * Whether an expectation fails. Those that name what the clause is about are asked first, then the table that found the
 * last fault, and in it what found it, as the next clause is near: most faults are found by the first few.
 */
function noticer(all: Iterable<readonly Expectation[]>): (subject: Subject, clause: string) => boolean {
  const tables = [...all].map((rows) => [...rows]);
  return (subject, clause) => {
    const [, about] = /.*\/(?:properties|headers|responses)\/([^/]+)/.exec(clause) ?? [];
    const order = tables.flat();
    const near = about === undefined ? [] : order.filter(({ name }) => name.includes(about));
    const found = near.find(fails(subject)) ?? order.find(fails(subject));
    const table = tables.find((rows) => found && rows.includes(found));
    if (!found || !table) return false;
    table.unshift(...table.splice(table.indexOf(found), 1));
    tables.unshift(...tables.splice(tables.indexOf(table), 1));
    return true;
  };
}

/** Changes every clause of the contract, and says which changes nothing noticed. */
export async function contract(root = join(import.meta.dirname, '../..')): Promise<Score[]> {
  const documents = documentsIn(root);
  const text = await programOf(root);
  const record = String(at(documents.fragment, 'info').version);
  const whole = await contractsIn(documents);
  const tablesByHand = clauses(root);
  const own = subjectOf(whole, record, programFrom(text));
  const broken = [...tablesByHand.values()].flat().filter(fails(own));
  if (broken[0]) throw new Error(`mutate: the contract as it is breaks "${broken[0].name}" in test/contract/clauses/`);
  const notices = noticer(tablesByHand.values());
  const refuses = refuserOf(own.bundles.get(record) ?? {}, recordingsIn(join(root, 'test/recordings')));

  const scores = new Map<string, { changed: number; survivors: string[] }>();
  const count = (name: string, noticed: boolean, words: string): void => {
    const score = scores.get(name) ?? { changed: 0, survivors: [] };
    scores.set(name, score);
    score.changed++;
    if (!noticed) score.survivors.push(words);
  };

  // The library that applies overlays says on the console what is wrong with them.
  const { error } = console;
  console.error = () => {};
  const program = programFrom(text);
  const all = {
    ...documents.fragment,
    overlays: Object.fromEntries(documents.overlays.map(({ name, document }) => [name, document])),
  };
  for (const { clause, what, make } of changesOf(all)) {
    const name = classes.find(([, place]) => place.test(clause))?.[0] ?? '';
    const undo = make();
    try {
      const { overlays: changed, ...fragment } = all;
      const kept = documents.overlays.flatMap((one) => {
        const document = at(changed)[one.name];
        return document === undefined ? [] : [{ ...one, document: at(document) }];
      });
      const subject = subjectOf(await contractsIn({ fragment, overlays: kept }), record, program);
      const shown = name === 'examples' && refuses(subject.bundles.get(record) ?? {});
      count(name, shown || notices(subject, clause), `${clause} ${what}`);
    } catch {
      count(name, true, '');
    } finally {
      undo();
    }
  }
  console.error = error;
  return [...scores].map(([name, { changed, survivors }]) => ({
    name,
    changed,
    noticed: changed - survivors.length,
    survivors,
  }));
}

/** Whether the generator refuses the examples of a document: no recording has one. */
function refuserOf(document: JsonObject, recordings: Recordings): (changed: JsonObject) => boolean {
  const found = recordedIn(document, recordings);
  return (changed) => {
    try {
      withExamples(changed, found);
      return false;
    } catch {
      return true;
    }
  };
}
