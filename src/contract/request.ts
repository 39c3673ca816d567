import { filterKeys, parameters } from '../../generated/constants.js';
import type { ImageListRequest } from '../request/request.js';
import { show } from '../values/show.js';
import { MOST, type More, type Verdict } from './finding.js';

/** Parameters that clients send and engines do not read at this version, with what to do instead. */
const ineffective: Readonly<Record<string, string>> = {
  digests: '`RepoDigests` is always there',
  filter: 'use `filters` with `reference`',
  only_ids: 'docker-py sends it with each list, and picks the ids itself',
  sharedSize: 'use `shared-size`',
};

/** What of a request engines do not read, or the contract does not describe. */
export function* judgeRequest({ pairs, filters }: ImageListRequest): Generator<Verdict | More> {
  const names = [...new Set(pairs.map(([name]) => name))];
  for (const name of names) {
    const instead = Object.hasOwn(ineffective, name) ? ineffective[name] : undefined;
    if (instead) yield noEffect(`the parameter ${show(name)} has no effect: ${instead}`, show(name));
  }
  yield* unknownNames('query parameter', names, [...parameters, ...Object.keys(ineffective)], parameters);
  yield* unknownNames('filter key', [...filters.values.keys()], filterKeys);
  for (const [key, values] of filters.values) {
    for (const [value, given] of values) {
      const place = `${show(value)} of ${show(key)}`;
      if (!given) yield noEffect(`false at ${place} does not negate`, `false at ${place}`);
    }
  }
}

const noEffect = (message: string, actual: string): Verdict => ({
  rule: 'request/ineffective',
  message,
  expected: 'what an engine reads',
  actual,
});

/** Names that the contract does not describe; of more than are listed only how many. */
function* unknownNames(
  what: string,
  names: readonly string[],
  known: readonly string[],
  described = known,
): Generator<Verdict | More> {
  const unknown = names.filter((name) => !known.includes(name));
  for (const name of unknown.slice(0, MOST)) {
    yield {
      rule: 'request/undocumented',
      message: `the contract does not describe the ${what} ${show(name)}`,
      expected: `one of ${described.join(', ')}`,
      actual: show(name),
    };
  }
  if (unknown.length > MOST) yield { rule: 'request/undocumented', more: unknown.length - MOST };
}
