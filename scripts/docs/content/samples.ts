import { checkExchange, checkSession, type Exchange, type Finding, type Rule } from '../../../src/contract/index.js';
import { getAtPointer, getOwn } from '../../../src/values/pointer.js';
import type { Recording } from '../../generate/recordings.js';
import { setAtPointer } from '../../set-at-pointer.js';

/** An exchange that breaks a rule, and the finding. */
export interface Sample {
  readonly finding: Finding;
  readonly path: string;
  /** The recording, below test/recordings. */
  readonly file: string;
  /** What was changed in the response. */
  readonly changed?: { readonly at: string; readonly to: string };
}

/** A change to a recording of Docker 28.5.2 that breaks a rule which no recorded engine breaks. */
type Change = readonly [
  rule: string,
  recording: string,
  /** A pointer into the response; ATTESTED and SINGLE stand for the index of an image. */
  pointer: string,
  /** A value, or a function that makes it from the response. */
  replacement: unknown,
  /** The full listing of the session, where the rule compares with it. */
  fullListing?: string,
];

const ZERO = `sha256:${'0'.repeat(64)}`;
const CONTAINER = '1'.repeat(64);
const MANIFEST = {
  ...{ ID: ZERO, Descriptor: { mediaType: 'text/plain', digest: ZERO, size: 1 }, Available: false },
  ...{ Size: { Content: 0, Total: 0 }, Kind: 'unknown' },
};
const ATTESTATION = { 'vnd.docker.reference.type': 'attestation-manifest' };
const PLAIN = 'docker-28.5.2-containerd/plain.json.gz';
const MANIFESTS = 'docker-28.5.2-containerd/manifests.json.gz';
const SINCE = 'docker-28.5.2-containerd/filters-since-name.json';
const GRAPH = 'docker-28.5.2-overlay2';

const copyFrom = (pointer: string) => (response: unknown) => getAtPointer(response, pointer);
/** An error page of a proxy in place of the JSON body. */
const replaceByHtml = (response: unknown): unknown => ({
  ...(response as object), // a response is an object
  ...{ body: undefined, bodyText: '<html>502 Bad Gateway</html>' },
});

const changes: readonly Change[] = [
  ['response/content-type', PLAIN, '/headers/content-type', 'text/html'],
  ['response/body-not-json', PLAIN, '', replaceByHtml],
  ['response/incomplete', PLAIN, '/incomplete', 'a body was broken off'],
  ['image/unrequested-manifests', PLAIN, '/body/ATTESTED/Manifests', [MANIFEST]],
  ['filter/dangling', `${GRAPH}/filters-dangling-true-list.json`, '/body/0/RepoTags', ['alpine:3.20']],
  ['filter/since', SINCE, '/body/0/RepoTags', ['contract/artifact-beside:1']],
  ['image/created', `${GRAPH}/plain.json.gz`, '/body/0/Created', 253_402_300_800],
  ['list/duplicate-name', `${GRAPH}/plain.json.gz`, '/body/4/RepoTags/0', copyFrom('/body/3/RepoTags/0')],
  ['image/repo-digests', PLAIN, '/body/ATTESTED/RepoDigests/0', `contract/attested@${ZERO}`],
  ['image/descriptor', PLAIN, '/body/ATTESTED/Descriptor', undefined],
  ['image/size', MANIFESTS, '/body/ATTESTED/Size', 1],
  ['image/manifests', MANIFESTS, '/body/SINGLE/Manifests/0/Descriptor/size', 1],
  ['manifest/available', MANIFESTS, '/body/ATTESTED/Manifests/0/Descriptor/size', 1_000_000],
  ['manifest/platform', MANIFESTS, '/body/ATTESTED/Manifests/0/ImageData/Platform/architecture', 'vax'],
  ['manifest/kind', MANIFESTS, '/body/ATTESTED/Manifests/0/Descriptor/annotations', ATTESTATION],
  ['manifest/container-ids', MANIFESTS, '/body/ATTESTED/Manifests/0/ImageData/Containers', [CONTAINER, CONTAINER]],
  ['filter/until', `${GRAPH}/filters-until-seconds.json`, '/body/0/Created', 1_709_683_200],
  ['manifest/size-total', MANIFESTS, '/body/ATTESTED/Manifests/0/Size/Total', 0],
  ['image/id-digest', MANIFESTS, '/body/ATTESTED/Id', ZERO],
  ['manifest/attestation-for', MANIFESTS, '/body/ATTESTED/Manifests/2/AttestationData/For', ZERO],
  ['list/duplicate-id', `${GRAPH}/plain.json.gz`, '/body/1/Id', copyFrom('/body/0/Id')],
  ['session/unexpected', `${GRAPH}/filters-label-list.json`, '/body/0/Id', ZERO, `${GRAPH}/all.json.gz`],
  [
    ...(['session/inconsistent', `${GRAPH}/plain.json.gz`, '/body/ATTESTED/Labels'] as const),
    ...([{ 'com.example.kind': 'tool' }, `${GRAPH}/all.json.gz`] as const),
  ],
];

