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
  /** How to fix what the rule finds. */
  readonly remedy: string;
  /** JSON Pointer to the part of an exchange that its findings are about. */
  readonly exchangePart: '/request/path' | '/response/status' | '/response/headers' | '/response/body';
}

/** A row of the table. What is left out is that of most rules: an error in the body, or in the path of the request. */
type RuleRow = Pick<Rule, 'meaning' | 'reason' | 'remedy'> & Partial<Pick<Rule, 'severity' | 'exchangePart'>>;

/** Keeps the names as literals, and only them: the declarations need not repeat the texts. */
const keepNames = <Name extends string>(rows: Readonly<Record<Name, RuleRow>>) => rows;

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

const ruleTable = keepNames({
  'response/schema': {
    meaning: 'the body breaks the schema of its status',
    reason: 'Clients read the body by its types. A missing property, a wrong type or a null can break them.',
    remedy: 'Send what the schema asks for. If a real Docker Engine sends this, report it with the recording.',
  },
  'response/status': {
    meaning: 'the contract does not list the status, or this request cannot get it',
    reason: 'An engine that accepts an unknown filter lists images that nobody asked for.',
    remedy: 'Send one of the expected statuses, or correct the request.',
    exchangePart: '/response/status',
  },
  'response/content-type': {
    meaning: 'the contract does not list the content type for the status',
    reason: 'Clients choose by it how to read the body.',
    remedy: 'Send one of the expected content types. Parameters such as a charset do not matter.',
    exchangePart: '/response/headers',
  },
  'response/body-empty': {
    meaning: 'there is no body',
    reason: 'Every status of this endpoint has a body. An empty 200 is no list of images.',
    remedy: 'Send `[]` for no images, and `{"message": "..."}` for an error.',
  },
  'response/body-not-json': {
    meaning: 'the body is not JSON',
    reason: 'Clients cannot read the page of a proxy, or half a response.',
    remedy: 'Look for a proxy between client and engine, and for a response that was cut off.',
  },
  'response/incomplete': {
    meaning: 'the response was broken off, or its HTTP framing or content coding is broken',
    reason: 'Strict clients, such as those of Node, refuse such a response. Others take half a list for the whole one.',
    remedy: 'Send the whole body, and end each line of the head and of chunks in CR LF. Look for a proxy in between.',
  },
  'response/undocumented': {
    severity: 'warning',
    meaning: 'the body has a property that the contract does not describe',
    reason: 'Docker may add properties, so clients ignore them. A client that reads this one leaves the contract.',
    remedy: 'Omit the property, or do not rely on it.',
  },
  'response/header': {
    severity: 'warning',
    meaning: 'a header that every response of Docker has is missing or malformed',
    reason: 'Clients negotiate the API version by `Api-Version`, and tell engines apart by `Server`.',
    remedy: 'Send `Api-Version`, `Docker-Experimental`, `Ostype` and `Server`. Record all headers, or none.',
    exchangePart: '/response/headers',
  },
  'response/server-error': {
    severity: 'warning',
    meaning: 'the engine sends 500 to a request that is certainly at fault',
    reason: 'Clients retry after a 500, and give up after a 400. Docker 23 and later send 400 here.',
    remedy: 'Send one of the expected statuses.',
    exchangePart: '/response/status',
  },
  'response/refused': {
    severity: 'warning',
    meaning: 'the engine sends 403, 500 or 503 to a request with which nothing is wrong',
    reason: 'Such a response says nothing of the list. What was not listed was not checked.',
    remedy: 'Read its message. One odd image can make Docker refuse every list.',
    exchangePart: '/response/status',
  },
  'response/api-version': {
    meaning: 'a list comes from an engine that does not serve the API version of the path',
    reason: 'A client reads the response by the version that it asks for.',
    remedy: 'Reject an API version that is newer than `Api-Version` with 400.',
    exchangePart: '/response/headers',
  },
  'list/duplicate-name': {
    meaning: 'two images of the list have one name',
    reason: 'A name stands for one image: a client that runs or deletes it must know which.',
    remedy: 'Leave the name with the image that got it last.',
  },
  'list/order': {
    meaning: 'the images are not in order',
    reason: 'Clients take the first image for the newest.',
    remedy: 'Sort by `Created`, newest first.',
  },
  'list/duplicate-id': {
    meaning: 'two images of the list have one id',
    reason: 'Clients keep images by id.',
    remedy: 'List an image once, with all its names.',
  },
  'image/unrequested-manifests': {
    meaning: 'the list has `Manifests` that the request does not ask for',
    reason: '`Manifests` makes the response of a large store much longer.',
    remedy: 'Omit `Manifests` unless `manifests` is true.',
  },
  'image/shared-size': {
    meaning: '`SharedSize` is computed without being asked for, or not computed though asked for',
    reason: 'Clients read -1 as not computed, and anything else as a size.',
    remedy: 'Send -1 without `shared-size`, and 0 or more with it.',
  },
  'image/containers': {
    meaning: '`Containers` is not -1 before API 1.51, or is -1 in a graph driver from then on',
    reason: 'Before API 1.51 it is always -1, not computed. From 1.51 on it is a count.',
    remedy: 'Send -1 before API 1.51, and from then on the number of containers.',
  },
  'image/virtual-size': {
    meaning: 'an image has `VirtualSize` from API 1.44 on, or another than its `Size` before',
    reason: 'API 1.44 removed it. Before, clients read it for `Size`.',
    remedy: 'From API 1.44 on omit the property. Before, send the value of `Size`.',
  },
  'image/names': {
    meaning: 'a name is a placeholder, or has the domain that familiar names leave out',
    reason: 'Clients look for `alpine:3.20`, and show what they find.',
    remedy: 'Send `[]` for no names, and the familiar name: `alpine:3.20` for `docker.io/library/alpine:3.20`.',
  },
  'image/created': {
    meaning: 'the date of an image is outside the years 0 to 9999',
    reason: 'RFC 3339 has no other years, and Docker reads none.',
    remedy: 'Send 0 for a date that cannot be read.',
  },
  'image/parent': {
    meaning: '`ParentId` is no id, that of the image itself, or one that the full listing of a graph driver lacks',
    reason: 'Clients walk from an image to its parent until there is none.',
    remedy: 'Send the id of the image that it was built on, or an empty string.',
  },
  'image/repo-digests': {
    meaning: 'a name in `RepoDigests` has no digest, or another than `Descriptor`',
    reason: 'Clients pull an image by the one, and identify it by the other.',
    remedy: 'Send `name@digest` with the digest of `Descriptor`.',
  },
  'image/descriptor': {
    meaning: '`Descriptor` is not on all images, says more than a store keeps, or `Manifests` are there without it',
    reason: 'Clients tell the image store by it.',
    remedy: 'From API 1.48 on a containerd store sends it with every image, and no other store does.',
  },
  'image/size': {
    meaning: '`Size` does not fit 64 bits, or is not the sum of the sizes of the manifests',
    reason: 'Clients show the one beside the others.',
    remedy: 'Send the sum of `Total` of all manifests.',
  },
  'image/manifests': {
    meaning: 'the manifests of an image contradict its `Descriptor`, or are missing though asked for',
    reason: 'Clients take the only manifest of an image for the image, and look in an index for others.',
    remedy: 'List a manifest as its own only manifest, and for an index what the index lists.',
  },
  'image/id-digest': {
    meaning: 'the id of an image or manifest is not the digest of its `Descriptor`',
    reason: 'Both name the same content, and clients use either.',
    remedy: 'Send the same digest in both places.',
  },
  'manifest/available': {
    meaning: 'a manifest is available, and its content is smaller than its own bytes',
    reason: 'What is available can be run or pushed without a pull.',
    remedy: 'Send `Available` only if the store has all content, and count all of it.',
  },
  'manifest/platform': {
    meaning: 'the platform of an image is another than the index says',
    reason: 'Clients choose the image to run by it.',
    remedy: 'Send the platform of the index, else that of the configuration.',
  },
  'manifest/kind': {
    meaning: 'an attestation is listed as an image',
    reason: 'Clients run what is an image.',
    remedy: 'Send `attestation` if the annotation `vnd.docker.reference.type` says `attestation-manifest`.',
  },
  'manifest/container-ids': {
    meaning: 'a container uses a manifest twice',
    reason: 'Clients count containers by these ids.',
    remedy: 'List the id of a container once.',
  },
  'manifest/size-total': {
    meaning: '`Total` of a manifest is not the sum of its parts',
    reason: 'Clients compute one size from the others.',
    remedy: 'Send `Content`, plus `ImageData.Size.Unpacked` for an image.',
  },
  'manifest/attestation-for': {
    meaning: 'an attestation is for another manifest than the index says',
    reason: 'Clients group attestations under their images by it.',
    remedy: 'Send the value of the annotation `vnd.docker.reference.digest`.',
  },
  'filter/label': {
    meaning: 'the request filters by a label that an image does not have',
    reason: 'Clients delete what is listed: an engine that ignores a filter lists what nobody asked for.',
    remedy: 'List only images that have all labels of the filter.',
  },
  'filter/reference': {
    meaning: 'the request filters by a name that a tag, or an image, does not match',
    reason: 'Docker lists only matching names, and clients take the first. Very many patterns are not checked.',
    remedy: 'Match familiar names, such as `alpine:3.20`, by glob, and omit the other names of the image.',
  },
  'filter/dangling': {
    meaning: 'the request filters by `dangling`, and the names of an image say the opposite',
    reason: 'Clients that prune images rely on it.',
    remedy: 'A dangling image has no tag. Any other has a tag or a digest.',
  },
  'filter/before': {
    meaning: 'the request filters by `before`, and lists an image that is not older than the named one',
    reason: 'Clients that prune images rely on it.',
    remedy: 'List only images with a `Created` before that of the named image.',
  },
  'filter/since': {
    meaning: 'the request filters by `since`, and lists an image that is not newer than the named one',
    reason: 'Clients look for new images by it.',
    remedy: 'List only images with a `Created` after that of the named image.',
  },
  'filter/not-label': {
    meaning: 'the request filters by `label!`, and an image has the label, or no `Descriptor`',
    reason: 'Clients that prune images rely on it. Only containerd stores have this filter.',
    remedy: 'List no image with the label. A store without this filter rejects it with 400.',
  },
  'filter/until': {
    meaning: 'the request filters by `until`, and an image is not older',
    reason: 'Clients that prune images rely on it.',
    remedy: 'List only images with a `Created` before all times of the filter.',
  },
  'session/missing': {
    meaning: 'the full listing has an image that the request asks for, and the response does not list it',
    reason: 'Pull policies and prune rely on the list. An engine that sends `[]` to all filters breaks no other rule.',
    remedy: 'List the image: the finding names the part of the request. Images must not change within a session.',
  },
  'session/unexpected': {
    meaning: 'an image is listed that the request rules out, or that the full listing lacks',
    reason: 'Clients that prune images delete what is listed.',
    remedy: 'Omit the image: the finding names the part of the request.',
  },
  'session/inconsistent': {
    meaning: 'an image is described otherwise than in the full listing',
    reason: 'Filters choose images, and do not change them. Only `reference` reduces their names.',
    remedy: 'Send the same id, parent, date, size, labels and names in every response.',
  },
  'request/undocumented': {
    severity: 'warning',
    meaning: 'the request has a query parameter or a filter key that the contract does not describe',
    reason: 'Docker ignores unknown parameters in silence, and rejects unknown filter keys with 400.',
    remedy: 'Use a documented name. Names are case-sensitive, and `shared-size` has a hyphen.',
  },
  'request/ineffective': {
    severity: 'warning',
    meaning: 'the request has a part that engines ignore',
    reason: 'Engines of this version do not read the parameter, and `false` in `filters` does not negate.',
    remedy: 'Omit it, or use what the finding names. For docker-py: `--rule request/ineffective=off`.',
  },
  'request/version': {
    severity: 'warning',
    meaning:
      'no contract describes the API version: an exchange at an older version or at none is not checked, one at a newer version is checked by the newest contract',
    reason: 'Responses differ between API versions. No other findings does not mean that the response is correct.',
    remedy: `Ask at a version from ${apiVersions[0]} to ${apiVersions.at(-1)}, or install a newer release of this package.`,
  },
});

/**
 * The name of a rule, as `--rule` takes it.
 *
 * @example
 * import { type RuleName } from 'docker-images-contract/contract';
 *
 * const strict: readonly RuleName[] = ['response/schema', 'response/status'];
 */
export type RuleName = keyof typeof ruleTable;

/**
 * Every rule of the contract check, in the order of the documentation.
 *
 * @example
 * import { rules } from 'docker-images-contract/contract';
 *
 * const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));
 */
export const rules: readonly (Rule & { readonly name: RuleName })[] = Object.keys(ruleTable).map((key) => {
  const name = key as RuleName; // a key of the table
  const exchangePart = name.startsWith('request/') ? '/request/path' : '/response/body';
  return { name, severity: 'error', exchangePart, ...ruleTable[name] };
});
