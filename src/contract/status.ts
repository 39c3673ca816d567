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
} as const satisfies Readonly<Record<string, Kind>>;

/** One fault of one request. */
export interface Fault {
  readonly name: keyof typeof faults;
  /** The text that is at fault, such as a filter's key or value. */
  readonly subject: string;
}

/** The statuses that a request can get. */
export interface AllowedStatuses {
  readonly statuses: ReadonlySet<number>;
  /** The same in words, without what is always allowed: `400 (unknown filter key "nope")`. */
  readonly expected: string;
}

/** A plugin denies the request, the engine fails, or it cannot reach its containerd: no matter what was asked. */
const always = [403, 500, 503];

/** Messages of a 400 to an API version that the engine does not serve. */
export const versionRefused = /client version \S* is too (?:new|old)/;
/** Message of a 400 when `before` or `since` names an entry of a containerd store that is no image (Docker 28.5.2). */
const noImage = /^error walking manifest /;

/**
 * The statuses that a request can get, by its faults: the union of theirs, 200 when there is none, and no 200 when one
 * is certain. Some 400s are known by their message alone.
 *
 * @param message the `message` of an error's body, or its text
 */
export function allowedStatuses(request: { readonly faults: readonly Fault[] }, message = ''): AllowedStatuses {
  const kinds = request.faults.map(({ name }): Kind => faults[name]);
  const own = new Set(kinds.length === 0 ? [200] : kinds.flatMap(({ statuses }) => statuses));
  if (kinds.some(({ statuses }) => !statuses.includes(200))) own.delete(200);
  const refused = versionRefused.test(message) || (kinds.includes(faults.image) && noImage.test(message));
  const why = new Set(request.faults.map(({ name, subject }) => `${faults[name].why} ${show(subject)}`));
  const words = [...own]
    .sort()
    .join(', ')
    .replace(/, (?=\d+$)/, ' or ');
  return {
    statuses: new Set([...own, ...always, ...(refused ? [400] : [])]),
    expected: why.size === 0 ? words : `${words} (${[...why].join('; ')})`,
  };
}
