import type { Fault, FaultName } from '../request/request.js';
import { show } from '../values/show.js';

/** What keeps a request from a plain 200: one row of the table that statuses and reports read. */
interface Kind {
  /** What an engine can answer. Without 200 the fault is certain: every engine refuses the request. */
  readonly statuses: readonly number[];
  /** What it is, for a person; the offending text follows. */
  readonly why: string;
}

/** The faults that a request can have, with the statuses of Docker 28 (facts of both image stores). */
export const faults = {
  query: { statuses: [400], why: 'undecodable query' },
  filters: { statuses: [400], why: 'malformed filters' },
  key: { statuses: [400], why: 'unknown filter key' },
  dangling: { statuses: [400], why: 'bad dangling' },
  'malformed-reference': { statuses: [400], why: 'malformed image reference' },
  'doubtful-reference': { statuses: [200, 400, 404], why: 'image reference that not every engine takes' },
  image: { statuses: [200, 404], why: 'image that may not be there' },
  'not-label': { statuses: [200, 400], why: 'filter key of containerd stores only' },
  'long-label': { statuses: [200, 400], why: 'label of more than 4096 bytes' },
  until: { statuses: [200, 400, 500], why: 'until that is not plainly a time' },
  glob: { statuses: [200, 500], why: 'malformed glob' },
} as const satisfies Readonly<Record<FaultName, Kind>>;

/** The statuses that a request can get. */
export interface AllowedStatuses {
  readonly statuses: ReadonlySet<number>;
  /** The same in words, without what is always allowed: `400 (unknown filter key "nope")`. */
  readonly expected: string;
  /** Whether a 500 calls a fault of the engine what is surely one of the request. */
  readonly blamesEngine: boolean;
}

/** A plugin denies the request, the engine fails, or it cannot reach its containerd: no matter what was asked. */
const always = [403, 500, 503];

/** Message of a 400 to an API version that the engine does not serve. */
export const versionRefused = /client version \S{1,40} is too (?:new|old)/;

/** Refusals that are known by their message, to any request or to one with a certain fault. */
const refusals: readonly { readonly status: number; readonly message: RegExp; readonly fault?: FaultName }[] = [
  { status: 400, message: versionRefused },
  // `before` or `since` names an entry of a containerd store that is no image (Docker 28.5.2).
  { status: 400, message: /^error walking manifest /, fault: 'image' },
  // An image was deleted while a containerd store listed it (Docker 28.5.2, 29.7.2).
  { status: 404, message: /content digest sha256:[0-9a-f]{64}: not found$/ },
];

/** How many faults are named. */
const MOST = 10;

/**
 * The statuses that a request can get, by its faults: the union of theirs, 200 when there is none, and no 200 when one
 * is certain. Some refusals are known by their message alone.
 *
 * @param message the `message` of an error's body, or its text
 */
export function allowedStatuses(request: { readonly faults: readonly Fault[] }, message = ''): AllowedStatuses {
  const kinds = request.faults.map(({ name }): Kind => faults[name]);
  const own = new Set(kinds.length === 0 ? [200] : kinds.flatMap(({ statuses }) => statuses));
  if (kinds.some(({ statuses }) => !statuses.includes(200))) own.delete(200);
  const refused = refusals.filter(
    ({ message: words, fault }) => words.test(message) && (!fault || kinds.includes(faults[fault])),
  );
  const named = request.faults.slice(0, MOST).map(({ name, subject }) => `${faults[name].why} ${show(subject)}`);
  const why = [...new Set(named)].join('; ');
  const unnamed = Math.max(0, request.faults.length - MOST);
  const words = [...own]
    .sort()
    .join(', ')
    .replace(/, (?=\d+$)/, ' or ');
  return {
    statuses: new Set([...own, ...always, ...refused.map(({ status }) => status)]),
    expected: why === '' ? words : `${words} (${why}${unnamed > 0 ? `; and ${unnamed} more` : ''})`,
    blamesEngine: !own.has(200) && !own.has(500),
  };
}
