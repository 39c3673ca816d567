import { filterKeys } from '../../generated/constants.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
import type { Contract } from './contract-version.js';
import type { FindingDraft } from './finding.js';

/** Parameters that clients send and no engine reads, with what to do instead. */
const ineffectiveParameters: Readonly<Record<string, string>> = {
  digests: '`RepoDigests` is always there',
  only_ids: 'docker-py sends it with each list, and picks the ids itself',
  sharedSize: 'use `shared-size`',
};

/** Finds the parts of a request that engines ignore, or the contract does not describe. */
export function* checkRequest(request: InterpretedRequest, { parameters }: Contract): Generator<FindingDraft> {
  const { pairs, filters } = request;
  const unknown = new Set(pairs.map(([name]) => name));
  for (const name of unknown) {
    const replacement = findReplacement(name, parameters, request);
    if (!replacement) continue;
    unknown.delete(name);
    yield draftIneffective(`the parameter ${previewValue(name)} has no effect: ${replacement}`, previewValue(name));
  }
  yield* draftUnknownNames('query parameter', [...unknown], parameters);
  yield* draftUnknownNames('filter key', [...filters.values.keys()], filterKeys);
  for (const [key, values] of filters.values) {
    for (const [value, isGiven] of values) {
      const description = `${previewValue(value)} of ${previewValue(key)}`;
      if (!isGiven) yield draftIneffective(`false at ${description} does not negate`, `false at ${description}`);
    }
  }
}

/** Says what to send instead of a parameter without effect; `undefined` if it has an effect or is unknown. */
function findReplacement(
  name: string,
  parameters: readonly string[],
  { minor, engineVersion }: InterpretedRequest,
): string | undefined {
  // Docker 29 and later read `filter` at 1.24 only.
  const isRead = parameters.includes(name) && !(engineVersion && engineVersion.major >= 29 && minor > 24);
  if (name === 'filter') return isRead ? undefined : 'use `filters` with `reference`';
  return Object.hasOwn(ineffectiveParameters, name) ? ineffectiveParameters[name] : undefined;
}

const draftIneffective = (message: string, actual: string): FindingDraft => ({
  rule: 'request/ineffective',
  message,
  expected: 'what an engine reads',
  actual,
});

/** Drafts findings about names that the contract does not describe. */
function* draftUnknownNames(
  nameKind: string,
  names: readonly string[],
  knownNames: readonly string[],
): Generator<FindingDraft> {
  const expected = `one of ${knownNames.join(', ')}`;
  for (const name of names.filter((name) => !knownNames.includes(name))) {
    const actual = previewValue(name);
    const message = `the contract does not describe the ${nameKind} ${actual}`;
    yield { rule: 'request/undocumented', message, expected, actual };
  }
}
