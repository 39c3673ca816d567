import { parseMinorVersion } from '../../../src/values/api-version.js';
import type { Erratum, Proof } from '../../generate/errata.js';
import { type EngineRecordings, parseRecordingName, storeOf } from '../../generate/recordings.js';
import { listProofFaults } from './prove.js';

/** What the responses of one engine at one API version show of one proof of an erratum. */
export interface ProofOutcome {
  readonly engine: string;
  readonly version: string;
  /** `unasked`: recordings that could show it are missing. `contradicted`: they are there and show otherwise. */
  readonly kind: 'early' | 'unasked' | 'proven' | 'fixed' | 'unseen' | 'contradicted';
  /** The reason in words; empty if proven. */
  readonly why: string;
}

/** Whether recordings are of a version such as `API 1.47` or `Engine 24`, or of a later one. */
function reaches({ engine, apiVersion }: EngineRecordings, mark: string): boolean {
  const [kind, least = ''] = mark.split(' ');
  const own = kind === 'API' ? apiVersion : (/\d[\d.]*/.exec(engine)?.[0] ?? '');
  return own.localeCompare(least, 'en', { numeric: true }) >= 0;
}

/** Gives the outcomes of an erratum at the API versions whose published file has it. */
export function listOutcomes(erratum: Erratum, recorded: readonly EngineRecordings[]): ProofOutcome[] {
  const [first = '', last = first] = erratum.versions.split('-').map(parseMinorVersion);
  return recorded
    .filter(({ apiVersion }) => {
      const minor = parseMinorVersion(apiVersion);
      return Number(first) <= minor && minor <= Number(last);
    })
    .flatMap((one) =>
      erratum.proof.flatMap((proof) => {
        const outcome = decideOutcome(erratum, proof, one);
        return outcome ? [{ engine: one.engine, version: one.apiVersion, kind: outcome[0], why: outcome[1] }] : [];
      }),
    );
}

/** Decides the outcome of one proof; `undefined` if it is about the other image store. */
function decideOutcome(
  { since, fixed, unseen }: Erratum,
  proof: Proof,
  recorded: EngineRecordings,
): [kind: ProofOutcome['kind'], why: string] | undefined {
  const { engine, apiVersion, byProbe } = recorded;
  const named = proof.recordings.map(parseRecordingName).filter((one) => storeOf(one.engine) === storeOf(engine));
  if (named.length === 0) return undefined;
  const probes = named.map(({ probe }) => probe);
  const asked = probes.filter((probe) => byProbe.has(probe));
  const missing = probes.filter((probe) => !byProbe.has(probe));
  if (since && !reaches(recorded, since)) return ['early', `engines do so since ${since}`];
  if (proof.from && !reaches(recorded, `API ${proof.from}`)) return ['early', `seen from API ${proof.from} on`];
  if (asked.length === 0) return ['unasked', 'not asked'];
  const faults = listProofFaults({ ...proof, recordings: asked }, byProbe, apiVersion);
  if (faults.length === 0) return ['proven', ''];
  if (fixed?.engine && reaches(recorded, `Engine ${fixed.engine}`)) {
    return ['fixed', `fixed in Engine ${fixed.engine}`];
  }
  if (missing.length > 0) return ['unasked', `not asked: ${missing.join(', ')}`];
  const reason = unseen?.[engine];
  return reason === undefined ? ['contradicted', faults.join('; ')] : ['unseen', reason];
}

/** The API versions at which recordings prove an erratum, and those at which none does, oldest first. */
export interface ErratumProof {
  readonly proven: readonly string[];
  /** With the reasons of all engines, each once. */
  readonly unproven: ReadonlyMap<string, string>;
}

export function summarizeOutcomes(outcomes: readonly ProofOutcome[]): ErratumProof {
  const proven: string[] = [];
  const unproven = new Map<string, string>();
  for (const version of new Set(outcomes.map((outcome) => outcome.version))) {
    const own = outcomes.filter((outcome) => outcome.version === version);
    if (own.some(({ kind }) => kind === 'proven')) proven.push(version);
    else unproven.set(version, [...new Set(own.map(({ why }) => why))].join('; '));
  }
  return { proven, unproven };
}