/** For each rule a recorded exchange that breaks it, or else one that is changed to do so. */
export function findSamples(rules: readonly Rule[], recorded: readonly Recording[]): Sample[] {
  const found = new Map(changes.map((change) => [change[0], createSample(change, recorded)]));
  const missing = new Set(rules.map(({ name }): string => name).filter((name) => !found.has(name)));
  for (const sample of findRecordedSamples(recorded)) {
    if (missing.delete(sample.finding.rule)) found.set(sample.finding.rule, sample);
    if (missing.size === 0) break;
  }
  return rules.map(({ name }) => {
    const sample = found.get(name);
    if (sample) return sample;
    throw new Error(`scripts/docs/content/samples.ts: no recording breaks ${name}, and no change is made to break it`);
  });
}

/** Folders of recordings that break all rules that any recording breaks; the first is also checked as a session. */
const FAULTY_FOLDERS = ['podman-5.8.6/', 'podman-4.3.1/', 'versions/docker-head-overlay2/v1.57/'];

function* findRecordedSamples(recorded: readonly Recording[]): Generator<Sample> {
  const [session = [], ...others] = FAULTY_FOLDERS.map((folder) =>
    recorded.filter(({ name }) => name.startsWith(folder)),
  );
  for (const { name: file, exchange } of [session, ...others].flat()) {
    for (const finding of checkExchange(exchange)) yield { finding, file, path: exchange.request.path };
  }
  for (const finding of checkSession(session.map(({ exchange }) => exchange))) {
    const one = session[finding.exchange];
    if (one) yield { finding, file: one.name, path: one.exchange.request.path };
  }
}

function createSample([rule, file, pointer, replacement, fullListing]: Change, recorded: readonly Recording[]): Sample {
  const exchange = getRecorded(recorded, file);
  const at = pointer.replace(/ATTESTED|SINGLE/, (image) => String(indexOfImage(imageNames[image], exchange)));
  const value: unknown = typeof replacement === 'function' ? replacement(exchange.response) : replacement;
  const changed = { ...exchange, response: setAtPointer(exchange.response, at, value) };
  const findings = fullListing ? checkSession([getRecorded(recorded, fullListing), changed]) : checkExchange(changed);
  const finding = findings.find((one) => one.rule === rule);
  if (!finding) throw new Error(`scripts/docs/content/samples.ts: ${file} changed at ${at} does not break ${rule}`);
  const to = at === '' ? 'a page of HTML' : value === undefined ? 'nothing' : JSON.stringify(value);
  return { finding, path: exchange.request.path, file, changed: { at: at || '/body', to } };
}

function getRecorded(recorded: readonly Recording[], name: string): Exchange {
  const found = recorded.find((one) => one.name === name);
  if (!found) throw new Error(`test/recordings: expected ${name}, which is changed for a sample`);
  return found.exchange;
}

/** An image with attestations, and one with a single manifest. */
const imageNames: Readonly<Record<string, string>> = { ATTESTED: 'contract/attested:1', SINGLE: 'contract/kind-app:1' };

const indexOfImage = (name: string | undefined, { response }: Exchange): number =>
  [response.body].flat().findIndex((image) => [getOwn(image, 'RepoTags')].flat().includes(name));
