import { apiVersion } from '../../generated/constants.js';
import { toFullName } from '../request/image-reference.js';
import type { FaultName, RequestFault } from '../request/parse-request.js';
import { parseMinorVersion } from '../values/api-version.js';
import { previewValue } from '../values/format-value.js';
import type { ImageSet, ImageStore } from './image-set.js';
import type { EngineVersion, InterpretedRequest } from './interpreted-request.js';

/**
 * Docker releases that respond differently, oldest first, each with the newest API version that it serves (minor). A newer
 * engine counts as the last one.
 */
const engineReleases = [
  { name: '20.10', newest: 41 },
  { name: '23.0', newest: 42 },
  { name: '24.0', newest: 43 },
  { name: '25.0', newest: 44 },
  { name: '26.0', newest: 45 },
  { name: '27.0', newest: 47 },
  { name: '28.0', newest: 51 },
  { name: '29.0', newest: 53 },
  { name: '29.3', newest: 54 },
  { name: '29.4', newest: Number.POSITIVE_INFINITY },
] as const;

type EngineReleaseName = (typeof engineReleases)[number]['name'];

/** One fault of a request, and the statuses that it can cause. */
interface FaultRule {
  /** A description for people; the offending string follows it. */
  readonly description: string;
  /** The possible statuses from some releases on. Without 200 the fault is certain: the engine rejects the request. */
  readonly statuses: Readonly<Partial<Record<EngineReleaseName, readonly number[]>>>;
  /** The statuses that remain possible if the store is known (Docker 28.5.2). */
  readonly statusesByStore?: Readonly<Partial<Record<ImageStore, readonly number[]>>>;
}

/** A fault of a request; `missing-image` only if the images of the engine are known. */
type ResolvedFaultName = FaultName | 'missing-image';

/** The faults that a request can have. The statuses of 23, 24, 25 and 27 come from Docker's source. */
const faultRules: Readonly<Record<ResolvedFaultName, FaultRule>> = {
  query: { description: 'undecodable query', statuses: { '20.10': [400] } },
  filters: { description: 'malformed filters', statuses: { '20.10': [500], '23.0': [400] } },
  'unknown-key': { description: 'unknown filter key', statuses: { '20.10': [400] } },
  dangling: { description: 'bad dangling', statuses: { '20.10': [200, 400], '23.0': [400] } },
  'dangling-digit': { description: 'dangling as a digit', statuses: { '20.10': [200, 400], '24.0': [200] } },
  'malformed-reference': { description: 'malformed image reference', statuses: { '20.10': [400] } },
  'ambiguous-reference': {
    description: 'image reference that not every engine takes',
    statuses: { '20.10': [200, 400, 404] },
  },
  // Docker 20.10 rejects capitals in a host without a dot.
  image: { description: 'image that may not be there', statuses: { '20.10': [200, 400, 404], '23.0': [200, 404] } },
  'missing-image': { description: 'image that is not there', statuses: { '20.10': [400, 404], '23.0': [404] } },
  'not-label': {
    description: 'filter key of containerd stores only',
    statuses: { '20.10': [400], '24.0': [200, 400] },
    statusesByStore: { containerd: [200], graphdriver: [400] },
  },
  'long-label': {
    description: 'label of more than 4096 bytes',
    statuses: { '20.10': [200, 400] },
    statusesByStore: { graphdriver: [200] },
  },
  'unsupported-until': {
    description: 'filter key that older engines do not know',
    statuses: { '20.10': [400], '24.0': [200, 400], '25.0': [200] },
  },
  'ambiguous-until': {
    description: 'until that is not plainly a time',
    statuses: { '20.10': [400], '24.0': [200, 400, 500], '25.0': [200, 500], '29.4': [200, 400] },
  },
  'invalid-until': {
    description: 'until that is no time',
    statuses: { '20.10': [400], '24.0': [400, 500], '25.0': [500], '29.4': [400] },
  },
  'malformed-glob': {
    description: 'malformed glob',
    statuses: { '20.10': [200, 500] },
    statusesByStore: { containerd: [200] },
  },
  identity: { description: 'identity without manifests', statuses: { '29.3': [400] } },
};

