import { checkExchange, checkSession, type Exchange, type Finding, type Rule } from '../../../src/contract/index.js';
import { getAtPointer, getOwn } from '../../../src/values/pointer.js';
import { setAtPointer } from '../../set-at-pointer.js';
import type { Recorded } from './refusals.js';

/** An exchange that breaks a rule, and what the check says of it. */
export interface Sample {
  readonly rule: string;
  readonly finding: Finding;
  readonly path: string;
  /** The recording, below test/recordings. */
  readonly file: string;
  /** What was changed in it, where no recorded engine breaks the rule. */
  readonly changed?: { readonly at: string; readonly to: string };
}

/** Where to put what into which recording of Docker 28.5.2, for a rule that no recorded engine breaks to find it. */
interface Spoiled {
  readonly rule: string;
  readonly recording: string;
  /** A pointer into the response; ATTESTED and SINGLE stand for the index of an image. */
  readonly at: string;
  /** A value, or what gives it from the response. */
  readonly to: unknown;
  /** The whole list of its session, where the rule compares with it. */
  readonly whole?: string;
}

const ZERO = `sha256:${'0'.repeat(64)}`;
const [LIST, MANIFESTS] = ['docker-28.5.2-containerd/plain.json.gz', 'docker-28.5.2-containerd/manifests.json.gz'];
const GRAPH = 'docker-28.5.2-overlay2/plain.json.gz';
const WHOLE = 'docker-28.5.2-overlay2/all.json.gz';
const CONTAINER = '1'.repeat(64);
const MANIFEST = {
  ...{ ID: ZERO, Descriptor: { mediaType: 'text/plain', digest: ZERO, size: 1 }, Available: false },
  ...{ Size: { Content: 0, Total: 0 }, Kind: 'unknown' },
};
const same = (pointer: string) => (response: unknown) => getAtPointer(response, pointer);

const spoiled: readonly Spoiled[] = [
  { rule: 'response/content-type', recording: LIST, at: '/headers/content-type', to: 'text/html' },
  { rule: 'response/body-not-json', recording: LIST, at: '', to: html },
  { rule: 'image/unrequested-manifests', recording: LIST, at: '/body/ATTESTED/Manifests', to: [MANIFEST] },
  {
    ...{ rule: 'filter/dangling', recording: 'docker-28.5.2-overlay2/filters-dangling-true-list.json' },
    ...{ at: '/body/0/RepoTags', to: ['alpine:3.20'] },
  },
  {
    ...{ rule: 'filter/since', recording: 'docker-28.5.2-containerd/filters-since-name.json' },
    ...{ at: '/body/0/RepoTags', to: ['contract/artifact-beside:1'] },
  },
  { rule: 'image/created', recording: GRAPH, at: '/body/0/Created', to: 253_402_300_800 },
  { rule: 'list/duplicate-name', recording: GRAPH, at: '/body/4/RepoTags/0', to: same('/body/3/RepoTags/0') },
  {
    rule: 'image/repo-digests',
    recording: LIST,
    at: '/body/ATTESTED/RepoDigests/0',
    to: `contract/attested@${ZERO}`,
  },
  { rule: 'image/descriptor', recording: LIST, at: '/body/ATTESTED/Descriptor', to: undefined },
  { rule: 'image/size', recording: MANIFESTS, at: '/body/ATTESTED/Size', to: 1 },
  { rule: 'image/manifests', recording: MANIFESTS, at: '/body/SINGLE/Manifests/0/Descriptor/size', to: 1 },
  { rule: 'manifest/available', recording: MANIFESTS, at: '/body/ATTESTED/Manifests/0/Descriptor/size', to: 1_000_000 },
  {
    ...{ rule: 'manifest/platform', recording: MANIFESTS, to: 'vax' },
    at: '/body/ATTESTED/Manifests/0/ImageData/Platform/architecture',
  },
  {
    ...{ rule: 'manifest/kind', recording: MANIFESTS, at: '/body/ATTESTED/Manifests/0/Descriptor/annotations' },
    to: { 'vnd.docker.reference.type': 'attestation-manifest' },
  },
  {
    ...{ rule: 'manifest/container-ids', recording: MANIFESTS, to: [CONTAINER, CONTAINER] },
    at: '/body/ATTESTED/Manifests/0/ImageData/Containers',
  },
  {
    ...{ rule: 'filter/until', recording: 'docker-28.5.2-overlay2/filters-until-seconds.json' },
    ...{ at: '/body/0/Created', to: 1_709_683_200 },
  },
  { rule: 'manifest/size-total', recording: MANIFESTS, at: '/body/ATTESTED/Manifests/0/Size/Total', to: 0 },
  { rule: 'image/id-digest', recording: MANIFESTS, at: '/body/ATTESTED/Id', to: ZERO },
  {
    rule: 'manifest/attestation-for',
    recording: MANIFESTS,
    at: '/body/ATTESTED/Manifests/2/AttestationData/For',
    to: ZERO,
  },
  { rule: 'list/duplicate-id', recording: GRAPH, at: '/body/1/Id', to: same('/body/0/Id') },
  {
    ...{ rule: 'session/unexpected', recording: 'docker-28.5.2-overlay2/filters-label-list.json', whole: WHOLE },
    ...{ at: '/body/0/Id', to: ZERO },
  },
  {
    ...{ rule: 'session/inconsistent', recording: GRAPH, whole: WHOLE },
    ...{ at: '/body/ATTESTED/Labels', to: { 'com.example.kind': 'tool' } },
  },
];

