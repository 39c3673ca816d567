import { filterKeys, parameters } from '../../generated/constants.js';
import type { ImageListRequest } from '../request/request.js';
import { show } from '../values/show.js';
import type { Verdict } from './finding.js';

/** Parameters that clients send and engines do not read at this version, with what to do instead. */
const ineffective: Readonly<Record<string, string>> = {
  digests: '`RepoDigests` is always there',
  filter: 'use `filters` with `reference`',
  only_ids: 'docker-py sends it with each list, and picks the ids itself',
  sharedSize: 'use `shared-size`',
};

/** What of a request engines do not read, or the contract does not describe. */
export function* judgeRequest({ pairs, filters }: ImageListRequest): Generator<Verdict> {
  for (const name of new Set(pairs.map(([name]) => name))) {
    if (Object.hasOwn(ineffective, name)) {
      yield noEffect(`the parameter ${show(name)} has no effect: ${ineffective[name]}`, show(name));
    } else yield* unknownName('query parameter', name, parameters);
  }
  for (const [key, values] of filters.values) {
    yield* unknownName('filter key', key, filterKeys);
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

function* unknownName(what: string, name: string, known: readonly string[]): Generator<Verdict> {
  if (known.includes(name)) return;
  yield {
    rule: 'request/undocumented',
    message: `the contract does not describe the ${what} ${show(name)}`,
    expected: `one of ${known.join(', ')}`,
    actual: show(name),
  };
}