/** The statuses that a request can get. */
interface AllowedStatuses {
  readonly statuses: ReadonlySet<number>;
  /** Without those that are always allowed, sorted. */
  readonly requestSpecific: readonly number[];
  /** `requestSpecific` in words: `400 (unknown filter key "nope")`. */
  readonly expected: string;
  /** Whether the request is certainly at fault, so that a 500 blames the wrong side. */
  readonly isClientFault: boolean;
}

type CheckedRequest = Pick<InterpretedRequest, 'faults' | 'minor' | 'engineVersion' | 'apiVersion'>;

/** A plugin denies the request, the engine fails, or it cannot reach containerd, whatever the request is. */
const ALWAYS_ALLOWED = [403, 500, 503];

/** The message of a 400 to an API version that the engine does not serve. */
export const unsupportedVersionMessage = /client version (\S{1,40}) is too (?:new|old)/;

/**
 * Computes the statuses that a request can get at its API version: the union over the engines that may have responded.
 * 200 is among them unless a fault is certain. Some error responses are known by their message alone.
 *
 * @param message the `message` of an error response, or its text
 * @param known what is known of the engine's images: they decide whether an image exists, and the store which keys work
 */
export function getAllowedStatuses(request: CheckedRequest, message = '', known: KnownImages = {}): AllowedStatuses {
  const servingReleases = engineReleases.filter(({ newest }) => newest >= request.minor);
  const respondingReleases = findRespondingReleases(request, servingReleases);
  const faults = request.faults.flatMap((fault) => resolveFault(fault, known));
  const rules = [...new Set(faults.map(({ name }) => name))].map((name) => faultRules[name]);
  const collectStatuses = (releases: readonly EngineRelease[]) =>
    new Set(releases.flatMap((release) => combineStatuses(rules, release, known)));
  const requestSpecific = collectStatuses(respondingReleases);
  if (isAboutAnotherImage(message, request.faults)) requestSpecific.delete(404);
  const sortedStatuses = [...requestSpecific].sort();
  const knownStatus = findKnownStatus(message, request);
  return {
    requestSpecific: sortedStatuses,
    statuses: new Set([...requestSpecific, ...ALWAYS_ALLOWED, ...(knownStatus ? [knownStatus] : [])]),
    // Computed lazily: most responses are fine.
    get expected() {
      const isRejecting = (rule: FaultRule): boolean =>
        respondingReleases.some((release) => getStatuses(rule, release, known).some((status) => status !== 200));
      const rejectingRules = rules.filter(isRejecting);
      const describable = faults.filter(({ name }) => rejectingRules.includes(faultRules[name]));
      return formatExpected(sortedStatuses, describable);
    },
    get isClientFault() {
      const [, ...releasesFrom23] = engineReleases;
      const servingFrom23 = releasesFrom23.filter((release) => servingReleases.includes(release));
      const canSucceed = collectStatuses(servingFrom23).has(200);
      return !canSucceed && !requestSpecific.has(500) && !collectStatuses(releasesFrom23).has(500);
    },
  };
}

/** The status of an error response that is known by its message. */
function findKnownStatus(message: string, { apiVersion, faults }: CheckedRequest): number | undefined {
  const [, version] = unsupportedVersionMessage.exec(message) ?? [];
  if (version !== undefined && version === apiVersion) return 400;
  // `before` or `since` names an entry of the containerd image store that is no image (Docker 28.5.2).
  if (message.startsWith('error walking manifest ') && faults.some(({ name }) => name === 'image')) return 400;
  // An image was deleted while the containerd image store listed it (Docker 28.5.2, 29.7.2).
  return /content digest sha256:[0-9a-f]{64}: not found$/.test(message) ? 404 : undefined;
}