/** A page of a proxy in place of a list. */
function html(response: unknown): unknown {
  return { ...(response as object), body: undefined, bodyText: '<html>502 Bad Gateway</html>' }; // a response is an object
}

/** For each rule an exchange that breaks it: a recorded one, else one that is spoiled for it. */
export function samplesOf(rules: readonly Rule[], recorded: readonly Recorded[]): Sample[] {
  const found = new Map(spoiled.map((one) => [one.rule, spoil(one, recorded)]));
  const wanted = new Set(rules.map(({ name }): string => name).filter((name) => !found.has(name)));
  for (const { rule, sample } of recordedSamples(recorded)) {
    if (wanted.delete(rule)) found.set(rule, sample());
    if (wanted.size === 0) break;
  }
  return rules.map(({ name }) => {
    const sample = found.get(name);
    if (sample) return sample;
    throw new Error(`scripts/docs/content/samples.ts: no recording breaks ${name}, and none is spoiled for it`);
  });
}

/** What recorded exchanges break, by themselves, then together; judged only as far as it is asked for. */
function* recordedSamples(recorded: readonly Recorded[]): Generator<{ rule: string; sample: () => Sample }> {
  const sampleOf = ({ file, exchange }: Recorded, finding: Finding): Sample => ({
    ...{ rule: finding.rule, finding, file },
    path: exchange.request.path,
  });
  const [together = [], ...others] = DEPARTING.map((folder) => recorded.filter(({ file }) => file.startsWith(folder)));
  for (const one of [together, ...others].flat()) {
    for (const finding of checkExchange(one.exchange))
      yield { rule: finding.rule, sample: () => sampleOf(one, finding) };
  }
  for (const finding of checkSession(together.map(({ exchange }) => exchange))) {
    const one = together[finding.exchange];
    if (one) yield { rule: finding.rule, sample: () => sampleOf(one, finding) };
  }
}

/** Folders of recordings that break the rules that any recording breaks. */
const DEPARTING = ['podman-5.8.6/', 'podman-4.3.1/', 'versions/docker-29.7.2-overlay2/v1.56/'];

function spoil({ rule, recording, at, to, whole }: Spoiled, recorded: readonly Recorded[]): Sample {
  const { exchange } = named(recorded, recording);
  const place = at.replace(/ATTESTED|SINGLE/, (which) => String(indexOf(images[which], exchange)));
  const value: unknown = typeof to === 'function' ? to(exchange.response) : to;
  const response = setAtPointer(exchange.response, place, value);
  const judged = { ...exchange, response };
  const findings = whole ? checkSession([named(recorded, whole).exchange, judged]) : checkExchange(judged);
  const finding = findings.find((one) => one.rule === rule);
  if (!finding) {
    throw new Error(`scripts/docs/content/samples.ts: ${recording} spoiled at ${place} does not break ${rule}`);
  }
  const changed = {
    // A spoiled response as a whole has another body.
    at: place || '/body',
    to: at === '' ? 'a page of HTML' : value === undefined ? 'nothing' : JSON.stringify(value),
  };
  return { rule, finding, path: exchange.request.path, file: recording, changed };
}

function named(recorded: readonly Recorded[], name: string): Recorded {
  const found = recorded.find(({ file }) => file === name);
  if (!found) throw new Error(`test/recordings: expected ${name}, which is spoiled for a sample`);
  return found;
}

/** An image with attestations, and one that is a manifest. */
const images: Readonly<Record<string, string>> = { ATTESTED: 'contract/attested:1', SINGLE: 'contract/kind-app:1' };

const indexOf = (name: string | undefined, { response }: Exchange): number =>
  [response.body].flat().findIndex((image) => [getOwn(image, 'RepoTags')].flat().includes(name));
