import { apiVersions } from './contract-version.js';

/**
 * How much a finding counts: an error fails the check, a warning does by `--fail-on warning`.
 *
 * @example
 * import { type Severity } from 'docker-images-contract/contract';
 *
 * const fails = (severity: Severity) => severity === 'error';
 */
export type Severity = 'error' | 'warning';

/**
 * What a finding can break: one row of the table that reports, `explain` and the documentation read.
 *
 * @example
 * import { type Rule } from 'docker-images-contract/contract';
 *
 * const line = ({ name, remedy }: Rule) => `${name}: ${remedy}`;
 */
export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  /** What a finding means, as the end of "A finding means that ...". */
  readonly meaning: string;
  /** Why the contract has the rule. */
  readonly reason: string;
  /** How to mend what the rule finds. */
  readonly remedy: string;
  /** JSON Pointer to the part of an exchange that its findings are about. */
  readonly exchangePart: '/request/path' | '/response/status' | '/response/headers' | '/response/body';
}

/** A row of the table. Without an `exchangePart` the findings are about the body. */
type RuleRow<Name extends string> = Omit<Rule, 'exchangePart'> &
  Partial<Pick<Rule, 'exchangePart'>> & { readonly name: Name };

/** Keeps the names as literals, and only them: the declarations need not repeat the texts. */
const keepNames = <Name extends string>(rows: readonly RuleRow<Name>[]) => rows;

/** What the rules of each group are about, in the order of the documentation. */
export const ruleGroups = {
  response: 'one response',
  list: 'the list as a whole',
  image: 'one image of a list',
  manifest: 'one manifest of an image',
  filter: 'a filter of the request and the images that are listed',
  session: 'the responses of one engine whose images did not change',
  request: 'the request',
} as const;

