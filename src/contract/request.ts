import { filterKeys } from '../../generated/constants.js';
import type { Asked } from '../model/asked.js';
import { show } from '../values/show.js';
import { MOST, type More, type Verdict } from './finding.js';
import type { Contract } from './version.js';

/** Parameters that clients send and no engine reads, with what to do instead. */
const ineffective: Readonly<Record<string, string>> = {
  digests: '`RepoDigests` is always there',
  only_ids: 'docker-py sends it with each list, and picks the ids itself',
  sharedSize: 'use `shared-size`',
};

/** What of a request engines do not read, or the contract does not describe. */
export function* judgeRequest(asked: Asked, { parameters }: Contract): Generator<Verdict | More> {
  const { pairs, filters } = asked;
  const names = [...new Set(pairs.map(([name]) => name))];
  for (const name of names) {
    const instead = insteadOf(name, parameters, asked);
    if (instead) yield noEffect(`the parameter ${show(name)} has no effect: ${instead}`, show(name));
  }
  const unknown = names.filter((name) => !insteadOf(name, parameters, asked));
  yield* unknownNames('query parameter', unknown, parameters);
  yield* unknownNames('filter key', [...filters.values.keys()], filterKeys);
  for (const [key, values] of filters.values) {
    for (const [value, given] of values) {
      const place = `${show(value)} of ${show(key)}`;
      if (!given) yield noEffect(`false at ${place} does not negate`, `false at ${place}`);
    }
  }
}

/** What to send instead of a parameter without effect; `undefined` when it has one, or is not known. */
function insteadOf(name: string, parameters: readonly string[], { minor, engine }: Asked): string | undefined {
  // Docker 29 and later read it at 1.24 alone.
  const reads = parameters.includes(name) && !(engine && engine.major >= 29 && minor > 24);
  if (name === 'filter') return reads ? undefined : 'use `filters` with `reference`';
  return Object.hasOwn(ineffective, name) ? ineffective[name] : undefined;
}

const noEffect = (message: string, actual: string): Verdict => ({
  rule: 'request/ineffective',
  message,
  expected: 'what an engine reads',
  actual,
});

/** Names that the contract does not describe; of more than are listed only how many. */
function* unknownNames(what: string, names: readonly string[], known: readonly string[]): Generator<Verdict | More> {
  const unknown = names.filter((name) => !known.includes(name));
  for (const name of unknown.slice(0, MOST)) {
    yield {
      rule: 'request/undocumented',
      message: `the contract does not describe the ${what} ${show(name)}`,
      expected: `one of ${known.join(', ')}`,
      actual: show(name),
    };
  }
  if (unknown.length > MOST) yield { rule: 'request/undocumented', more: unknown.length - MOST };
}
