import { parseMinorVersion } from '../../../src/values/api-version.js';
import type { Erratum, Proof } from '../../generate/errata.js';
import { faultsOf } from './prove.js';
import { folderOf, type Interview, questionOf, storeOf } from './recordings.js';

/** What an engine's answers at one API version say of one proof of an erratum. */
export interface Outcome {
  readonly engine: string;
  readonly version: string;
  /** `unasked`: recordings that could show it are missing. `contradicted`: they are there and show otherwise. */
  readonly kind: 'early' | 'unasked' | 'proven' | 'mended' | 'unseen' | 'contradicted';
  /** In words; nothing of what is proven. */
  readonly why: string;
}

/** A proof before the answers of one engine at one API version. */
interface Case {
  readonly erratum: Erratum;
  readonly proof: Proof;
  readonly interview: Interview;
  /** The questions of the proof that were asked, and those that were not. */
  readonly asked: readonly string[];
  readonly missing: readonly string[];
  /** What keeps the answers from showing it. Only read when something was asked where it can be seen. */
  readonly faults: () => readonly string[];
}

/** What can be said of a case: the first row that knows words for it. */
const outcomes: readonly (readonly [Outcome['kind'], (one: Case) => string | undefined])[] = [
  [
    'early',
    ({ erratum: { since }, interview }) => when(since && !reaches(interview, since), `engines do so since ${since}`),
  ],
  [
    'early',
    ({ proof: { from }, interview }) => when(from && !reaches(interview, `API ${from}`), `seen from API ${from} on`),
  ],
  ['unasked', ({ asked }) => when(asked.length === 0, 'not asked')],
  ['proven', ({ faults }) => when(faults().length === 0, '')],
  [
    'mended',
    ({ erratum: { mended }, interview }) =>
      when(mended?.engine && reaches(interview, `Engine ${mended.engine}`), `mended in Engine ${mended?.engine}`),
  ],
  ['unasked', ({ missing }) => when(missing.length > 0, `not asked: ${missing.join(', ')}`)],
  ['unseen', ({ erratum: { unseen }, interview }) => unseen?.[interview.engine]],
  ['contradicted', ({ faults }) => faults().join('; ')],
];

const when = (holds: unknown, words: string): string | undefined => (holds ? words : undefined);

/** Whether an interview is of a version such as `API 1.47` or `Engine 24`, or of a later one. */
function reaches({ engine, version }: Interview, mark: string): boolean {
  const [kind, least = ''] = mark.split(' ');
  const own = kind === 'API' ? version : (/\d[\d.]*/.exec(engine)?.[0] ?? '');
  return own.localeCompare(least, 'en', { numeric: true }) >= 0;
}

/** What all recordings say of an erratum at the API versions whose published file is wrong so. */
export function outcomesOf(erratum: Erratum, interviews: readonly Interview[]): Outcome[] {
  const [first = '', last = first] = erratum.versions.split('-');
  return interviews
    .filter(
      ({ version }) =>
        parseMinorVersion(first) <= parseMinorVersion(version) && parseMinorVersion(version) <= parseMinorVersion(last),
    )
    .flatMap((interview) => erratum.proof.flatMap((proof) => outcomeOf(erratum, proof, interview)));
}

/** None when the proof is of the other image store. */
function outcomeOf(erratum: Erratum, proof: Proof, interview: Interview): Outcome[] {
  const { engine, version, exchanges } = interview;
  const questions = proof.recordings.filter((name) => storeOf(folderOf(name)) === storeOf(engine)).map(questionOf);
  if (questions.length === 0) return [];
  const recorded = new Map([...exchanges].map(([question, exchange]) => [`${engine}/${question}`, exchange]));
  const asked = questions.map((question) => `${engine}/${question}`).filter((name) => recorded.has(name));
  const one: Case = {
    ...{ erratum, proof, interview, asked },
    missing: questions.filter((question) => !exchanges.has(question)),
    faults: () => faultsOf({ ...proof, recordings: asked }, recorded, version),
  };
  for (const [kind, words] of outcomes) {
    const why = words(one);
    if (why !== undefined) return [{ engine, version, kind, why }];
  }
  return [];
}

/** What recordings say of an erratum, API versions oldest first. */
export interface Standing {
  readonly proven: readonly string[];
  /** Versions of which there are recordings, and none proves it: the reasons of all engines, each once. */
  readonly unproven: ReadonlyMap<string, string>;
}

export function standingOf(outcomes: readonly Outcome[]): Standing {
  const versions = [...new Set(outcomes.map(({ version }) => version))];
  const at = (version: string): Outcome[] => outcomes.filter((outcome) => outcome.version === version);
  const isProven = (version: string): boolean => at(version).some(({ kind }) => kind === 'proven');
  const reasons = (version: string): string => [...new Set(at(version).map(({ why }) => why))].join('; ');
  return {
    proven: versions.filter(isProven),
    unproven: new Map(versions.filter((version) => !isProven(version)).map((version) => [version, reasons(version)])),
  };
}
