import { filterKeys } from '../../../generated/constants.js';
import type { FaultName } from '../../../src/request/parse-request.js';

const ONE_IMAGE =
  'Give the name of an image as `name:tag` in lower case, `name@digest`, its id, or the first digits of its id.';
const TIME =
  'Give Unix seconds, a date such as `2024-03-06`, a time such as `2024-03-06T12:00:00Z`, or an age such as `24h`.';

/** What to do about messages that explain themselves, whatever the request. */
const byMessage: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /client version \S+ is too new/,
    'Ask at an API version that the engine serves: `GET /_ping` names the newest in its header `Api-Version`.',
  ],
  [
    /client version \S+ is too old/,
    'Ask at an API version that the engine serves: `GET /version` names the oldest as `MinAPIVersion`.',
  ],
  [/^failed to parse parameters/, 'Write a boolean as `true`, `false`, `1` or `0`: podman reads no other text.'],
  [
    /unexpected end of JSON input/,
    'Leave `filters` out when there is nothing to filter: podman reads no empty text, and no JSON that is cut off.',
  ],
  [/specifying "dangling" filter more than once|ParseBool/, 'Give `dangling` one value, `true`, `1`, `false` or `0`.'],
  [
    /image filter "label=/,
    'Do not put `!` before the `=` of a label: podman reads `key!=value` as a negation, Docker as a key that ends in `!`.',
  ],
  [/"before"="[^"]+=/, 'Give `before` one value: podman 4.3.1 takes several for one name.'],
  [/extra text: "=/, 'Give `until` one value: podman 4.3.1 takes several for one time.'],
  [/identity requires manifests/, 'Ask for `manifests` too: `identity=1&manifests=1`.'],
  [/must be in the format/, 'Take a filter key of the table, and give it a value: podman reads no key without one.'],
];

/** What to do about each fault of a request, in the order in which faults explain an error response. */
const byFault: readonly (readonly [fault: FaultName, remedy: string])[] = [
  ['query', 'Percent-encode the query: a `%` is `%25`, a `;` is `%3B`. `encodeURIComponent` does it.'],
  [
    'filters',
    'Send an object as JSON, in one form throughout: `{"label":["key=value"]}` or `{"label":{"key=value":true}}`. Every value of a list is a string.',
  ],
  ['unknown-key', `Take one of the keys ${filterKeys.map((key) => `\`${key}\``).join(', ')}: they are case-sensitive.`],
  ['invalid-until', TIME],
  ['ambiguous-until', TIME],
  [
    // This fault counts only where the value of `until` is valid.
    'unsupported-until',
    `Docker before 24 does not know the key \`until\`: compare \`Created\` of what is listed. Later engines: ${TIME.charAt(0).toLowerCase()}${TIME.slice(1)}`,
  ],
  [
    'not-label',
    'Ask an engine with a containerd store, or leave the key out and look at `Labels` of what is listed. Docker before 24 does not know the key at all.',
  ],
  ['long-label', 'A label has 4096 bytes at most, key and value together: no image can carry a longer one.'],
  ['malformed-reference', ONE_IMAGE],
  ['ambiguous-reference', `${ONE_IMAGE} A repository has 255 characters at most.`],
  [
    'image',
    'The engine has no such image: pull it first, or take a name or an id that the whole list has. A name without a tag means `latest`.',
  ],
  ['dangling', 'Give `dangling` exactly one of `true`, `1`, `false` and `0`, in lower case.'],
  ['dangling-digit', 'Write `true` or `false`: engines before Docker 24 do not read `1` and `0` in every form.'],
  ['malformed-glob', 'Close every `[` with a `]`. To match a bracket itself, put a `\\` before it.'],
];

/** Messages that name one of several faults. */
const faultByMessage: readonly (readonly [pattern: RegExp, fault: FaultName])[] = [
  [/filter 'dangling/i, 'dangling'],
  [/filter 'until'$/, 'unsupported-until'],
  [/pars(e|ing) (value as )?time/, 'invalid-until'],
  [/^No such image|could not find local image/, 'image'],
];

/** What to do about an error response to a request with faults. */
export function findRemedy(message: string, faults: readonly FaultName[]): string {
  const remedy = byMessage.find(([pattern]) => pattern.test(message))?.[1];
  if (remedy) return remedy;
  const named = faultByMessage.find(([pattern, fault]) => pattern.test(message) && faults.includes(fault))?.[1];
  const found = byFault.find(([fault]) => (named ? fault === named : faults.includes(fault)));
  if (found) return found[1];
  throw new Error(`scripts/docs/content/remedies.ts: no remedy for ${JSON.stringify(message)}`);
}
