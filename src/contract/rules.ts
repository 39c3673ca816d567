export type Severity = 'error' | 'warning';

/** What a finding can break: one row of the table that reports, `explain` and the documentation read. */
export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  /** What a finding means, as the end of "A finding means that ...". */
  readonly meaning: string;
  /** Why the contract has the rule. */
  readonly why: string;
  /** How to mend what the rule finds. */
  readonly remedy: string;
  /** JSON Pointer to the part of an exchange that its findings are about. */
  readonly place: '/request/path' | '/response/status' | '/response/headers' | '/response/body';
}

const table = [
  {
    name: 'response/schema',
    severity: 'error',
    meaning: 'the body breaks the schema of its status',
    why: 'Clients read the body by its types: a missing member, a wrong type or a null where none can be breaks them.',
    remedy:
      'Send what the schema asks for at that place. If a real Docker Engine sends this, the contract is wrong: report it with the recording.',
    place: '/response/body',
  },
  {
    name: 'response/status',
    severity: 'error',
    meaning: 'the contract does not list the status, or this request cannot get it',
    why: 'A request that Docker refuses must be refused: an engine that ignores an unknown filter lists images that nobody asked for.',
    remedy: 'Answer with one of the expected statuses, or mend the request that got this one.',
    place: '/response/status',
  },
  {
    name: 'response/content-type',
    severity: 'error',
    meaning: 'the content type is none that the contract lists for the status',
    why: 'Clients choose how to read the body by it.',
    remedy: 'Send one of the expected content types; parameters such as a charset do not matter.',
    place: '/response/headers',
  },
  {
    name: 'response/body-empty',
    severity: 'error',
    meaning: 'there is no body',
    why: 'Every status of this endpoint has a body; an empty 200 is no list of images, not even an empty one.',
    remedy: 'Send `[]` for no images, and `{"message": "..."}` for an error.',
    place: '/response/body',
  },
  {
    name: 'response/body-not-json',
    severity: 'error',
    meaning: 'the body is not JSON',
    why: 'A page of a proxy or half an answer is not what a client can read.',
    remedy: 'Look at what stands between client and engine, and at whether the answer was cut off.',
    place: '/response/body',
  },
  {
    name: 'response/undocumented',
    severity: 'warning',
    meaning: 'the body has a member that the contract does not describe',
    why: 'Docker allows answers to grow, so this breaks nobody; but whoever reads the member leaves the contract.',
    remedy: 'Leave the member out, or do not rely on it.',
    place: '/response/body',
  },
  {
    name: 'request/undocumented',
    severity: 'warning',
    meaning: 'the request has a query parameter or a filter key that the contract does not describe',
    why: 'Docker ignores unknown parameters in silence, and answers unknown filter keys with 400.',
    remedy: 'Take one of the documented names; they are case-sensitive, and `shared-size` has a hyphen.',
    place: '/request/path',
  },
  {
    name: 'request/ineffective',
    severity: 'warning',
    meaning: 'the request has a part that engines read as nothing',
    why: '`digests`, `filter` and `sharedSize` change nothing at this version, and a `false` in the set spelling of `filters` does not negate.',
    remedy:
      'Leave it out; for `filter` use `filters` with `reference`, for `sharedSize` use `shared-size`, for a negation `label!`.',
    place: '/request/path',
  },
  {
    name: 'request/version',
    severity: 'warning',
    meaning: 'the exchange is at an API version that no contract here describes, so nothing else was judged',
    why: 'Answers differ between API versions.',
    remedy: 'Ask at /v1.49, or leave such exchanges out.',
    place: '/request/path',
  },
] as const satisfies readonly Rule[];

export type RuleName = (typeof table)[number]['name'];

/** Every rule of the contract check, in the order of the documentation. */
export const rules: readonly (Rule & { readonly name: RuleName })[] = table;
