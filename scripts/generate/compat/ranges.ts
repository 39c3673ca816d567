import type { Range } from '../../../generated/compat.js';
import { minorOf } from '../contracts.js';
import type { Release } from './claims.js';
import { compareVersions } from './interviews.js';

/** Whether an engine did something, once. */
export interface Sighting {
  readonly version: string;
  readonly apiVersion: string;
  readonly holds: boolean;
  readonly recording: string;
}

/** The API versions that a thing is of; without bounds, of all. */
export interface Span {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * The ranges of engine versions in which something was seen.
 *
 * @param sightings the oldest engine version first
 * @param releases which API versions the engine serves; only one that refuses some makes answers depend on them
 * @returns none when nothing was looked at
 */
export function rangesOf(sightings: readonly Sighting[], span: Span, releases: readonly Release[]): Range[] {
  const gated = releases.some(({ oldest }) => oldest !== undefined);
  const { since, until } = gated ? span : {};
  const inSpan = ({ apiVersion }: Sighting): boolean =>
    !(minorOf(apiVersion) < minorOf(since)) && !(minorOf(apiVersion) >= minorOf(until));
  const seen = oneByVersion(sightings.filter(inSpan));
  const api = { ...(since && { apiAdded: since }), ...(until && { apiRemoved: until }) };
  const ranges: Range[] = [];
  for (const [index, one] of seen.entries()) {
    const before = seen[index - 1];
    if (one.holds === (before?.holds ?? false)) continue;
    if (one.holds) {
      const added = before ? `≤${one.version}` : firstOf(one.version, since, releases);
      ranges.push({ added, ...api, recordings: [one.recording] });
    } else {
      const { recordings = [], ...last } = ranges.pop() ?? { added: false };
      ranges.push({ ...last, removed: `≤${one.version}`, recordings: [...recordings, one.recording] });
    }
  }
  const last = seen.at(-1);
  return ranges.length === 0 && last ? [{ added: false, recordings: [last.recording] }] : ranges;
}

/** The first engine version that may do so: that which brought the API version, if the engine was there before. */
function firstOf(seen: string, since: string | undefined, releases: readonly Release[]): string {
  const release = releases.find(({ newest }) => minorOf(newest) >= minorOf(since));
  return release && release !== releases[0] ? release.version : `≤${seen}`;
}

/** One sighting of each version: one that holds, if there is any. */
function oneByVersion(sightings: readonly Sighting[]): Sighting[] {
  const found = new Map<string, Sighting>();
  for (const one of sightings) {
    const known = found.get(one.version);
    if (!known || (one.holds && !known.holds)) found.set(one.version, one);
  }
  return [...found.values()];
}

/** What is said by hand, over what was seen; throws where the recordings say otherwise. */
export function refined(seen: readonly Range[], said: Partial<Range> | readonly Range[] | undefined): Range[] {
  if (!said) return [...seen];
  if (Array.isArray(said)) return [...said];
  const by: Partial<Range> = said as Partial<Range>; // Array.isArray does not narrow a readonly list away
  const [first, ...more] = seen;
  if (more.length > 0) throw new Error(`expected a list of ranges, as ${JSON.stringify(seen)} were seen`);
  if (!first || (first.added === false && by.added)) return [{ added: false, ...by }];
  for (const bound of ['added', 'removed'] as const) refuseLater(first[bound], by[bound]);
  return [{ ...first, ...by }];
}

/** A version that is said by hand is at or before that in which the thing was first seen. */
function refuseLater(seen: string | false | undefined, said: string | false | undefined): void {
  if (!said || seen === undefined) return;
  if (seen === false || compareVersions(said, seen) > 0) {
    throw new Error(`expected ${said} to be no newer than ${seen}, which recordings show`);
  }
}
