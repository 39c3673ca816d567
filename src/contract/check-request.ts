import { filterKeys } from '../../generated/constants.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { previewValue } from '../values/format-value.js';
import { MAX_FINDINGS_PER_RULE } from './collect-findings.js';
import type { Contract } from './contract-version.js';
import type { FindingDraft, OmittedFindings } from './finding.js';

/** Parameters that clients send and no engine reads, with what to do instead. */
const ineffectiveParameters: Readonly<Record<string, string>> = {
  digests: '`RepoDigests` is always there',
  only_ids: 'docker-py sends it with each list, and picks the ids itself',
  sharedSize: 'use `shared-size`',
};

/** Finds the parts of a request that engines ignore, or the contract does not describe. */
export function* checkRequest(
  request: InterpretedRequest,
  { parameters }: Contract,
): Generator<FindingDraft | OmittedFindings> {
  const { pairs, filters } = request;
  const names = [...new Set(pairs.map(([name]) => name))];
  for (const name of names) {
    const replacement = findReplacement(name, parameters, request);
    if (replacement)
      yield draftIneffective(`the parameter ${previewValue(name)} has no effect: ${replacement}`, previewValue(name));
  }
  const unknown = names.filter((name) => !findReplacement(name, parameters, request));
  yield* draftUnknownNames('query parameter', unknown, parameters);
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

/** Names that the contract does not describe; of more than are listed only how many. */
function* draftUnknownNames(
  nameKind: string,
  names: readonly string[],
  knownNames: readonly string[],
): Generator<FindingDraft | OmittedFindings> {
  const unknown = names.filter((name) => !knownNames.includes(name));
  for (const name of unknown.slice(0, MAX_FINDINGS_PER_RULE)) {
    yield {
      rule: 'request/undocumented',
      message: `the contract does not describe the ${nameKind} ${previewValue(name)}`,
      expected: `one of ${knownNames.join(', ')}`,
      actual: previewValue(name),
    };
  }
  if (unknown.length > MAX_FINDINGS_PER_RULE)
    yield { rule: 'request/undocumented', omitted: unknown.length - MAX_FINDINGS_PER_RULE };
}