const ruleTable = keepNames([
  {
    name: 'response/schema',
    severity: 'error',
    meaning: 'the body breaks the schema of its status',
    reason:
      'Clients read the body by its types: a missing member, a wrong type or a null where none can be breaks them.',
    remedy:
      'Send what the schema asks for at that place. If a real Docker Engine sends this, the contract is wrong: report it with the recording.',
  },
  {
    name: 'response/status',
    severity: 'error',
    meaning: 'the contract does not list the status, or this request cannot get it',
    reason:
      'A request that Docker refuses must be refused: an engine that ignores an unknown filter lists images that nobody asked for.',
    remedy: 'Answer with one of the expected statuses, or mend the request that got this one.',
    exchangePart: '/response/status',
  },
  {
    name: 'response/content-type',
    severity: 'error',
    meaning: 'the content type is none that the contract lists for the status',
    reason: 'Clients choose how to read the body by it.',
    remedy: 'Send one of the expected content types; parameters such as a charset do not matter.',
    exchangePart: '/response/headers',
  },
  {
    name: 'response/body-empty',
    severity: 'error',
    meaning: 'there is no body',
    reason: 'Every status of this endpoint has a body; an empty 200 is no list of images, not even an empty one.',
    remedy: 'Send `[]` for no images, and `{"message": "..."}` for an error.',
  },
  {
    name: 'response/body-not-json',
    severity: 'error',
    meaning: 'the body is not JSON',
    reason: 'A page of a proxy or half an answer is not what a client can read.',
    remedy: 'Look at what stands between client and engine, and at whether the answer was cut off.',
  },
  {
    name: 'response/incomplete',
    severity: 'error',
    meaning: 'the response was broken off, or its HTTP framing or content coding is broken',
    reason: 'Strict clients, such as those of Node, refuse such a response; others take half a list for the whole one.',
    remedy:
      'Send the whole body, and end each line of the head and of chunks in CR LF. Only `proxy` sees this; look at what stands between it and the engine, too.',
  },
  {
    name: 'response/undocumented',
    severity: 'warning',
    meaning: 'the body has a member that the contract does not describe',
    reason: 'Docker allows answers to grow, so this breaks nobody; but whoever reads the member leaves the contract.',
    remedy: 'Leave the member out, or do not rely on it.',
  },
  {
    name: 'response/header',
    severity: 'warning',
    meaning: 'a header that every answer of Docker has is missing, or has another form',
    reason: 'Clients negotiate the API version by `Api-Version`, and tell engines apart by `Server`.',
    remedy:
      'Send `Api-Version`, `Docker-Experimental`, `Ostype` and `Server` with every answer. A recording with no header, or with the content type alone, is not judged by them.',
    exchangePart: '/response/headers',
  },
  {
    name: 'response/server-error',
    severity: 'warning',
    meaning: 'the engine answers 500 to a request that is surely at fault',
    reason:
      'A client tries again after a 500, and gives up after a 400: every Docker from 23 on answers this request with 400.',
    remedy: 'Answer with one of the expected statuses.',
    exchangePart: '/response/status',
  },
  {
    name: 'response/api-version',
    severity: 'error',
    meaning: 'a list comes from an engine that does not serve the API version of the path',
    reason: 'A client that asks for a version reads the answer by it.',
    remedy: 'Refuse an API version that is newer than `Api-Version` with 400.',
    exchangePart: '/response/headers',
  },
  {
    name: 'list/duplicate-name',
    severity: 'error',
    meaning: 'two images of the list have one name',
    reason: 'A name points to one image: what runs or deletes it must know which.',
    remedy: 'Leave the name with the image that got it last.',
  },
  {
    name: 'list/order',
    severity: 'error',
    meaning: 'the images are not in order',
    reason: 'Clients take the first image for the newest.',
    remedy: 'Sort by `Created`, newest first.',
  },
  {
    name: 'list/duplicate-id',
    severity: 'error',
    meaning: 'two images of the list have one id',
    reason: 'Clients keep images by id.',
    remedy: 'List an image once, with all its names.',
  },
  {
    name: 'image/unrequested-manifests',
    severity: 'error',
    meaning: 'the list has `Manifests` that the request does not ask for',
    reason: 'The member makes the answer of a large store much longer, so Docker sends it only on request.',
    remedy: 'Leave `Manifests` out unless `manifests` is true.',
  },
  {
    name: 'image/shared-size',
    severity: 'error',
    meaning: '`SharedSize` is computed without being asked for, or not computed though asked for',
    reason: 'Clients read -1 as not computed, and anything else as a size.',
    remedy: 'Send -1 without `shared-size`, and 0 or more with it.',
  },
  {
    name: 'image/containers',
    severity: 'error',
    meaning: '`Containers` is not -1',
    reason: 'Before API 1.51 it is always -1, not computed; from 1.51 on it is a count.',
    remedy: 'Send -1.',
  },
  {
    name: 'image/virtual-size',
    severity: 'error',
    meaning: 'an image has `VirtualSize` from API 1.44 on, or another than its `Size` before',
    reason: 'It was removed with API 1.44; until then clients read it for `Size`.',
    remedy: 'From API 1.44 on leave the member out; before, send what `Size` says.',
  },
  {
    name: 'image/names',
    severity: 'error',
    meaning: 'a name is a placeholder, or has the domain that familiar names leave out',
    reason: 'Clients look for `alpine:3.20`, and show what they find.',
    remedy: 'Send `[]` for no names, and the familiar name: `alpine:3.20` for `docker.io/library/alpine:3.20`.',
  },
  {
    name: 'image/created',
    severity: 'error',
    meaning: 'the date of an image is outside the years 0 to 9999',
    reason: 'No other year can be written as RFC 3339, and Docker reads none.',
    remedy: 'Send 0 for a date that cannot be read.',
  },
  {
    name: 'image/parent',
    severity: 'error',
    meaning: '`ParentId` is no id, or that of the image itself',
    reason: 'Clients walk from an image to its parent until there is none.',
    remedy: 'Send the id of the image that it was built on, or an empty text.',
  },
  {
    name: 'image/repo-digests',
    severity: 'error',
    meaning: 'a name in `RepoDigests` has no digest, or another than `Descriptor`',
    reason: 'An image is pulled by the one, and identified by the other.',
    remedy: 'Send `name@digest` with the digest of `Descriptor`.',
  },
  {
    name: 'image/descriptor',
    severity: 'error',
    meaning: '`Descriptor` is not on all images, says more than a store keeps, or `Manifests` are there without it',
    reason: 'Clients tell the image store by it.',
    remedy:
      'From API 1.48 on send it with every image of a containerd store, with media type, digest, size and annotations, and of no other store.',
  },
  {
    name: 'image/size',
    severity: 'error',
    meaning: '`Size` does not fit 64 bits, or is not the sum of the sizes of the manifests',
    reason: 'Clients show the one beside the others.',
    remedy: 'Send the sum of `Total` of all manifests.',
  },
  {
    name: 'image/manifests',
    severity: 'error',
    meaning: 'the manifests of an image contradict its `Descriptor`',
    reason: 'Clients take the only manifest of an image for the image, and look in an index for others.',
    remedy:
      'List the manifest itself, once, where `Descriptor` is that of a manifest; where it is that of an index, list what the index lists.',
  },
  {
    name: 'image/id-digest',
    severity: 'error',
    meaning: 'the id of an image or manifest is not the digest of its `Descriptor`',
    reason: 'Both name the same content, and clients use either.',
    remedy: 'Send the same digest in both places.',
  },
  {
    name: 'manifest/available',
    severity: 'error',
    meaning: 'a manifest is available, and its content is smaller than its own bytes',
    reason: 'What is available can be run or pushed without a pull.',
    remedy: 'Send `Available` only when all content is in the store, and count all of it.',
  },
  {
    name: 'manifest/platform',
    severity: 'error',
    meaning: 'the platform of an image is another than the index says',
    reason: 'Clients choose the image to run by it.',
    remedy: 'Send what the index says of the platform, else what the configuration says.',
  },
  {
    name: 'manifest/kind',
    severity: 'error',
    meaning: 'an attestation is listed as an image',
    reason: 'Clients run what is an image.',
    remedy: 'Send `attestation` where the annotation `vnd.docker.reference.type` says `attestation-manifest`.',
  },
  {
    name: 'manifest/container-ids',
    severity: 'error',
    meaning: 'a container uses a manifest twice',
    reason: 'Clients count containers by these ids.',
    remedy: 'List the id of a container once.',
  },
  {
    name: 'manifest/size-total',
    severity: 'error',
    meaning: '`Total` of a manifest is not the sum of its parts',
    reason: 'Clients compute one size from the others.',
    remedy: 'Send `Content`, plus `ImageData.Size.Unpacked` for an image.',
  },
  {
    name: 'manifest/attestation-for',
    severity: 'error',
    meaning: 'an attestation is for another manifest than the index says',
    reason: 'Clients group attestations under their images by it.',
    remedy: 'Send what the annotation `vnd.docker.reference.digest` says.',
  },
  {
    name: 'filter/label',
    severity: 'error',
    meaning: 'the request filters by a label that an image does not carry',
    reason: 'An engine that ignores a filter lists images that nobody asked for, and clients delete what is listed.',
    remedy: 'List only images that carry every label asked for.',
  },
  {
    name: 'filter/reference',
    severity: 'error',
    meaning: 'the request filters by a name that a tag, or an image, does not match',
    reason:
      'Docker lists only the names that match, so clients take the first for the one that they asked for. Not judged where patterns of hundreds of thousands of characters meet thousands of names.',
    remedy: 'Match familiar names, such as `alpine:3.20`, by glob, and leave the other names of the image out.',
  },
  {
    name: 'filter/dangling',
    severity: 'error',
    meaning: 'the request filters by `dangling`, and the names of an image say the opposite',
    reason: 'What prunes images relies on it.',
    remedy: 'A dangling image has no tag; any other has a tag or a digest.',
  },
  {
    name: 'filter/before',
    severity: 'error',
    meaning: 'the request filters by `before`, and an image is listed that is not older than the image that it names',
    reason: 'What prunes images relies on it.',
    remedy: 'List only images with a `Created` before that of the image that is named.',
  },
  {
    name: 'filter/since',
    severity: 'error',
    meaning: 'the request filters by `since`, and an image is listed that is not newer than the image that it names',
    reason: 'Clients look for new images by it.',
    remedy: 'List only images with a `Created` after that of the image that is named.',
  },
  {
    name: 'filter/not-label',
    severity: 'error',
    meaning: 'the request filters by `label!`, and an image has the label, or no `Descriptor`',
    reason: 'What prunes images relies on it, and only containerd stores know this filter: elsewhere it was not read.',
    remedy: 'List no image with the label. Refuse `label!` with 400 where the store does not know it.',
  },
  {
    name: 'filter/until',
    severity: 'error',
    meaning: 'the request filters by `until`, and an image is not older',
    reason: 'What prunes images relies on it.',
    remedy: 'List only images with a `Created` before every time asked for.',
  },
  {
    name: 'session/missing',
    severity: 'error',
    meaning: 'an image that the request asks for is not listed, though the list of all images has it',
    reason:
      'Pull policies and prune rely on what is listed; an engine that answers `[]` to every filter keeps every other rule.',
    remedy:
      'List the image: the finding says by which part of the request. Judge only answers of one engine whose images did not change as one session.',
  },
  {
    name: 'session/unexpected',
    severity: 'error',
    meaning: 'an image is listed that the request rules out, or that the list of all images does not have',
    reason: 'What prunes images deletes what it is shown.',
    remedy: 'Leave the image out: the finding says by which part of the request.',
  },
  {
    name: 'session/inconsistent',
    severity: 'error',
    meaning: 'an image is described otherwise than in the list of all images',
    reason: 'Filters choose images; but for the names that `reference` cuts down, they do not change them.',
    remedy: 'Describe an image alike in every answer: id, parent, date, labels, names.',
  },
  {
    name: 'request/undocumented',
    severity: 'warning',
    meaning: 'the request has a query parameter or a filter key that the contract does not describe',
    reason: 'Docker ignores unknown parameters in silence, and answers unknown filter keys with 400.',
    remedy: 'Take one of the documented names; they are case-sensitive, and `shared-size` has a hyphen.',
    exchangePart: '/request/path',
  },
  {
    name: 'request/ineffective',
    severity: 'warning',
    meaning: 'the request has a part that engines read as nothing',
    reason:
      '`digests`, `filter`, `sharedSize` and `only_ids` change nothing at this version, and a `false` in the set spelling of `filters` does not negate.',
    remedy:
      'Leave it out; for `filter` use `filters` with `reference`, for `sharedSize` use `shared-size`, for a negation `label!`. docker-py sends `only_ids` by itself: turn the rule off with `--rule request/ineffective=off`.',
    exchangePart: '/request/path',
  },
  {
    name: 'request/version',
    severity: 'warning',
    meaning: 'the exchange is at an API version that no contract here describes, or at none, so it was not judged',
    reason: 'Answers differ between API versions: that nothing else is found says nothing.',
    remedy: `Ask at a version from ${apiVersions[0]} to ${apiVersions.at(-1)}, or leave such exchanges out.`,
    exchangePart: '/request/path',
  },
]);

/**
 * The name of a rule, as `--rule` takes it.
 *
 * @example
 * import { type RuleName } from 'docker-images-contract/contract';
 *
 * const strict: readonly RuleName[] = ['response/schema', 'response/status'];
 */
export type RuleName = (typeof ruleTable)[number]['name'];

/**
 * Every rule of the contract check, in the order of the documentation.
 *
 * @example
 * import { rules } from 'docker-images-contract/contract';
 *
 * const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));
 */
export const rules: readonly (Rule & { readonly name: RuleName })[] = ruleTable.map((row) => ({
  exchangePart: '/response/body',
  ...row,
}));