/** Whether an error response names an image that the request does not. */
function isAboutAnotherImage(message: string, faults: readonly RequestFault[]): boolean {
  const [, named] = /^No such image: (.{1,400})$/.exec(message) ?? [];
  return (
    named !== undefined && !faults.some(({ offendingValue }) => toComparable(offendingValue) === toComparable(named))
  );
}

/** The full name of an image in lower case, or the id; an engine writes either in its own way. */
function toComparable(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/^sha256:/, '')
    .replace(/:latest$/, '');
  return toFullName(name) ?? name;
}

/** What is known of the images of an engine. */
type KnownImages = Partial<Pick<ImageSet, 'store' | 'findImage'>>;

type ResolvedFault = Omit<RequestFault, 'name'> & { readonly name: ResolvedFaultName };

/**
 * Resolves a fault for an engine with known images. The containerd image store has names that its list does not show, and
 * does not find an image that it can read nothing of, which has no date.
 */
function resolveFault(fault: RequestFault, { findImage, store }: KnownImages): readonly ResolvedFault[] {
  if (fault.name !== 'image' || !findImage) return [fault];
  const image = findImage(fault.offendingValue);
  if (image) return store === 'graphdriver' || image.Created !== 0 ? [] : [fault];
  return [{ ...fault, name: store === 'graphdriver' ? 'missing-image' : 'image' }];
}

type EngineRelease = (typeof engineReleases)[number];

/**
 * The releases that may have responded: the one that `Server` names, else all that serve the API version. The version of
 * record is checked alike for all.
 */
function findRespondingReleases(
  { engineVersion, minor }: CheckedRequest,
  servingReleases: readonly EngineRelease[],
): readonly EngineRelease[] {
  if (!engineVersion || minor === parseMinorVersion(apiVersion)) return servingReleases;
  const named = engineReleases.findLast(({ name }) => isVersionOrLater(engineVersion, name));
  return named && servingReleases.includes(named) ? [named] : servingReleases;
}

function isVersionOrLater({ major, minor }: EngineVersion, name: EngineReleaseName): boolean {
  const [from = 0, fromMinor = 0] = name.split('.').map(Number);
  return major > from || (major === from && minor >= fromMinor);
}

/** The statuses that a release can send for one fault; 200 if it accepts such a request. */
function getStatuses({ statuses, statusesByStore }: FaultRule, release: EngineRelease, { store }: KnownImages) {
  const upToRelease = engineReleases.slice(0, engineReleases.indexOf(release) + 1);
  const possible = upToRelease.reduce((earlier, { name }) => statuses[name] ?? earlier, [200] as readonly number[]);
  const allowedByStore = store && statusesByStore?.[store];
  return allowedByStore ? possible.filter((status) => allowedByStore.includes(status)) : possible;
}

/** The statuses that a release can send for all faults of a request: any of theirs, and 200 only if all allow it. */
function combineStatuses(rules: readonly FaultRule[], release: EngineRelease, known: KnownImages): number[] {
  const statusesByFault = rules.map((rule) => getStatuses(rule, release, known));
  const canSucceed = statusesByFault.every((statuses) => statuses.includes(200));
  return [...(canSucceed ? [200] : []), ...statusesByFault.flat().filter((status) => status !== 200)];
}

/** The most faults that are named in `expected`. */
const MAX_DESCRIBED_FAULTS = 10;

/** Formats statuses, with the faults that an engine may reject: some are described, the others counted. */
function formatExpected(statuses: readonly number[], faults: readonly ResolvedFault[]): string {
  const statusList = statuses.join(', ').replace(/, (?=\d+$)/, ' or ');
  if (faults.length === 0) return statusList;
  const descriptions = faults
    .slice(0, MAX_DESCRIBED_FAULTS)
    .map(({ name, offendingValue }) => `${faultRules[name].description} ${previewValue(offendingValue)}`);
  const omittedCount = faults.length - MAX_DESCRIBED_FAULTS;
  return `${statusList} (${[...new Set(descriptions)].join('; ')}${omittedCount > 0 ? `; and ${omittedCount} more` : ''})`;
}
