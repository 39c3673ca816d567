import type { Range } from '../../../generated/compat.js';
import { minorOf } from '../contracts.js';
import type { Release } from './claims.js';

/** Whether an engine did something, in one recording. */
export interface Observation {
  readonly version: string;
  readonly apiVersion: string;
  readonly holds: boolean;
  readonly recording: string;
}

/** The API versions that describe something; all of them without bounds. */
export interface Span {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * Makes the ranges of engine versions in which something was observed; none without observations.
 *
 * @param observations the oldest engine version first
 * @param releases what the engine serves; only an engine that refuses API versions responds by them
 */
export function makeRanges(observations: readonly Observation[], span: Span, releases: readonly Release[]): Range[] {
  const refusesVersions = releases.some(({ oldest }) => oldest !== undefined);
  const { since, until } = refusesVersions ? span : {};
  const seen = new Map<string, Observation>();
  for (const one of observations) {
    const isOutside = minorOf(one.apiVersion) < minorOf(since) || minorOf(one.apiVersion) >= minorOf(until);
    // Of each version one observation counts: one that holds, if there is any.
    if (!isOutside && (one.holds || !seen.has(one.version)) && !seen.get(one.version)?.holds)
      seen.set(one.version, one);
  }
  const api = { ...(since && { apiAdded: since }), ...(until && { apiRemoved: until }) };
  const ranges: Range[] = [];
  let before: Observation | undefined;
  for (const one of seen.values()) {
    if (one.holds && !before?.holds) {
      const added = before ? `≤${one.version}` : findFirst(one.version, since, releases);
      ranges.push({ added, ...api, recordings: [one.recording] });
    } else if (!one.holds && before?.holds) {
      const { recordings = [], ...last } = ranges.pop() ?? { added: false };
      ranges.push({ ...last, removed: `≤${one.version}`, recordings: [...recordings, one.recording] });
    }
    before = one;
  }
  return ranges.length === 0 && before ? [{ added: false, recordings: [before.recording] }] : ranges;
}

/** Finds the first engine version that may do so: the one that brought the API version, if the engine is older. */
function findFirst(seen: string, since: string | undefined, releases: readonly Release[]): string {
  const release = releases.find(({ newest }) => minorOf(newest) >= minorOf(since));
  return release && release !== releases[0] ? release.version : `≤${seen}`;
}

/** Refines observed ranges by what openapi/claims.yaml says; throws where the recordings contradict it. */
export function refineRanges(
  observed: readonly Range[],
  claimed: Partial<Range> | readonly Range[] | undefined,
): Range[] {
  if (!claimed) return [...observed];
  if (Array.isArray(claimed)) return [...claimed];
  const changes: Partial<Range> = claimed as Partial<Range>; // Array.isArray does not narrow a readonly array away
  const [first, ...more] = observed;
  if (more.length > 0) throw new Error(`expected a list of ranges, as ${JSON.stringify(observed)} were seen`);
  if (!first || (first.added === false && changes.added)) return [{ added: false, ...changes }];
  for (const bound of ['added', 'removed'] as const) {
    const [seen, said] = [first[bound], changes[bound]];
    if (said && seen !== undefined && (seen === false || compareVersions(said, seen) > 0)) {
      throw new Error(`expected ${said} to be no newer than ${seen}, which recordings show`);
    }
  }
  return [{ ...first, ...changes }];
}

/** Compares two versions of an engine, for a sort; `≤` is ignored. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.replace('≤', ''));
  return (left ?? '').localeCompare(right ?? '', 'en', { numeric: true });
}
